#pragma once

#include "core/monitor/loopprobe.h"
#include "core/trace/eventsource.h"

#include <QString>

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace Loopscope::Monitor {

/// An observed loop. Detaches it when it is destroyed.
class LoopWatch
{
public:
    explicit LoopWatch(std::shared_ptr<LoopProbe> probe)
        : m_probe(std::move(probe))
    {}
    ~LoopWatch() { detach(); }
    LoopWatch(const LoopWatch &) = delete;
    LoopWatch &operator=(const LoopWatch &) = delete;

    Trace::TrackId track() const { return m_probe->track.id; }
    bool isInstalled() const { return m_probe->isInstalled(); }
    /// The loop has ended or was detached.
    bool isClosed() const { return m_probe->isClosed(); }
    QString name() const { return m_probe->options.name; }
    /// Any thread.
    void setThreshold(Base::Duration threshold) { m_probe->setThreshold(threshold); }
    /// The loop's own thread only: the phase changes now, exactly here between its dispatches.
    void markPhase(Trace::Phase phase) { m_probe->markPhase(phase); }
    /// Any thread; asynchronous from another than the loop's. A loop that ends detaches by itself.
    void detach();

private:
    const std::shared_ptr<LoopProbe> m_probe;
};

/// The monitor of this process: watchdog, collector and dispatch hook, made on first use. All
/// functions may be called from any thread and never wait for another one.
class Monitor
{
public:
    static Monitor &instance();

    /// Begins to observe the loop of a thread, at once when it is the calling one, else as soon as it
    /// delivers its next event. The name is the one that reports and lanes show.
    std::unique_ptr<LoopWatch> attach(QThread *thread, LoopOptions options);

    Trace::EventSource *source() const;
    /// `done` is called on the collector's thread when all that happened before was handed to the sinks.
    void flush(std::function<void()> done);
    /// The debug information of the program has been read: a first stack is named without delay.
    bool isWarm() const;

    /// The share of a core that watchdog, pings and stack samples may cost together, 0.01 unless set. Above
    /// it samples become rarer, then pings; Trace::SelfCost in the batches tells.
    void setBudget(double share);
    /// CPU time used so far.
    Base::Duration watchdogCpuTime() const;
    Base::Duration collectorCpuTime() const;
    /// What timing one dispatch costs on this machine: measured once on a thread of the monitor's own.
    double probeNanosecondsPerDispatch() const;

private:
    Monitor();
    ~Monitor();

    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
