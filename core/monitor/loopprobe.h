#pragma once

#include "core/base/schedulerfile.h"
#include "core/base/spscring.h"
#include "core/monitor/bell.h"
#include "core/monitor/loopevent.h"
#include "core/trace/track.h"

#include <QMetaObject>
#include <QString>

#include <array>
#include <atomic>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QEvent;
class QObject;
class QThread;
class QThreadData;
QT_END_NAMESPACE

namespace Loopscope::Monitor {

class LoopAgent;

struct LoopOptions
{
    QString name;
    Trace::LoopRole role = Trace::LoopRole::Subject;
    Base::Duration threshold = std::chrono::milliseconds(100);
    Base::Duration pingInterval = std::chrono::milliseconds(50);
    bool heartbeat = false;         ///< a timer of the loop sends 60 beats a second
    bool isStarted = false;         ///< stalls count at once, not from the loop's first wait on
    bool tellsPendingTasks = false; ///< when the loop ends: loopscope.task, for tasks that have not
};

/// What is known of one observed loop while it runs. Its thread writes; the watchdog reads the
/// atomics, the collector the ring. See VERIFIED-FACTS 1 for the mechanism.
class LoopProbe : public std::enable_shared_from_this<LoopProbe>
{
public:
    explicit LoopProbe(LoopOptions options);
    ~LoopProbe();

    /// The probe of this thread's loop, null when it is not observed.
    static LoopProbe *current() noexcept;

    /// Before anything else. The end of the thread uninstalls the probe.
    void moveTo(QThread *loopThread);

    // Loop thread.
    /// False when another monitor observes this loop (a library of its own in the same process): the probe
    /// is closed then.
    bool install();
    void uninstall();
    /// True when the event was delivered (and timed) here; `delivered` is then its result.
    bool dispatch(QObject *receiver, QEvent *event, bool *delivered);
    /// The loop is about to wait.
    void onAboutToBlock() noexcept;
    void markPhase(Trace::Phase phase);
    void noteTask(Trace::TaskId task) noexcept { m_task.store(task, std::memory_order_relaxed); }
    /// `skipped`: pings that were left out before this one.
    void notePing(Base::SteadyTime postedAt, quint16 skipped) noexcept;
    void noteBeat() noexcept;
    /// Does what timing a dispatch needs, without one. For measuring its cost, on a probe that is not
    /// installed.
    void rehearse(QObject *receiver, QEvent *event) noexcept
    {
        begin(receiver, event, 1);
        end();
    }

    // Watchdog.
    struct Snapshot
    {
        qint64 busySince = 0; ///< 0: not inside a dispatch
        qint64 idleSince = 0; ///< when the last dispatch ended; 0: none has
        qint64 iterationSince = 0;
        qint64 iterationBusy = 0; ///< its dispatches so far, without the one that runs
        quint64 sequence = 0;
        quint64 iteration = 0;
        const char *className = nullptr;
        int eventType = 0;
        Trace::TaskId task = 0;
        QueuedCall call;
        CallOrigin origin;
    };
    Snapshot snapshot() const noexcept;
    bool isMeasured(qint64 now) const noexcept;
    /// From when on it is: the loop's first wait, or 1 s after it was entered. Only when isMeasured().
    qint64 measuredSince() const noexcept;

    // Any thread.
    Base::Duration threshold() const noexcept;
    void setThreshold(Base::Duration threshold) noexcept;
    /// What the watchdog saw of the thread's times, outside of any stall.
    void noteTimes(qint64 at, Base::Duration onCpu, Base::Duration waitingForCpu) noexcept;
    /// Between the delivery of a ping and the next one: as in the options, or longer while watching costs too
    /// much.
    Base::Duration pingInterval() const noexcept;
    void setPingInterval(Base::Duration interval) noexcept;
    /// CPU time of the loop's thread for pings that woke it and were all that it had to do.
    Base::Duration pingCpuTime() const noexcept;
    /// Of a closed probe: what was posted to its agent is never delivered, and would keep the probe.
    void dropQueuedCalls();
    /// The loop runs: it was entered and has not quit. As its thread saw it lately.
    bool isRunning() const noexcept;
    bool isInstalled() const noexcept { return m_installed.load(std::memory_order_acquire); }
    bool isClosed() const noexcept { return m_closed.load(std::memory_order_acquire); }

