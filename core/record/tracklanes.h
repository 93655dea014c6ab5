#pragma once

#include "core/base/steadytime.h"

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace Loopscope::Record {

/// A stretch of time on a track, with the number under which the caller knows it.
struct Stretch
{
    Base::SteadyTime start;
    Base::SteadyTime end;
    std::size_t index = 0;
};

/// Begin or end of a stretch, on one of a track's lanes.
struct LaneEvent
{
    std::size_t lane = 0;
    bool isBegin = false;
    Base::SteadyTime at;
    std::size_t index = 0; ///< of the stretch
};

/// Lays the stretches of one track out so that those of a lane nest strictly, which is what a trace
/// viewer asks of a track: begin and end form a stack.
///
/// Stretches arrive when they have ended, so an outer one comes after those inside it, often in a
/// later batch. Readers sort by time and keep the order of equal times; so a late stretch is right on
/// a lane when it encloses or lies apart from all that the lane already has, with no equal time whose
/// order would swap begin and end. Everything else, also what overlaps only in part, goes to a
/// further lane (a child track); what finds no lane is refused and counted.
class TrackLanes
{
public:
    static constexpr std::size_t laneLimit = 8;

    struct Layout
    {
        std::vector<LaneEvent> events; ///< in order of writing, lane by lane
        std::size_t refused = 0;       ///< stretches that no lane took
    };

    /// Reorders `stretches`.
    Layout place(std::span<Stretch> stretches);
    std::size_t laneCount() const { return m_lanes.size(); }

private:
    struct Lane
    {
        bool takes(const Stretch &stretch) const;
        void remember(const Stretch &stretch);

        std::vector<Stretch> open;       // begun in this batch and not ended yet, outermost first
        std::deque<Stretch> written;     // the last stretches, for judging late ones
        Base::SteadyTime forgottenUntil; // nothing is known of the lane before this
        Base::SteadyTime last;           // of all events
        std::vector<LaneEvent> events;   // of this batch
        std::vector<Stretch> addedInThisBatch;
    };

    void begin(std::size_t lane, const Stretch &stretch);
    void endUntil(std::size_t lane, Base::SteadyTime time, bool all);

    std::vector<Lane> m_lanes;
};

} // namespace Loopscope::Record
