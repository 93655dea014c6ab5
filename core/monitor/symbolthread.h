#pragma once

#include "core/base/mpscstack.h"
#include "core/monitor/monitorthread.h"
#include "core/monitor/queuedcall.h"
#include "core/monitor/stackresolver.h"

#include <atomic>
#include <functional>

namespace Loopscope::Monitor {

/// Resolves stacks on a low-priority thread of its own.
class SymbolThread
{
public:
    struct Job
    {
        Trace::StallId stall = 0;       ///< the stall that the stack belongs to
        Trace::StallId wrongThread = 0; ///< or the use in a wrong thread
        AddressStack addresses;
        Trace::Stack stack;        ///< takenAt and systemCall are filled; the frames come back in it
        QueuedCall call = {};      ///< or the queued call that wants a name, with no stack
        QString callName = {};     ///< comes back; empty when it cannot be known
        bool isNameOfWord = false; ///< comes back: the name is not one for all calls of this target
    };

    /// `resolved` is called on the thread when results are waiting.
    explicit SymbolThread(std::function<void()> resolved);
    ~SymbolThread();

    void resolve(Job job);
    std::vector<Job> takeResults() { return m_results.takeAll(); }
    /// Reading the debug information of the program has ended. Any thread.
    bool isWarm() const { return m_warm.load(std::memory_order_acquire); }

private:
    Base::Duration turn();
    void nameCall(Job *job);

    const std::function<void()> m_resolved;
    const std::unique_ptr<StackResolver> m_resolver;
    Base::MpscStack<Job> m_jobs;
    Base::MpscStack<Job> m_results;
    std::atomic<bool> m_warm{false};
    MonitorThread m_thread; // last: it uses the rest
};

} // namespace Loopscope::Monitor