    const LoopOptions options;
    QThread *thread = nullptr; ///< valid once installed; to compare with, not to use
    Trace::Track track;        ///< pid and tid are valid once installed
    quint64 stackLow = 0;      ///< of the loop's thread
    quint64 stackHigh = 0;
    std::unique_ptr<LoopAgent> agent;
    std::shared_ptr<Bell> collectorBell; ///< rung when the ring fills; set before install(), may be null
    Base::SpscRing<LoopRecord> ring{ringCapacity};

    static constexpr std::size_t ringCapacity = 32768;

private:
    /// A dispatch that is being run; more than one when loops are nested in it.
    struct Frame
    {
        qint64 segmentStart = 0; ///< 0 while a nested loop idles or dispatches
        quint64 sequence = 0;
        const char *className = nullptr;
        quint16 eventType = 0;
        int level = 0;
        QueuedCall call;
        CallOrigin origin; // only with a call
    };
    static constexpr int maxDepth = 32;

    void begin(QObject *receiver, QEvent *event, int level) noexcept;
    void end() noexcept;
    void pauseOuter() noexcept;
    void publish(const Frame &frame) noexcept;
    void pushSegment(const Frame &frame, qint64 now, bool isLast) noexcept;
    void push(const LoopEvent &event) noexcept;
    void commit() noexcept;
    bool claim();
    void release();
    void noteTurn() noexcept;
    void lookAtTimes() noexcept;
    void pushTimes(qint64 end, quint64 sequence) noexcept;
    void endIteration() noexcept;
    qint64 busyNow(qint64 now) const noexcept;

    friend class DispatchScope;

    const quint64 m_id; // no other probe of the process has it, at whatever address

    // Loop thread only.
    QThreadData *m_threadData = nullptr;
    std::unique_ptr<QObject> m_threadDataHolder; // lives in the thread, and so does its data as long as this
    std::array<Frame, maxDepth> m_frames;
    int m_depth = 0;
    /// When the thread's times were looked at, and what they were.
    struct Times
    {
        qint64 at = 0;
        qint64 onCpu = 0;
        qint64 waitingForCpu = 0;
        qint64 busy = 0;
    };
    std::optional<Base::SchedulerFile> m_scheduler; // while installed
    Times m_times;
    qint64 m_iterationSlow = 0; // time in slow callbacks
    qint64 m_iterationLastEnd = 0;
    const qsizetype *m_sent; ///< of the posted events, in this pass of the loop; Qt counts them
    qsizetype m_sentBefore = 0;
    quint64 m_sequenceAtPing = ~quint64{0};
    qint64 m_cpuTimeAtPing = 0;
    QMetaObject::Connection m_blockConnection;

    // Written by the loop's thread, read by the watchdog.
    alignas(64) std::atomic<qint64> m_busySince{0};
    std::atomic<qint64> m_busy{0}; ///< finished segments
    std::atomic<qint64> m_idleSince{0};
    std::atomic<qint64> m_iterationSince{0};
    std::atomic<qint64> m_iterationBusy{0};
    std::atomic<quint64> m_sequence{0};
    std::atomic<quint64> m_iteration{0};
    std::atomic<const char *> m_className{nullptr};
    std::atomic<int> m_eventType{0};
    std::atomic<QueuedCall::Kind> m_callKind{QueuedCall::Kind::None};
    std::atomic<quint64> m_callTarget{0};
    std::atomic<quint64> m_callWord{0};
    std::atomic<quint64> m_callSender{0};
    std::atomic<quint64> m_callReceiver{0};
    std::atomic<int> m_callSignal{-1};
    std::atomic<Trace::TaskId> m_task{0};
    std::atomic<qint64> m_enteredAt{0}; ///< when the loop was seen running; 0: not yet
    std::atomic<qint64> m_waitedAt{0};  ///< the loop waited first: start-up is over; 0: not yet

    alignas(64) std::atomic<qint64> m_threshold;
    std::atomic<qint64> m_pingInterval;
    std::atomic<qint64> m_timesAt{0}; ///< as the watchdog saw them; 0 while it writes
    std::atomic<qint64> m_timesOnCpu{0};
    std::atomic<qint64> m_timesWaiting{0};
    std::atomic<qint64> m_timesBusy{0};
    std::atomic<qint64> m_pingCpuTime{0};
    std::atomic<bool> m_installed{false};
    std::atomic<bool> m_closed{false};

public:
    /// When the last ping was delivered; 0 before the first. Written by the loop's thread.
    std::atomic<qint64> lastPingDelivered{0};
};

/// Makes the event-notify callback of this process deliver and time the events of observed loops.
void installDispatchHook();
/// False when it was not there.
bool removeDispatchHook();

} // namespace Loopscope::Monitor
