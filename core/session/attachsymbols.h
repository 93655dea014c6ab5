#pragma once

#include "core/base/mpscstack.h"
#include "core/monitor/filesymboliser.h"
#include "core/monitor/monitorthread.h"
#include "core/record/packetdecoder.h"

#include <functional>

namespace Loopscope::Session {

/// Finds the names of an attached program's stacks and queued calls, on a low-priority thread of its own.
class AttachSymbols
{
public:
    /// `resolved` is called on the thread when results are waiting.
    explicit AttachSymbols(std::function<void()> resolved);
    ~AttachSymbols();

    /// Reads a program's debug information, so that its first stack needs no waiting.
    void warmUp(const QString &path);
    void resolve(Record::StreamStack stack);
    void resolve(Record::StreamCall call);
    /// Calls with their names. One that was asked for before a stack is there before it is.
    std::vector<Record::StreamCall> takeCalls() { return m_namedCalls.takeAll(); }
    /// Stacks with their frames.
    std::vector<Record::StreamStack> takeResults() { return m_results.takeAll(); }

private:
    Base::Duration turn();

    const std::function<void()> m_resolved;
    Monitor::FileSymboliser m_symboliser;
    Base::MpscStack<QString> m_paths;
    Base::MpscStack<Record::StreamCall> m_calls;
    Base::MpscStack<Record::StreamCall> m_namedCalls;
    Base::MpscStack<Record::StreamStack> m_jobs;
    Base::MpscStack<Record::StreamStack> m_results;
    Monitor::MonitorThread m_thread; // last: it uses the rest
};

} // namespace Loopscope::Session
