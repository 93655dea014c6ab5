#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/series.h"

#include <cmath>
#include <random>

using namespace Loopscope;
using Testing::at;

class TstSeries : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void columnsEqualBruteForce_data();
    void columnsEqualBruteForce();
    void emptyColumnIsNotValid();
    void edgesAreHalfOpen();
    void lookUpsFindNeighbours();
    void timeNeverRunsBack();
    void memoryIsBounded();
    void hourAtFullRateFits();
    void oldSamplesKeepTheirPeaks();
    void hugeSpanDoesNotOverflow();
};

void TstSeries::columnsEqualBruteForce_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("columns");
    QTest::newRow("few samples, many columns") << 50 << 300;
    QTest::newRow("a block") << 64 << 7;
    QTest::newRow("a chunk") << 4096 << 10;
    QTest::newRow("just over a chunk") << 4097 << 3;
    QTest::newRow("many chunks") << 50'000 << 400;
    QTest::newRow("one column") << 20'000 << 1;
}

void TstSeries::columnsEqualBruteForce()
{
    QFETCH(int, samples);
    QFETCH(int, columns);
    std::mt19937 random(static_cast<unsigned>(samples));
    std::uniform_int_distribution<int> step(0, 9);
    std::uniform_real_distribution<double> values(-5, 100);
    Models::Series series;
    std::vector<Models::Series::Sample> all;
    Base::SteadyTime time = at(0);
    for (int index = 0; index < samples; ++index) {
        time += std::chrono::milliseconds(step(random));
        all.push_back({time, values(random)});
        series.append(all.back().at, all.back().value);
    }
    const Base::SteadyTime from = at(0.013);
    const Base::Duration width = std::max<Base::Duration>((time - from) / columns, Base::Duration(1));
    const auto result = series.query(from, from + columns * width, columns);
    QCOMPARE(result.size(), static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        const Base::SteadyTime left = from + column * width;
        Models::Series::Column expected;
        for (const auto &sample : all) {
            if (sample.at < left || sample.at >= left + width)
                continue;
            expected = expected.valid ? Models::Series::Column{std::min(expected.min, sample.value),
                                                               std::max(expected.max, sample.value), true}
                                      : Models::Series::Column{sample.value, sample.value, true};
        }
        QVERIFY2(result[static_cast<std::size_t>(column)] == expected, qPrintable(QString::number(column)));
    }
}

void TstSeries::emptyColumnIsNotValid()
{
    Models::Series series;
    QVERIFY(!series.query(at(0), at(1), 2)[0].valid);
    series.append(at(0.75), 3);
    const auto columns = series.query(at(0), at(1), 2);
    QVERIFY(!columns[0].valid);
    QCOMPARE(columns[1], (Models::Series::Column{3, 3, true}));
    QVERIFY(series.query(at(1), at(0), 5).size() == 5);
    QVERIFY(series.query(at(0), at(1), 0).empty());
}

void TstSeries::edgesAreHalfOpen()
{
    Models::Series series;
    series.append(at(1), 1);
    series.append(at(2), 2);
    QCOMPARE(series.countIn(at(1), at(2)), std::size_t(1));
    QCOMPARE(series.rangeIn(at(1), at(2)).max, 1.0);
    QCOMPARE(series.samplesIn(at(1), at(2.5)).size(), std::size_t(2));
}

void TstSeries::lookUpsFindNeighbours()
{
    Models::Series series;
    QVERIFY(!series.last());
    QVERIFY(!series.lastAtOrBefore(at(1)));
    series.append(at(1), 1);
    series.append(at(2), 2);
    QVERIFY(!series.lastAtOrBefore(at(0.5)));
    QCOMPARE(series.lastAtOrBefore(at(1))->value, 1.0);
    QCOMPARE(series.lastAtOrBefore(at(1.9))->value, 1.0);
    QCOMPARE(series.lastAtOrBefore(at(9))->value, 2.0);
    QCOMPARE(series.firstAfter(at(1))->value, 2.0);
    QVERIFY(!series.firstAfter(at(2)));
}

void TstSeries::timeNeverRunsBack()
{
    Models::Series series;
    series.append(at(2), 1);
    series.append(at(1), 2);
    QCOMPARE(series.last()->at, at(2));
    QCOMPARE(series.countIn(at(2), at(3)), std::size_t(2));
}

void TstSeries::memoryIsBounded()
{
    Models::Series series(10'000);
    for (int index = 0; index < 100'000; ++index)
        series.append(at(index * 0.005), index);
    QVERIFY(series.size() <= 10'000);
    QVERIFY(series.size() > 5'000);
    QCOMPARE(series.last()->value, 99'999.0);
    QCOMPARE(series.rangeIn(at(0), at(1000)).max, 99'999.0);
    QCOMPARE(series.rangeIn(at(0), at(1000)).min, 100'000.0 - static_cast<double>(series.size()));
}

void TstSeries::hourAtFullRateFits()
{
    QVERIFY(Models::Series::defaultLimit >= std::size_t{3600} * 200);
}

void TstSeries::oldSamplesKeepTheirPeaks()
{
    constexpr int samples = 3600 * 200;
    constexpr int between = 7919; // from one peak to the next
    Models::Series series;
    for (int index = 0; index < samples; ++index)
        series.append(at(index * 0.005), index % between == 0 ? 100.0 + index : std::sin(index));
    // Eleven minutes in full and an hour in outline.
    QVERIFY2(series.size() < Models::Series::detailed * 3 / 2, qPrintable(QString::number(series.size())));
    for (int peak = 0; peak < samples; peak += between)
        QCOMPARE(series.rangeIn(at(peak * 0.005), at(peak * 0.005 + 0.001)).max, 100.0 + peak);
    const auto columns = series.query(at(0), at(3600), 1000);
    QVERIFY(std::ranges::all_of(columns, [](const auto &column) { return column.valid; }));
    // The last minutes are as they were.
    QCOMPARE(series.countIn(at(3000), at(3600)), std::size_t(600 * 200));
    QCOMPARE(series.samplesIn(at(0), at(3600)).size(), series.size());
}

void TstSeries::hugeSpanDoesNotOverflow()
{
    Models::Series series;
    series.append(at(0), 1);
    series.append(at(86'400), 2);
    const auto columns = series.query(at(0), at(100'000), 800);
    QCOMPARE(columns.front().max, 1.0);
    QCOMPARE(columns[691].max, 2.0);
}

LOOPSCOPE_TEST_MAIN(TstSeries)
#include "tst_series.moc"
