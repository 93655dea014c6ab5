#pragma once

#include "core/monitor/monitor.h"

#include <mutex>
#include <vector>

namespace Loopscope::Link {

/// The probe that all monitors of one thread's loop share.
class AttachedLoop
{
public:
    /// That of the thread; made when there is none. Any thread.
    static std::shared_ptr<AttachedLoop> of(QThread *thread, const QString &name, bool isStarted,
                                            Trace::LoopRole role = Trace::LoopRole::Subject);

    explicit AttachedLoop(std::unique_ptr<Monitor::LoopWatch> watch)
        : m_watch(std::move(watch))
    {}

    Trace::TrackId track() const { return m_watch->track(); }
    QString name() const { return m_watch->name(); }
    bool isClosed() const { return m_watch->isClosed(); }
    /// The lowest of all counts. `who` is told apart by its address; `none` takes its wish back.
    void wish(const void *who, std::optional<Base::Duration> threshold);
    /// Takes the wish back; when it was the last one the loop is not observed any more, though this is held.
    void leave(const void *who);
    /// The loop's own thread.
    void markPhase(Trace::Phase phase) { m_watch->markPhase(phase); }

private:
    const std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::mutex m_mutex; // protects what is below; never taken by a loop's dispatch, and by the monitor's
                        // threads only when observing ends
    std::vector<std::pair<const void *, Base::Duration>> m_wishes;
};

/// Waits until everything that has happened was handed to the sinks; false after 3 s.
bool flushMonitor();

} // namespace Loopscope::Link
