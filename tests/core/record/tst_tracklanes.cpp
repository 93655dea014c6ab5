#include "core/record/tracklanes.h"
#include "tests/support/stricttest.h"

#include <algorithm>
#include <map>

using namespace Loopscope;
using Record::LaneEvent;
using Record::Stretch;
using Record::TrackLanes;

namespace {

Stretch stretch(int start, int end, std::size_t index)
{
    return {Base::fromNanoseconds(start), Base::fromNanoseconds(end), index};
}

} // namespace

class TstTrackLanes : public Testing::StrictTest
{
    Q_OBJECT

private:
    // Everything placed so far, as a reader sees it: by lane, sorted by time, equal times as written.
    std::map<std::size_t, std::vector<LaneEvent>> m_lanes;

    void add(TrackLanes &lanes, std::vector<Stretch> stretches)
    {
        for (const LaneEvent &event : lanes.place(stretches).events)
            m_lanes[event.lane].push_back(event);
    }

    // Whether each end closes the stretch that was begun last.
    bool isNested()
    {
        for (auto &[lane, events] : m_lanes) {
            std::ranges::stable_sort(events, {}, &LaneEvent::at);
            std::vector<std::size_t> open;
            for (const LaneEvent &event : events) {
                if (event.isBegin) {
                    open.push_back(event.index);
                } else {
                    if (open.empty() || open.back() != event.index)
                        return false;
                    open.pop_back();
                }
            }
            if (!open.empty())
                return false;
        }
        return true;
    }

private Q_SLOTS:
    void cleanup() { m_lanes.clear(); }

    void stretchesAfterEachOtherShareALane()
    {
        TrackLanes lanes;
        add(lanes, {stretch(0, 10, 0), stretch(10, 20, 1), stretch(20, 20, 2)});
        add(lanes, {stretch(20, 30, 3)});
        QCOMPARE(lanes.laneCount(), 1U);
        QVERIFY(isNested());
    }

    void innerStretchesOfABatchNest()
    {
        TrackLanes lanes;
        add(lanes,
            {stretch(5, 8, 0), stretch(0, 10, 1), stretch(0, 5, 2), stretch(8, 10, 3), stretch(0, 0, 4)});
        QCOMPARE(lanes.laneCount(), 1U);
        QVERIFY(isNested());
    }

    void outerStretchThatComesLaterEncloses()
    {
        TrackLanes lanes;
        add(lanes, {stretch(10, 20, 0), stretch(20, 30, 1)});
        add(lanes, {stretch(5, 40, 2), stretch(41, 50, 3)});
        QCOMPARE(lanes.laneCount(), 1U);
        QVERIFY(isNested());
    }

    void partialOverlapGoesToAnotherLane()
    {
        TrackLanes lanes;
        add(lanes, {stretch(0, 10, 0), stretch(5, 15, 1), stretch(12, 20, 2)});
        QCOMPARE(lanes.laneCount(), 2U);
        QVERIFY(isNested());
    }

    void lateOverlapGoesToAnotherLane_data()
    {
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("end");
        QTest::newRow("overlaps the begin") << 5 << 15;
        QTest::newRow("overlaps the end") << 15 << 25;
        QTest::newRow("same begin, longer") << 10 << 25;
        QTest::newRow("same begin, shorter") << 10 << 15;
        QTest::newRow("same") << 10 << 20;
        QTest::newRow("ends where the other begins") << 5 << 10;
        QTest::newRow("empty at the begin") << 10 << 10;
        QTest::newRow("inside") << 12 << 15;
    }

    void lateOverlapGoesToAnotherLane()
    {
        QFETCH(int, start);
        QFETCH(int, end);
        TrackLanes lanes;
        add(lanes, {stretch(10, 20, 0), stretch(30, 40, 1)});
        add(lanes, {stretch(start, end, 2)});
        QCOMPARE(lanes.laneCount(), 2U);
        QVERIFY(isNested());
    }

    void whatWasForgottenIsNotTrusted()
    {
        TrackLanes lanes;
        for (int i = 1; i <= 1000; ++i)
            add(lanes, {stretch(i * 10, i * 10 + 5, static_cast<std::size_t>(i))});
        add(lanes, {stretch(7, 20'000, 0)});
        QCOMPARE(lanes.laneCount(), 2U);
        QVERIFY(isNested());
    }

    void refusesWhatNoLaneTakes()
    {
        TrackLanes lanes;
        std::vector<Stretch> stretches;
        for (int i = 0; i < 20; ++i)
            stretches.push_back(stretch(i, 100 + i, static_cast<std::size_t>(i)));
        const TrackLanes::Layout layout = lanes.place(stretches);
        QCOMPARE(lanes.laneCount(), TrackLanes::laneLimit);
        QCOMPARE(layout.refused, 20 - TrackLanes::laneLimit);
        QCOMPARE(layout.events.size(), 2 * TrackLanes::laneLimit);
    }

    void anyStretchesEndUpNested()
    {
        quint32 seed = 12345;
        const auto random = [&seed](quint32 limit) {
            seed = seed * 1664525 + 1013904223;
            return static_cast<int>((seed >> 8) % limit);
        };
        TrackLanes lanes;
        std::size_t index = 0;
        std::size_t refused = 0;
        for (int batch = 0; batch < 300; ++batch) {
            std::vector<Stretch> stretches;
            for (int i = 0; i < 8; ++i) {
                const int start = batch * 10 + random(40);
                stretches.push_back(stretch(start, start + random(12), index++));
            }
            const TrackLanes::Layout layout = lanes.place(stretches);
            refused += layout.refused;
            for (const LaneEvent &event : layout.events)
                m_lanes[event.lane].push_back(event);
        }
        QVERIFY(isNested());
        std::size_t placed = 0;
        for (const auto &[lane, events] : m_lanes)
            placed += events.size() / 2;
        QCOMPARE(placed + refused, index);
    }
};

LOOPSCOPE_TEST_MAIN(TstTrackLanes)
#include "tst_tracklanes.moc"
