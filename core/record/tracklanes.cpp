#include "core/record/tracklanes.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

constexpr std::size_t rememberedStretches = 64;

// Whether `late`, written after `earlier`, keeps a stack when events are sorted by time and equal
// times keep the order of writing.
bool nestsAfter(const Stretch &late, const Stretch &earlier)
{
    const bool isAfter = late.start >= earlier.end;
    const bool isBefore = late.end < earlier.start;
    const bool encloses = late.start < earlier.start && late.end >= earlier.end;
    return isAfter || isBefore || encloses;
}

bool isOutsideOrBefore(const Stretch &left, const Stretch &right)
{
    return left.start != right.start ? left.start < right.start : left.end > right.end;
}

} // namespace

bool TrackLanes::Lane::takes(const Stretch &stretch) const
{
    const auto enclosing = std::ranges::find_if(
        open.rbegin(), open.rend(), [&](const Stretch &outer) { return outer.end > stretch.start; });
    if (enclosing != open.rend() && stretch.end > enclosing->end)
        return false;
    if (stretch.start >= last)
        return true;
    // What was begun in this batch came in order of time, so only earlier batches are in question.
    return stretch.start >= forgottenUntil &&
           std::ranges::all_of(written, [&](const Stretch &earlier) { return nestsAfter(stretch, earlier); });
}

void TrackLanes::Lane::remember(const Stretch &stretch)
{
    while (!written.empty() && written.back().start >= stretch.start && written.back().end <= stretch.end)
        written.pop_back();
    written.push_back(stretch);
    if (written.size() > rememberedStretches) {
        forgottenUntil = std::max(forgottenUntil, written.front().end);
        written.pop_front();
    }
}

TrackLanes::Layout TrackLanes::place(std::span<Stretch> stretches)
{
    if (!std::ranges::is_sorted(stretches, isOutsideOrBefore)) // nearly always it is
        std::ranges::stable_sort(stretches, isOutsideOrBefore);
    Layout layout;
    for (const Stretch &stretch : stretches) {
        auto lane = std::ranges::find_if(m_lanes, [&](const Lane &lane) { return lane.takes(stretch); });
        if (lane == m_lanes.end()) {
            if (m_lanes.size() == laneLimit) {
                ++layout.refused;
                continue;
            }
            lane = m_lanes.emplace(m_lanes.end());
        }
        begin(static_cast<std::size_t>(lane - m_lanes.begin()), stretch);
    }
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        endUntil(i, {}, true);
        Lane &lane = m_lanes[i];
        for (const Stretch &stretch : lane.addedInThisBatch)
            lane.remember(stretch);
        for (const LaneEvent &event : lane.events)
            lane.last = std::max(lane.last, event.at);
        layout.events.insert(layout.events.end(), lane.events.begin(), lane.events.end());
        lane.addedInThisBatch.clear();
        lane.events.clear();
    }
    return layout;
}

void TrackLanes::begin(std::size_t lane, const Stretch &stretch)
{
    endUntil(lane, stretch.start, false);
    m_lanes[lane].open.push_back(stretch);
    m_lanes[lane].addedInThisBatch.push_back(stretch);
    m_lanes[lane].events.push_back({lane, true, stretch.start, stretch.index});
}

// Ends what is over by `time`, innermost first.
void TrackLanes::endUntil(std::size_t lane, Base::SteadyTime time, bool all)
{
    std::vector<Stretch> &open = m_lanes[lane].open;
    while (!open.empty() && (all || open.back().end <= time)) {
        m_lanes[lane].events.push_back({lane, false, open.back().end, open.back().index});
        open.pop_back();
    }
}

} // namespace Loopscope::Record
