#pragma once

#include "core/link/loopmonitor.h"
#include "core/trace/eventsink.h"

#include <atomic>
#include <mutex>
#include <set>

namespace Loopscope::Link {

/// Logs the slow callbacks of one loop and hands them to a program's handler, each once, when it has ended
/// and its stack has names.
class SlowCallbackSink final : public Trace::EventSink
{
public:
    SlowCallbackSink(Trace::TrackId track, QString loop, SlowCallbackHandler handler, bool logs);

    void consume(const Trace::BatchPtr &batch) override;
    /// Nothing is told afterwards; waits for a call of the handler that is under way, unless it comes from
    /// there.
    void close();

    // Any thread.
    void setThreshold(Base::Duration threshold) { m_threshold.store(threshold.count()); }
    Base::Duration threshold() const { return Base::Duration(m_threshold.load()); }
    int count() const { return m_count.load(); }

private:
    void tell(const Trace::Stall &stall);

    const Trace::TrackId m_track;
    const QString m_loop;
    const bool m_logs;
    std::atomic<qint64> m_threshold{0}; // ns
    std::atomic<int> m_count{0};
    int m_slowdown = 1;                 // told so far; the source's thread alone
    std::set<Trace::StallId> m_waiting; // not ended or without names yet; the source's thread alone
    std::recursive_mutex m_mutex;       // protects m_handler, also while it runs
    SlowCallbackHandler m_handler;
    bool m_isClosed = false;
};

/// The same stall in the words of the public interface.
SlowCallback describe(const Trace::Stall &stall, const QString &loop);

} // namespace Loopscope::Link
