#include "core/base/sourceplace.h"
#include "core/base/steadytime.h"
#include "tests/support/stricttest.h"

#include <ctime>

using namespace Loopscope::Base;
using namespace std::chrono_literals;

class TstSteadyTime : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void nanosecondsSurviveTheRoundTrip()
    {
        for (const qint64 value : {qint64{0}, qint64{1}, qint64{-1}, qint64{5'000'000'000'123}})
            QCOMPARE(toNanoseconds(fromNanoseconds(value)), value);
    }

    void unitsAreConverted()
    {
        QCOMPARE(toMilliseconds(1'500us), 1.5);
        QCOMPARE(toSeconds(2'500ms), 2.5);
        QCOMPARE(fromMilliseconds(0.25), Duration(250us));
    }

    void nowIsTheMonotonicClockOfTheKernel()
    {
        timespec before{};
        timespec after{};
        QCOMPARE(::clock_gettime(CLOCK_MONOTONIC, &before), 0);
        const qint64 time = toNanoseconds(now());
        QCOMPARE(::clock_gettime(CLOCK_MONOTONIC, &after), 0);
        const auto ns = [](const timespec &t) { return qint64{t.tv_sec} * 1'000'000'000 + t.tv_nsec; };
        QVERIFY(ns(before) <= time);
        QVERIFY(time <= ns(after));
    }

    void anchorReadsBothClocks()
    {
        const SteadyTime before = now();
        const TimeAnchor anchor = TimeAnchor::take();
        QVERIFY(before <= anchor.monotonic);
        QVERIFY(anchor.monotonic <= now());
        QVERIFY(anchor.sinceUnixEpoch > std::chrono::hours(24 * 365 * 50));
    }

    void sourcePlaceIsFileAndLine()
    {
        const SourcePlace here = SourcePlace::from(std::source_location::current());
        QVERIFY(here.isValid());
        QVERIFY(
            here.toString().endsWith(QStringLiteral("tests/core/base/tst_steadytime.cpp:%1").arg(here.line)));
        QVERIFY(!here.file.startsWith(u'/')); // relative to the source root
        QCOMPARE(SourcePlace().toString(), QString());
    }
};

LOOPSCOPE_TEST_MAIN(TstSteadyTime)
#include "tst_steadytime.moc"
