#include "core/scenario/figuretext.h"
#include "core/scenario/scenario.h"
#include "core/scenario/testkeys.h"
#include "tests/support/stricttest.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

using namespace Loopscope;
using namespace Loopscope::Scenario;
using namespace std::chrono_literals;

class TstScenarios : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyScenarioIsComplete();
    void everyVariantHasItsOwnSourceFile();
    void worseVariantsSayWhatToDoInstead();
    void verdictDependsOnWhatWasMeasured();
    void testKeysDiffer_data();
    void testKeysDiffer();
    void figuresHaveThreeDigits_data();
    void figuresHaveThreeDigits();
};

void TstScenarios::everyScenarioIsComplete()
{
    QSet<QString> ids;
    for (const auto &scenario : allScenarios()) {
        QVERIFY(!ids.contains(scenario.id));
        ids.insert(scenario.id);
        QVERIFY(!scenario.title.isEmpty());
        QVERIFY2(scenario.lesson.endsWith(u'.'), qPrintable(scenario.id));
        QVERIFY(scenario.variants.size() >= 2);
        QVERIFY(scenario.verdict);
        QCOMPARE(scenario.parameters.back().key, QStringLiteral("threshold_ms"));
        for (const Parameter &parameter : scenario.parameters) {
            // Every default is a value that one could type.
            const QString text =
                parameter.kind == ParameterKind::Switch
                    ? (parameter.defaultValue.toBool() ? QStringLiteral("on") : QStringLiteral("off"))
                    : parameter.defaultValue.toString();
            Parameters parameters(scenario.parameters);
            QCOMPARE(parameters.set(parameter.key, text), std::nullopt);
        }
    }
    QVERIFY(scenario(QStringLiteral("slow-callback")));
    QVERIFY(!scenario(QStringLiteral("nothing")));
}

void TstScenarios::everyVariantHasItsOwnSourceFile()
{
    QSet<QString> files;
    for (const auto &scenario : allScenarios()) {
        for (const Variant &variant : scenario.variants) {
            QVERIFY(variant.create);
            QVERIFY2(QFileInfo::exists(QStringLiteral(LOOPSCOPE_SOURCE_DIR "/") + variant.sourceFile),
                     qPrintable(variant.sourceFile));
            QVERIFY(!files.contains(variant.sourceFile));
            files.insert(variant.sourceFile);
            const QString python =
                QString(variant.sourceFile).replace(QLatin1String(".cpp"), QLatin1String(".py"));
            QVERIFY2(QFileInfo::exists(QStringLiteral(LOOPSCOPE_SOURCE_DIR "/") + python),
                     qPrintable(python));
        }
    }
}

// In one sentence that names the key of a better variant; what is good has nothing to say.
void TstScenarios::worseVariantsSayWhatToDoInstead()
{
    static const QRegularExpression sentence(QStringLiteral("^[A-Z].*: variant ([2-9])( or [2-9])?\\.$"));
    for (const auto &scenario : allScenarios()) {
        QVERIFY2(!scenario.variants.front().advice.isEmpty(), qPrintable(scenario.id));
        QVERIFY2(scenario.variants.back().advice.isEmpty(), qPrintable(scenario.id));
        for (std::size_t at = 0; at < scenario.variants.size(); ++at) {
            const QString &remedy = scenario.variants[at].advice;
            if (remedy.isEmpty())
                continue;
            const auto match = sentence.match(remedy);
            QVERIFY2(match.hasMatch(), qPrintable(remedy));
            const auto number = match.captured(1).toUInt();
            QVERIFY(number > at + 1 && number <= scenario.variants.size());
        }
    }
}

void TstScenarios::verdictDependsOnWhatWasMeasured()
{
    for (const auto &scenario : allScenarios()) {
        const Parameters parameters(scenario.parameters);
        RunFigures good;
        good.duration = 1s;
        good.requests.completed = 100;
        good.workUnits = 100;
        RunFigures bad = good;
        bad.duration = 3s;
        bad.stalls = 9;
        bad.longestStall = bad.timeInStalls = 2s;
        bad.requests.wrongAnswers = 7;
        QVERIFY2(scenario.verdict(parameters, good) != scenario.verdict(parameters, bad),
                 qPrintable(scenario.id));
    }
}

void TstScenarios::testKeysDiffer_data()
{
    QTest::addColumn<int>("payload");
    QTest::newRow("one byte") << 1;
    QTest::newRow("three bytes") << 3;
    QTest::newRow("as on the slide") << 16;
    QTest::newRow("large") << 65536;
}

void TstScenarios::testKeysDiffer()
{
    QFETCH(int, payload);
    const TestKeys keys(payload);
    for (int i = 0; i < TestKeys::count; ++i) {
        QCOMPARE(keys.value(i).size(), payload);
        QVERIFY(keys.value(i) != keys.value(i + 1));
        QVERIFY(!keys.key(i).contains(' '));
    }
    QCOMPARE(keys.key(TestKeys::count), keys.key(0));
    if (payload >= 4) {
        QSet<QByteArray> values;
        for (int i = 0; i < TestKeys::count; ++i)
            values.insert(keys.value(i));
        QCOMPARE(values.size(), TestKeys::count);
    }
}

void TstScenarios::figuresHaveThreeDigits_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("microseconds") << qint64{54'321} << QStringLiteral("0.054\u00a0ms");
    QTest::newRow("milliseconds") << qint64{1'904'000} << QStringLiteral("1.90\u00a0ms");
    QTest::newRow("tens") << qint64{52'640'000} << QStringLiteral("52.6\u00a0ms");
    QTest::newRow("hundreds") << qint64{105'400'000} << QStringLiteral("105\u00a0ms");
    QTest::newRow("rounds up to a second") << qint64{999'700'000} << QStringLiteral("1.00\u00a0s");
    QTest::newRow("seconds") << qint64{1'118'000'000} << QStringLiteral("1.12\u00a0s");
}

void TstScenarios::figuresHaveThreeDigits()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(durationText(Base::Duration(nanoseconds)), text);
    QCOMPARE(countText(1234567), QStringLiteral("1\u00a0234\u00a0567"));
    QCOMPARE(countedText(1, QStringLiteral("request"), QStringLiteral("requests")),
             QStringLiteral("1 request"));
    QCOMPARE(countedText(0, QStringLiteral("request"), QStringLiteral("requests")),
             QStringLiteral("0 requests"));
    QCOMPARE(countedText(2, QStringLiteral("query"), QStringLiteral("queries")), QStringLiteral("2 queries"));
    QCOMPARE(timesText(1), QStringLiteral("once"));
    QCOMPARE(timesText(12), QStringLiteral("12 times"));
}

LOOPSCOPE_TEST_MAIN(TstScenarios)

#include "tst_scenarios.moc"
