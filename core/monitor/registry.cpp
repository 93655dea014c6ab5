#include "core/monitor/registry.h"

#include <algorithm>
#include <atomic>

namespace Loopscope::Monitor {

namespace {

struct Node
{
    Announcement announcement;
    Node *next = nullptr;
};

// A stack that any thread pushes to without waiting and that the collector takes as a whole.
constinit std::atomic<Node *> newest{nullptr};

struct TrackTag { };
struct CounterTag { };
struct NameTag { };
struct TaskTag { };
struct StallTag { };

template <typename Tag, typename Id>
Id nextOf() noexcept
{
    static std::atomic<Id> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace

void announce(Announcement announcement)
{
    auto *node = new Node{std::move(announcement), newest.load(std::memory_order_relaxed)};
    while (!newest.compare_exchange_weak(node->next, node, std::memory_order_release,
                                         std::memory_order_relaxed)) {
    }
}

std::vector<Announcement> takeAnnouncements()
{
    std::vector<Announcement> result;
    for (Node *node = newest.exchange(nullptr, std::memory_order_acquire); node;) {
        result.push_back(std::move(node->announcement));
        delete std::exchange(node, node->next);
    }
    std::ranges::reverse(result);
    return result;
}

Trace::TrackId nextTrackId() noexcept { return nextOf<TrackTag, Trace::TrackId>(); }
Trace::CounterId nextCounterId() noexcept { return nextOf<CounterTag, Trace::CounterId>(); }
Trace::NameId nextNameId() noexcept { return nextOf<NameTag, Trace::NameId>(); }
Trace::TaskId nextTaskId() noexcept { return nextOf<TaskTag, Trace::TaskId>(); }
Trace::StallId nextStallId() noexcept { return nextOf<StallTag, Trace::StallId>(); }

} // namespace Loopscope::Monitor
