#include "tests/app/program.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <unistd.h>

using namespace Loopscope::Testing;

/// The real program on traces that it recorded.
class TstTraceCommands : public StrictTest
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_trace;
    QJsonObject m_live;

private Q_SLOTS:
    void initTestCase()
    {
        m_trace = m_folder.filePath(QStringLiteral("run.perfetto-trace"));
        const Ended ended =
            runProgram({"run", "slow-callback/blocking", "--duration", "1.2", "--record", m_trace, "--json"});
        QCOMPARE(ended.status, 0);
        m_live = ended.json().object();
    }

    void reportIsTheDocumentOfTheRun()
    {
        const Ended ended = runProgram({"report", m_trace, "--json"});
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.err.isEmpty(), qPrintable(ended.err));
        const QJsonObject read = ended.json().object();
        for (const QString &key : m_live.keys())
            QVERIFY2(read[key] == m_live[key], qPrintable(key));
        QCOMPARE(read[u"trace"].toString(), m_trace);
    }

    void usesInAWrongThreadAreKept()
    {
        const QString path = m_folder.filePath(QStringLiteral("hops"));
        const Ended run = runProgram({"run", "right-loop/wrong-thread", "--record", path, "--json"});
        const Ended report = runProgram({"report", path, "--json"});
        QCOMPARE(report.status, 0);
        QVERIFY(!report.json()[u"wrong_thread"].toArray().isEmpty());
        QCOMPARE(report.json()[u"wrong_thread"].toArray(), run.json()[u"wrong_thread"].toArray());
        QCOMPARE(report.json()[u"loops"].toArray(), run.json()[u"loops"].toArray());
        QCOMPARE(report.json()[u"verdict"].toString(), run.json()[u"verdict"].toString());
    }

    void reportInTextNamesTheLine()
    {
        const Ended ended = runProgram({"report", m_trace});
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.out.contains(QLatin1String("slow-callback/blocking")) &&
                     ended.out.contains(QLatin1String("slowcallback_blocking.cpp:")),
                 qPrintable(ended.out));
    }

    void checkEndsWithThreeOverBudget()
    {
        const QString junit = m_folder.filePath(QStringLiteral("junit.xml"));
        const Ended over = runProgram({"check", m_trace, "--max-stall", "50", "--junit", junit});
        QCOMPARE(over.status, 3);
        QVERIFY2(over.err.contains(QLatin1String("sleeper() at core/scenario/slowcallback/")),
                 qPrintable(over.err));
        QFile file(junit);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("<failure"));
        const Ended within = runProgram({"check", m_trace, "--max-stall", "60000", "--p99", "60000",
                                         "--max-busy", "1", "--max-dropped", "1000"});
        QCOMPARE(within.status, 0);
        QCOMPARE(within.out.count(u'\n'), 4);
    }

    void compareTellsBothAndTheDifference()
    {
        const Ended ended = runProgram({"compare", m_trace, m_trace, "--json"});
        QCOMPARE(ended.status, 0);
        const QJsonObject document = ended.json().object();
        QCOMPARE(document[u"before"].toObject(), document[u"after"].toObject());
        QCOMPARE(document[u"difference"][u"duration_s"][u"absolute"].toDouble(-1), 0.0);
        QCOMPARE(document[u"stalls"].toArray()[0].toObject()[u"change"].toString(), QStringLiteral("same"));
        QVERIFY(
            runProgram({"compare", m_trace, m_trace}).out.contains(QLatin1String("No notable difference.")));
    }

    void exportWritesEachFormat_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("chrome") << "chrome" << QByteArray("{\"displayTimeUnit\"");
        QTest::newRow("csv") << "csv" << QByteArray("time_s,kind,");
        QTest::newRow("hlog") << "hlog" << QByteArray("#[");
    }

    void exportWritesEachFormat()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, start);
        const QString path = m_folder.filePath(format);
        const Ended ended = runProgram({"export", m_trace, "--format", format, "-o", path});
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.err.isEmpty(), qPrintable(ended.err));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith(start) && bytes.size() > 500);
        if (format == QLatin1String("chrome")) {
            const Ended report = runProgram({"report", path, "--json"});
            QCOMPARE(report.status, 0);
            QVERIFY(report.json()[u"slow_callbacks_total"].toInt() > 0);
        }
    }

    void wrongUsageEndsWithTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no trace") << QStringList{"report"};
        QTest::newRow("one trace to compare") << QStringList{"compare", "x"};
        QTest::newRow("no budget") << QStringList{"check", "x"};
        QTest::newRow("negative budget") << QStringList{"check", "x", "--max-stall", "-1"};
        QTest::newRow("no number") << QStringList{"check", "x", "--p99", "soon"};
        QTest::newRow("fraction above one") << QStringList{"check", "x", "--max-busy", "1.5"};
        QTest::newRow("unknown format") << QStringList{"export", "x", "--format", "png", "-o", "y"};
        QTest::newRow("no output") << QStringList{"export", "x", "--format", "csv"};
    }

    void wrongUsageEndsWithTwo()
    {
        QFETCH(QStringList, arguments);
        const Ended ended = runProgram(arguments);
        QCOMPARE(ended.status, 2);
        QCOMPARE(ended.errorLines(), 1);
        QVERIFY(ended.out.isEmpty());
    }

    void unreadableTraceIsOneClearLine_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("says");
        const auto make = [this](const QString &name, const QByteArray &bytes) {
            QFile file(m_folder.filePath(name));
            if (file.open(QIODevice::WriteOnly))
                file.write(bytes);
            return file.fileName();
        };
        const QString locked = make(QStringLiteral("locked"), "x");
        QFile::setPermissions(locked, {});
        QTest::newRow("missing") << m_folder.filePath(QStringLiteral("none")) << "no such file";
        QTest::newRow("folder") << m_folder.path() << "folder";
        QTest::newRow("empty") << make(QStringLiteral("empty"), {}) << "empty";
        QTest::newRow("text") << make(QStringLiteral("text"), "some text") << "neither";
        QTest::newRow("device") << "/dev/null"
                                << "device";
        if (::geteuid() != 0)
            QTest::newRow("locked") << locked << "permission";
    }

    void unreadableTraceIsOneClearLine()
    {
        QFETCH(QString, path);
        QFETCH(QString, says);
        const QString output = m_folder.filePath(QStringLiteral("never"));
        const QList<QStringList> commands{{"report", path},
                                          {"report", path, "--json"},
                                          {"compare", m_trace, path},
                                          {"check", path, "--p99", "1"},
                                          {"export", path, "--format", "csv", "-o", output}};
        for (const QStringList &command : commands) {
            const Ended ended = runProgram(command);
            QCOMPARE(ended.status, 1);
            QCOMPARE(ended.errorLines(), 1);
            QVERIFY2(ended.err.contains(says) && ended.err.contains(path), qPrintable(ended.err));
        }
        QVERIFY(!QFile::exists(output));
    }

    void unwritableOutputIsOneClearLine()
    {
        const Ended ended = runProgram({"export", m_trace, "--format", "csv", "-o", "/nowhere/x.csv"});
        QCOMPARE(ended.status, 1);
        QCOMPARE(ended.errorLines(), 1);
        QVERIFY2(ended.err.contains(QLatin1String("/nowhere/x.csv")), qPrintable(ended.err));
        const Ended junit = runProgram({"check", m_trace, "--p99", "60000", "--junit", "/nowhere/x.xml"});
        QCOMPARE(junit.status, 1);
    }

    void cutTraceIsReportedWithWhatIsMissing()
    {
        const QString cut = m_folder.filePath(QStringLiteral("cut"));
        QVERIFY(QFile::copy(m_trace, cut));
        QFile file(cut);
        QVERIFY(file.resize(file.size() - 3));
        const Ended ended = runProgram({"report", cut, "--json"});
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.err.contains(QLatin1String("byte")), qPrintable(ended.err));
        QVERIFY(!ended.json()[u"skipped"].toArray().isEmpty());
        QVERIFY(ended.json()[u"verdict"].isNull());
    }
};

LOOPSCOPE_TEST_MAIN(TstTraceCommands)

#include "tst_tracecommands.moc"
