#include "tests/support/stricttest.h"
#include "ui/theme/format.h"

#include <QTranslator>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

// Rows are written with "_" for the no-break space, so that one sees it.
QString withNoBreakSpaces(QString text)
{
    return text.replace(u'_', Theme::noBreakSpace);
}

} // namespace

class TstFormat : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void durationHasThreeDigitsAtMost_data();
    void durationHasThreeDigitsAtMost();
    void stallHasOneDecimal_data();
    void stallHasOneDecimal();
    void liveNumberIsCalm_data();
    void liveNumberIsCalm();
    void countIsGroupedInThousands_data();
    void countIsGroupedInThousands();
    void rateIsRoundedToThreeDigits_data();
    void rateIsRoundedToThreeDigits();
    void percentIsShort_data();
    void percentIsShort();
    void bytesHaveDecimalUnits_data();
    void bytesHaveDecimalUnits();
    void secondsHaveTheDecimalsAskedFor();
    void factorEndsInTimesSign();
    void formsOfATranslationAreTaken();
    void systemLocaleDoesNotMatter();
};

void TstFormat::durationHasThreeDigitsAtMost_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *text, Base::Duration duration) {
        QTest::newRow(text) << qint64(duration.count()) << QString::fromLatin1(text);
    };
    row("0_ms", 0ns);
    row("0.001_ms", 1us);
    row("0.054_ms", 54us);
    row("0.310_ms", 310us);
    row("1.90_ms", 1900us);
    row("9.99_ms", 9994us);
    row("10.0_ms", 9996us);
    row("95.2_ms", 95200us);
    row("100_ms", 99960us);
    row("105_ms", 105ms);
    row("999_ms", 999ms);
    row("1.00_s", 999600us);
    row("1.12_s", 1120ms);
    row("41.2_s", 41200ms);
    row("600_s", 600s);
    row("3_600_s", 3600s);
}

void TstFormat::durationHasThreeDigitsAtMost()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatDuration(Base::Duration(nanoseconds)), withNoBreakSpaces(text));
}

void TstFormat::stallHasOneDecimal_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("short") << qint64(6'100'000) << "6.1_ms";
    QTest::newRow("typical") << qint64(100'312'000) << "100.3_ms";
    QTest::newRow("just below a second") << qint64(999'940'000) << "999.9_ms";
    QTest::newRow("rounds to a second") << qint64(999'960'000) << "1.00_s";
    QTest::newRow("over a second") << qint64(1'204'000'000) << "1.20_s";
    QTest::newRow("over ten seconds") << qint64(10'149'000'000) << "10.1_s";
}

void TstFormat::stallHasOneDecimal()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatStall(Base::Duration(nanoseconds)), withNoBreakSpaces(text));
}

void TstFormat::liveNumberIsCalm_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("small") << qint64(100'000) << "0.1_ms";
    QTest::newRow("rounds to ten") << qint64(9'960'000) << "10_ms";
    QTest::newRow("climbing") << qint64(64'400'000) << "64_ms";
    QTest::newRow("rounds to a second") << qint64(999'600'000) << "1.00_s";
    QTest::newRow("seconds") << qint64(2'410'000'000) << "2.41_s";
}

void TstFormat::liveNumberIsCalm()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatLive(Base::Duration(nanoseconds)), withNoBreakSpaces(text));
}

void TstFormat::countIsGroupedInThousands_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64(0) << "0";
    QTest::newRow("three digits") << qint64(999) << "999";
    QTest::newRow("four digits") << qint64(1204) << "1_204";
    QTest::newRow("five digits") << qint64(20000) << "20_000";
    QTest::newRow("seven digits") << qint64(1234567) << "1_234_567";
    QTest::newRow("negative") << qint64(-1000) << "-1_000";
    QTest::newRow("negative, three digits") << qint64(-100) << "-100";
}

void TstFormat::countIsGroupedInThousands()
{
    QFETCH(qint64, count);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatCount(count), withNoBreakSpaces(text));
}

void TstFormat::rateIsRoundedToThreeDigits_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0.0 << "0_/s";
    QTest::newRow("few") << 4.5 << "4.5_/s";
    QTest::newRow("tens") << 42.4 << "42_/s";
    QTest::newRow("thousands") << 17934.0 << "17_900_/s";
    QTest::newRow("many") << 190031.0 << "190_000_/s";
}

