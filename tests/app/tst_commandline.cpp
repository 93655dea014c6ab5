#include "tests/app/program.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace Loopscope::Testing;

/// What the program says before anything runs: lists, help, and what it refuses.
class TstCommandLine : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void listNamesEveryScenario();
    void helpAndVersionAreAnswered_data();
    void helpAndVersionAreAnswered();
    void wrongUsageEndsWithTwoAndOneLine_data();
    void wrongUsageEndsWithTwoAndOneLine();
    void failureEndsWithOneAndOneLine_data();
    void failureEndsWithOneAndOneLine();
    void windowWithoutADisplayNamesTheOtherWays();
};

void TstCommandLine::listNamesEveryScenario()
{
    const Ended ended = runProgram({QStringLiteral("list"), QStringLiteral("--json")});
    QCOMPARE(ended.status, 0);
    const QJsonArray scenarios = ended.json().array();
    QVERIFY(scenarios.size() >= 4);
    QStringList ids;
    for (const auto &entry : scenarios) {
        const QJsonObject scenario = entry.toObject();
        ids.append(scenario[u"id"].toString());
        for (const char *key : {"id", "title", "lesson", "available", "reason", "variants", "parameters"})
            QVERIFY2(scenario.contains(QLatin1String(key)), key);
        for (const auto &each : scenario[u"parameters"].toArray()) {
            for (const char *key : {"key", "kind", "default", "min", "max", "unit", "choices"})
                QVERIFY2(each.toObject().contains(QLatin1String(key)), key);
        }
    }
    for (const char *id :
         {"slow-callback", "http", "connection-pool", "request-reply", "pipelining", "cpu-bound"})
        QVERIFY2(ids.contains(QLatin1String(id)), id);
}

void TstCommandLine::helpAndVersionAreAnswered_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("help") << QStringList{"--help"};
    QTest::newRow("version") << QStringList{"--version"};
    QTest::newRow("help of run") << QStringList{"run", "--help"};
    QTest::newRow("list as text") << QStringList{"list"};
}

void TstCommandLine::helpAndVersionAreAnswered()
{
    QFETCH(QStringList, arguments);
    const Ended ended = runProgram(arguments);
    QCOMPARE(ended.status, 0);
    QVERIFY(!ended.out.isEmpty());
    QVERIFY2(ended.err.isEmpty(), qPrintable(ended.err));
}

void TstCommandLine::wrongUsageEndsWithTwoAndOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("names");
    QTest::newRow("unknown command") << QStringList{"dance"} << "dance";
    QTest::newRow("unknown option") << QStringList{"run", "--fast", "slow-callback"} << "--fast";
    QTest::newRow("nothing to run") << QStringList{"run"} << "--all";
    QTest::newRow("unknown scenario") << QStringList{"run", "nothing"} << "nothing";
    QTest::newRow("unknown variant") << QStringList{"run", "slow-callback/nothing"} << "nothing";
    QTest::newRow("unknown key") << QStringList{"run", "slow-callback", "--set", "depth=3"} << "depth";
    QTest::newRow("value out of range") << QStringList{"run", "pipelining", "--set", "depth=0"} << "depth";
    QTest::newRow("value that is no number")
        << QStringList{"run", "pipelining", "--set", "depth=x"} << "depth";
    QTest::newRow("setting without a value")
        << QStringList{"run", "pipelining", "--set", "depth"} << "KEY=VALUE";
    QTest::newRow("duration below zero")
        << QStringList{"run", "pipelining", "--duration", "-1"} << "--duration";
    QTest::newRow("duration that is no number")
        << QStringList{"run", "pipelining", "--duration", "x"} << "--duration";
    QTest::newRow("one bad key of several scenarios")
        << QStringList{"run", "pipelining", "slow-callback", "--set", "nothing=1"} << "nothing";
}

void TstCommandLine::wrongUsageEndsWithTwoAndOneLine()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, names);
    const Ended ended = runProgram(arguments);
    QCOMPARE(ended.status, 2);
    QVERIFY(ended.out.isEmpty());
    QCOMPARE(ended.errorLines(), 1);
    QVERIFY2(ended.err.contains(names), qPrintable(ended.err));
}

void TstCommandLine::failureEndsWithOneAndOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("names");
    QTest::newRow("server that refuses")
        << QStringList{"run", "pipelining/pipelined", "--set", "server=127.0.0.1:1", "--json"}
        << "127.0.0.1:1";
    QTest::newRow("trace in a folder that is not there")
        << QStringList{"run", "slow-callback/blocking", "--record", "/nowhere/x.perfetto-trace", "--json"}
        << "/nowhere";
    QTest::newRow("trace that is a folder")
        << QStringList{"run", "slow-callback/blocking", "--record", "/tmp", "--json"} << "/tmp";
}

void TstCommandLine::failureEndsWithOneAndOneLine()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, names);
    const Ended ended = runProgram(arguments);
    QCOMPARE(ended.status, 1);
    QCOMPARE(ended.errorLines(), 1);
    QVERIFY2(ended.err.contains(names), qPrintable(ended.err));
}

void TstCommandLine::windowWithoutADisplayNamesTheOtherWays()
{
    const Ended ended = runProgram({});
    QVERIFY2(ended.status == 1 || ended.status == 2, "a build without the window calls it wrong usage");
    QCOMPARE(ended.errorLines(), 1);
    if (ended.status == 1)
        QVERIFY2(ended.err.contains(QLatin1String("run")) && ended.err.contains(QLatin1String("screenshot")),
                 qPrintable(ended.err));
}

LOOPSCOPE_TEST_MAIN(TstCommandLine)

#include "tst_commandline.moc"
