#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/lane.h"

using namespace Loopscope;
using Testing::at;
using Testing::span;

class TstLane : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void barsInViewAreThoseThatTouchIt();
    void busyShareIsExactAtTheEdges();
    void overlappingSliceIsCut();
    void oldestBarsAreForgottenButNotTheirShare();
    void sharesOfALongRunAreKept();
    void waitingIsSummedUpToo();
};

namespace {

Models::Lane laneOf(std::initializer_list<std::pair<double, double>> slices, std::size_t limit = 1000)
{
    Models::Lane lane({Testing::poolTrack, Trace::TrackKind::WorkerThread, {}, {}, 0, 0}, limit);
    for (const auto &[start, duration] : slices)
        lane.append({Testing::poolTrack, Testing::jobName, at(start), span(duration)});
    return lane;
}

} // namespace

void TstLane::barsInViewAreThoseThatTouchIt()
{
    const Models::Lane lane = laneOf({{0, 1}, {1, 1}, {3, 1}, {5, 1}});
    QCOMPARE(lane.indexesIn(at(1.5), at(3.5)), (std::pair<std::size_t, std::size_t>(1, 3)));
    QCOMPARE(lane.indexesIn(at(2), at(3)), (std::pair<std::size_t, std::size_t>(2, 2)));
    QCOMPARE(lane.indexesIn(at(-5), at(9)), (std::pair<std::size_t, std::size_t>(0, 4)));
    QCOMPARE(lane.indexesIn(at(7), at(9)), (std::pair<std::size_t, std::size_t>(4, 4)));
}

void TstLane::busyShareIsExactAtTheEdges()
{
    const Models::Lane lane = laneOf({{0, 1}, {3, 1}});
    QCOMPARE(lane.busyShare(at(0), at(4)), 0.5);
    QCOMPARE(lane.busyShare(at(0.5), at(1.5)), 0.5);
    QCOMPARE(lane.busyShare(at(1), at(3)), 0.0);
    QCOMPARE(lane.busyShare(at(3.25), at(3.5)), 1.0);
    QCOMPARE(lane.busyShare(at(2), at(2)), 0.0);
    QCOMPARE(laneOf({}).busyShare(at(0), at(1)), 0.0);
}

void TstLane::overlappingSliceIsCut()
{
    const Models::Lane lane = laneOf({{0, 2}, {1, 2}, {0.5, 0.5}});
    QCOMPARE(lane.at(1).start, at(2));
    QCOMPARE(lane.at(1).end(), at(3));
    QCOMPARE(lane.at(2).duration, Base::Duration::zero());
    QCOMPARE(lane.busyShare(at(0), at(3)), 1.0);
}

void TstLane::oldestBarsAreForgottenButNotTheirShare()
{
    const Models::Lane lane = laneOf({{0, 1}, {2, 1}, {4, 1}}, 2);
    QCOMPARE(lane.size(), std::size_t(2));
    QCOMPARE(lane.busyShare(at(2), at(5)), 2.0 / 3);
    QCOMPARE(lane.busyShare(at(0), at(2)), 0.5);
    QCOMPARE(lane.busyShare(at(0), at(1)),
             0.5); // spread evenly: when it was within these two seconds is forgotten
    QCOMPARE(lane.keptFrom(), at(2));
    QCOMPARE(laneOf({{0, 1}}).keptFrom(), Base::SteadyTime::min());
}

void TstLane::sharesOfALongRunAreKept()
{
    constexpr int milliseconds = 400'000; // more than there is room for sums every 10 ms
    Models::Lane lane = laneOf({}, 100);
    for (int i = 0; i < milliseconds; ++i) {
        const bool isBusy = i < milliseconds / 2; // half of each millisecond, then a tenth
        lane.append({Testing::poolTrack, Testing::jobName, at(i * 1e-3), span(isBusy ? 5e-4 : 1e-4)});
    }
    QVERIFY(qAbs(lane.busyShare(at(10), at(11)) - 0.5) < 0.01);
    QVERIFY(qAbs(lane.busyShare(at(150), at(190)) - 0.5) < 0.01);
    QVERIFY(qAbs(lane.busyShare(at(210), at(399)) - 0.1) < 0.01);
}

void TstLane::waitingIsSummedUpToo()
{
    Models::Lane lane = laneOf({}, 2);
    Trace::Slice slice{Testing::poolTrack, Testing::jobName, at(0), span(1)};
    for (const double waited : {0.75, 0.0, 1.0, 0.5}) {
        slice.waited = span(waited);
        lane.append(slice);
        slice.start += span(1);
    }
    QVERIFY(lane.at(0).isMostlyWaiting() && lane.at(1).isMostlyWaiting());
    QCOMPARE(lane.spentUntil(at(4)).waited, span(2.25));
    QCOMPARE(lane.spentUntil(at(2.5)).waited, span(1.25)); // of a bar: spread evenly
    QCOMPARE(lane.spentUntil(at(2)).waited, span(0.75));
    QCOMPARE(lane.spentUntil(at(0.5)).waited, span(0.375)); // of one that is gone
    QVERIFY(!laneOf({{0, 1}}).at(0).isMostlyWaiting());     // not measured
}

LOOPSCOPE_TEST_MAIN(TstLane)
#include "tst_lane.moc"
