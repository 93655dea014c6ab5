#include "core/base/histogram.h"
#include "tests/support/stricttest.h"

#include <algorithm>
#include <cmath>

using namespace std::chrono_literals;
using Loopscope::Base::Duration;
using Loopscope::Base::Histogram;

class TstHistogram : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void emptyHistogramIsZero()
    {
        const Histogram histogram;
        QVERIFY(histogram.isEmpty());
        QCOMPARE(histogram.quantile(0.99), 0ns);
        QCOMPARE(histogram.min(), 0ns);
        QCOMPARE(histogram.max(), 0ns);
        QCOMPARE(histogram.mean(), 0ns);
        QVERIFY(histogram.buckets().empty());
    }

    void smallValuesAreExact()
    {
        Histogram histogram;
        for (int i = 1; i <= 100; ++i)
            histogram.record(Duration(i));
        QCOMPARE(histogram.count(), 100U);
        QCOMPARE(histogram.mean(), 51ns); // 50.5, rounded
        // Exactly the value of that rank, also where the share times the count is not exact in binary.
        for (int percent = 1; percent <= 100; ++percent)
            QCOMPARE(histogram.quantile(percent / 100.0), Duration(percent));
        QCOMPARE(histogram.quantile(0), 1ns);
    }

    void quantilesAreWithinAThousandth()
    {
        Histogram histogram;
        std::vector<Duration> values;
        double value = 1;
        while (value < 3.6e12) { // to an hour
            values.emplace_back(static_cast<qint64>(value));
            histogram.record(values.back());
            value *= 1.0007;
        }
        for (double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
            const auto rank =
                static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1;
            const double exact = static_cast<double>(values[rank].count());
            const double found = static_cast<double>(histogram.quantile(share).count());
            QVERIFY2(std::abs(found - exact) <= exact / 1000,
                     qPrintable(QStringLiteral("%1: %2, not %3").arg(share).arg(found).arg(exact)));
        }
    }

    void extremesAreKept()
    {
        Histogram histogram;
        histogram.record(-5ns);
        QCOMPARE(histogram.max(), 0ns);
        histogram.record(100h); // above the range: counted in the last bucket, the maximum is exact
        QCOMPARE(histogram.count(), 2U);
        QCOMPARE(histogram.min(), 0ns);
        QCOMPARE(histogram.max(), Duration(100h));
        QCOMPARE(histogram.quantile(0.5), 0ns);
        QVERIFY(histogram.quantile(1) > 70min);
        histogram.record(Duration::max(), 0);
        QCOMPARE(histogram.count(), 2U);
    }

    void quantileIsNeverAboveTheMaximum()
    {
        Histogram histogram;
        histogram.record(1'000'001us);
        QCOMPARE(histogram.quantile(0.5), Duration(1'000'001us));
    }

    // A ping of 23 ms with 5 ms between pings stands for 23, 18, 13, 8 and 3 ms.
    void correctedRecordingAddsWhatOthersWouldHaveSeen()
    {
        Histogram histogram;
        histogram.recordCorrected(23ms, 5ms);
        Histogram expected;
        for (const Duration value :
             {Duration(23ms), Duration(18ms), Duration(13ms), Duration(8ms), Duration(3ms)})
            expected.record(value);
        QCOMPARE(histogram.count(), 5U);
        QCOMPARE(histogram.mean(), Duration(13ms));
        const auto found = histogram.buckets();
        const auto wanted = expected.buckets();
        QVERIFY(std::ranges::equal(found, wanted, [](const auto &a, const auto &b) {
            return a.highest == b.highest && a.count == b.count;
        }));
    }

    void correctedRecordingOfWholeIntervalsAddsNoZero()
    {
        Histogram histogram;
        histogram.recordCorrected(15ms, 5ms); // 15, 10, 5
        QCOMPARE(histogram.count(), 3U);
        QCOMPARE(histogram.min(), Duration(5ms));
        Histogram plain;
        plain.recordCorrected(15ms, 0ms);
        QCOMPARE(plain.count(), 1U);
    }

    void addMergesEverything()
    {
        Histogram left;
        left.record(1ms, 3);
        Histogram right;
        right.record(9ms);
        right.record(100ns);
        left.add(right);
        QCOMPARE(left.count(), 5U);
        QCOMPARE(left.min(), 100ns);
        QCOMPARE(left.max(), Duration(9ms));
        QCOMPARE(left.mean(), Duration((3'000'000 + 9'000'000 + 100) / 5));
        left.add(Histogram());
        QCOMPARE(left.min(), 100ns);
        left.clear();
        QVERIFY(left.isEmpty());
        QCOMPARE(left.max(), 0ns);
    }

    void bucketsCoverTheRangeWithoutGaps()
    {
        Histogram histogram;
        const std::vector<qint64> edges{0,    1,    2047, 2048,    2049,         4095,
                                        4096, 8191, 8192, 1 << 20, (1 << 20) - 1};
        for (const qint64 edge : edges)
            histogram.record(Duration(edge));
        quint64 total = 0;
        Duration last{-1};
        for (const Histogram::Bucket &bucket : histogram.buckets()) {
            QVERIFY(bucket.highest > last);
            last = bucket.highest;
            total += bucket.count;
        }
        QCOMPARE(total, static_cast<quint64>(edges.size()));
        for (const qint64 edge : edges) {
            const auto holds = [edge](const Histogram::Bucket &bucket) {
                return bucket.highest.count() >= edge && bucket.highest.count() - edge <= edge / 1000;
            };
            QVERIFY2(std::ranges::any_of(histogram.buckets(), holds), qPrintable(QString::number(edge)));
        }
    }
};

LOOPSCOPE_TEST_MAIN(TstHistogram)
#include "tst_histogram.moc"
