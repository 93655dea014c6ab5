#include "core/scenario/parameterset.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Scenario;

namespace {

std::vector<Parameter> declared()
{
    return {integerParameter(QStringLiteral("depth"), QStringLiteral("Depth"), 64, 1, 4096),
            switchParameter(QStringLiteral("tls"), QStringLiteral("TLS"), false),
            choiceParameter(QStringLiteral("protocol"), QStringLiteral("Protocol"),
                            {QStringLiteral("gibson"), QStringLiteral("resp")}),
            textParameter(QStringLiteral("server"), QStringLiteral("Server"), QString()),
            thresholdParameter()};
}

} // namespace

class TstParameters : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsHoldUntilSomethingIsSet();
    void goodValueIsTaken_data();
    void goodValueIsTaken();
    void badValueIsRefusedWithASentence_data();
    void badValueIsRefusedWithASentence();
};

void TstParameters::defaultsHoldUntilSomethingIsSet()
{
    const Parameters parameters(declared());
    QCOMPARE(parameters.integer(QStringLiteral("depth")), 64);
    QCOMPARE(parameters.isOn(QStringLiteral("tls")), false);
    QCOMPARE(parameters.text(QStringLiteral("protocol")), QStringLiteral("gibson"));
    QCOMPARE(parameters.number(QStringLiteral("threshold_ms")), 10.0);
    QVERIFY(!parameters.has(QStringLiteral("nothing")));
}

void TstParameters::goodValueIsTaken_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("lowest integer") << "depth"
                                    << "1" << QVariant(1);
    QTest::newRow("highest integer") << "depth"
                                     << "4096" << QVariant(4096);
    QTest::newRow("switch on") << "tls"
                               << "on" << QVariant(true);
    QTest::newRow("choice") << "protocol"
                            << "resp" << QVariant(QStringLiteral("resp"));
    QTest::newRow("text with commas and equals") << "server"
                                                 << "a,b=c" << QVariant(QStringLiteral("a,b=c"));
    QTest::newRow("fraction") << "threshold_ms"
                              << "2.5" << QVariant(2.5);
}

void TstParameters::goodValueIsTaken()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QVariant, value);
    Parameters parameters(declared());
    QCOMPARE(parameters.set(key, text), std::nullopt);
    QCOMPARE(parameters.values().value(key).toString(), value.toString());
}

void TstParameters::badValueIsRefusedWithASentence_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown key") << "nothing"
                                 << "1";
    QTest::newRow("below the range") << "depth"
                                     << "0";
    QTest::newRow("above the range") << "depth"
                                     << "4097";
    QTest::newRow("far above the range") << "depth"
                                         << "99999999999999999999999";
    QTest::newRow("no number") << "depth"
                               << "many";
    QTest::newRow("fraction for a whole number") << "depth"
                                                 << "1.5";
    QTest::newRow("empty number") << "depth"
                                  << "";
    QTest::newRow("switch that is neither on nor off") << "tls"
                                                       << "true";
    QTest::newRow("no such choice") << "protocol"
                                    << "http";
    QTest::newRow("not finite") << "threshold_ms"
                                << "nan";
}

void TstParameters::badValueIsRefusedWithASentence()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    Parameters parameters(declared());
    const auto problem = parameters.set(key, text);
    QVERIFY(problem);
    QVERIFY2(problem->contains(key) && problem->endsWith(u'.'), qPrintable(*problem));
    QCOMPARE(parameters.integer(QStringLiteral("depth")), 64);
}

LOOPSCOPE_TEST_MAIN(TstParameters)

#include "tst_parameters.moc"
