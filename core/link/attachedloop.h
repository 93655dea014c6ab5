#pragma once

#include "core/monitor/monitor.h"

#include <mutex>
#include <vector>

namespace Loopscope::Link {

/// The probe that all monitors of one thread's loop share.
class AttachedLoop
{
public:
    /// A threshold, and whose it is: told apart by the address.
    struct Wish
    {
        const void *who = nullptr;
        Base::Duration threshold{0};
    };

    /// That of the thread, with the wish; made when there is none, or when the last one who wished has left.
    /// Any thread.
    static std::shared_ptr<AttachedLoop> of(QThread *thread, Wish wish, const QString &name, bool isStarted,
                                            Trace::LoopRole role = Trace::LoopRole::Subject);

    explicit AttachedLoop(std::unique_ptr<Monitor::LoopWatch> watch)
        : m_watch(std::move(watch))
    {}

    Trace::TrackId track() const { return m_watch->track(); }
    QString name() const { return m_watch->name(); }
    bool isClosed() const { return m_watch->isClosed(); }
    /// Another threshold of one who has wished for one; the lowest of all counts.
    void wish(Wish wish);
    /// Takes the wish back; when it was the last one the loop is not observed any more, though this is held.
    void leave(const void *who);
    /// The loop's own thread.
    void markPhase(Trace::Phase phase) { m_watch->markPhase(phase); }

private:
    bool join(Wish wish);
    void addWish(Wish wish);
    void applyLowest();

    const std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::mutex m_mutex; // protects what is below; never taken by a loop's dispatch, and by the monitor's
                        // threads only when observing ends
    std::vector<Wish> m_wishes;
    bool m_isLeft = false; // by the last one: its probe goes, at once or as soon as the loop comes to it
};

/// Waits until everything that has happened was handed to the sinks; false after 3 s.
bool flushMonitor();

} // namespace Loopscope::Link