void TstFormat::rateIsRoundedToThreeDigits()
{
    QFETCH(double, rate);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatRate(rate), withNoBreakSpaces(text));
}

void TstFormat::percentIsShort_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << "0_%";
    QTest::newRow("almost none") << 0.0001 << "under 0.1_%";
    QTest::newRow("little") << 0.003 << "0.3_%";
    QTest::newRow("some") << 0.077 << "7.7_%";
    QTest::newRow("a fifth") << 0.2 << "20_%";
    QTest::newRow("all") << 1.0 << "100_%";
}

void TstFormat::percentIsShort()
{
    QFETCH(double, share);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatPercent(share), withNoBreakSpaces(text));
}

void TstFormat::bytesHaveDecimalUnits_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("bytes") << qint64(16) << "16_B";
    QTest::newRow("small file") << qint64(4200) << "4.2_kB";
    QTest::newRow("fifth of a megabyte") << qint64(211'000) << "0.2_MB";
    QTest::newRow("megabytes") << qint64(41'300'000) << "41_MB";
    QTest::newRow("gigabytes") << qint64(1'230'000'000) << "1.2_GB";
}

void TstFormat::bytesHaveDecimalUnits()
{
    QFETCH(qint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(Theme::formatBytes(bytes), withNoBreakSpaces(text));
}

void TstFormat::secondsHaveTheDecimalsAskedFor()
{
    QCOMPARE(Theme::formatSeconds(4560ms, 2), withNoBreakSpaces(QStringLiteral("4.56_s")));
    QCOMPARE(Theme::formatSeconds(3s, 1), withNoBreakSpaces(QStringLiteral("3.0_s")));
    QCOMPARE(Theme::formatSecondsBare(4600ms, 1), QStringLiteral("4.6"));
}

void TstFormat::factorEndsInTimesSign()
{
    QCOMPARE(Theme::formatFactor(10.62), QStringLiteral(u"10.6\u00d7"));
    QCOMPARE(Theme::formatFactor(148.2), QStringLiteral(u"148\u00d7"));
    QCOMPARE(Theme::formatFactor(1017), QStringLiteral(u"1\u00a0020\u00d7"));
}

void TstFormat::formsOfATranslationAreTaken()
{
    const auto text = [](qint64 count) {
        return Theme::formatPlural(tr("%n event(s)", nullptr, Theme::pluralOf(count)), count);
    };
    QCOMPARE(text(0), withNoBreakSpaces(QStringLiteral("0_events")));
    QCOMPARE(text(1), withNoBreakSpaces(QStringLiteral("1_event")));
    QCOMPARE(text(1204), withNoBreakSpaces(QStringLiteral("1_204_events")));
    QCOMPARE(text(5'000'000'000), withNoBreakSpaces(QStringLiteral("5_000_000_000_events")));
    // As Polish has it.
    class Three final : public QTranslator
    {
    public:
        QString translate(const char *, const char *, const char *, int n) const override
        {
            const int last = n % 10;
            return n == 1 ? QStringLiteral("%n zdarzenie")
                          : QString::fromLatin1(last > 1 && last < 5 ? "%n zdarzenia" : "%n zdarzen");
        }
        bool isEmpty() const override { return false; }
    } three;
    QVERIFY(QCoreApplication::installTranslator(&three));
    QCOMPARE(text(1), withNoBreakSpaces(QStringLiteral("1_zdarzenie")));
    QCOMPARE(text(1203), withNoBreakSpaces(QStringLiteral("1_203_zdarzenia")));
    QVERIFY(text(5).startsWith(withNoBreakSpaces(QStringLiteral("5_zdarze"))));
    QCoreApplication::removeTranslator(&three);
}

void TstFormat::systemLocaleDoesNotMatter()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const QString text = Theme::formatStall(100300us);
    QLocale::setDefault(before);
    QCOMPARE(text, withNoBreakSpaces(QStringLiteral("100.3_ms")));
}

LOOPSCOPE_TEST_MAIN(TstFormat)
#include "tst_format.moc"
