#include "core/monitor/registry.h"

#include "core/base/mpscstack.h"

#include <atomic>

namespace Loopscope::Monitor {

namespace {

// Never destroyed: threads that outlive main() may still announce.
Base::MpscStack<Announcement> &inbox()
{
    static auto *stack = new Base::MpscStack<Announcement>;
    return *stack;
}

struct TrackTag
{};
struct CounterTag
{};
struct NameTag
{};
struct TaskTag
{};
struct StallTag
{};

template <typename Tag, typename Id>
Id nextOf() noexcept
{
    static std::atomic<Id> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace

void announce(Announcement announcement)
{
    inbox().push(std::move(announcement));
}

std::vector<Announcement> takeAnnouncements()
{
    return inbox().takeAll();
}

Trace::TrackId nextTrackId() noexcept
{
    return nextOf<TrackTag, Trace::TrackId>();
}

Trace::CounterId nextCounterId() noexcept
{
    return nextOf<CounterTag, Trace::CounterId>();
}

Trace::NameId nextNameId() noexcept
{
    return nextOf<NameTag, Trace::NameId>();
}

Trace::TaskId nextTaskId() noexcept
{
    return nextOf<TaskTag, Trace::TaskId>();
}

Trace::StallId nextStallId() noexcept
{
    return nextOf<StallTag, Trace::StallId>();
}

} // namespace Loopscope::Monitor
