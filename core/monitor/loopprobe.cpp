#include "core/monitor/loopprobe.h"

#include "core/base/fastclock.h"
#include "core/monitor/currenttask.h"
#include "core/monitor/loopagent.h"
#include "core/monitor/wrongthread.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QThread>

#include <private/qobject_p.h>
#include <private/qthread_p.h>
#include <pthread.h>
#include <unistd.h>

namespace Loopscope::Monitor {

namespace {

// The model saves a call per access in the shared library; it is loaded with its program or preloaded.
[[gnu::tls_model("initial-exec")]] constinit thread_local LoopProbe *currentProbe = nullptr;

// Parts of a dispatch between two turns of a nested loop that are shorter than this say nothing.
constexpr qint64 shortestPart = 1000; // ns
constexpr qsizetype nothingSent = 0;
constexpr char observerProperty[] = "_loopscope_observer"; // of the dispatcher
constexpr char currentProbeOwner = 0; // its address tells this library's monitor from another one's

qint64 steadyNow() noexcept
{
    return Base::FastClock::now();
}

std::atomic<quint64> lastProbeId{0};

} // namespace

LoopProbe::LoopProbe(LoopOptions theOptions)
    : options(std::move(theOptions))
    , track{0, Trace::TrackKind::Loop, options.role, options.name, 0, 0}
    , agent(std::make_unique<LoopAgent>(this))
    , m_id(lastProbeId.fetch_add(1, std::memory_order_relaxed) + 1)
    , m_sent(&nothingSent)
    , m_threshold(options.threshold.count())
    , m_pingInterval(options.pingInterval.count())
{}

LoopProbe::~LoopProbe() = default;

LoopProbe *LoopProbe::current() noexcept
{
    return currentProbe;
}

void LoopProbe::moveTo(QThread *loopThread)
{
    agent->moveToThread(loopThread);
    QObject::connect(
        loopThread, &QThread::finished, agent.get(), [this] { uninstall(); }, Qt::DirectConnection);
}

// Qt hands an event to each callback: two that deliver it would deliver it twice. So a loop has one observer,
// whatever libraries with a monitor are in the process; its dispatcher bears the sign.
bool LoopProbe::claim()
{
    QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    if (!dispatcher)
        return true;
    const auto self = reinterpret_cast<quintptr>(&currentProbeOwner);
    const QVariant observer = dispatcher->property(observerProperty);
    if (observer.isValid() && observer.value<quintptr>() != self)
        return false;
    dispatcher->setProperty(observerProperty, QVariant::fromValue(self));
    return true;
}

void LoopProbe::release()
{
    if (QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance())
        dispatcher->setProperty(observerProperty, {});
}

bool LoopProbe::install()
{
    if (!claim()) {
        uninstall();
        return false;
    }
    track.pid = ::getpid();
    track.tid = ::gettid();
    pthread_attr_t attributes;
    if (::pthread_getattr_np(::pthread_self(), &attributes) == 0) {
        void *low = nullptr;
        std::size_t size = 0;
        ::pthread_attr_getstack(&attributes, &low, &size);
        stackLow = reinterpret_cast<quint64>(low);
        stackHigh = stackLow + size;
        ::pthread_attr_destroy(&attributes);
    }
    thread = QThread::currentThread();
    m_threadData = QThreadData::get2(thread);
    m_threadDataHolder = std::make_unique<QObject>();
    if (m_threadData->loopLevel > 0)
        m_enteredAt.store(steadyNow(), std::memory_order_relaxed);
    if (auto *dispatcher = QAbstractEventDispatcher::instance()) {
        // By name: half as dear as a connection to a function.
        m_blockConnection = QObject::connect(dispatcher, SIGNAL(aboutToBlock()), agent.get(),
                                             SLOT(onAboutToBlock()), Qt::DirectConnection);
    }
    m_sent = &m_threadData->postEventList.startOffset;
    m_scheduler.emplace();
    if (options.heartbeat)
        agent->startHeartbeat();
    if (options.isStarted)
        m_waitedAt.store(steadyNow(), std::memory_order_relaxed);
    currentProbe = this;
    m_installed.store(true, std::memory_order_release);
    return true;
}

void LoopProbe::uninstall()
{
    if (isClosed())
        return;
    if (currentProbe == this) {
        currentProbe = nullptr;
        release();
    }
    QObject::disconnect(m_blockConnection);
    QObject::disconnect(QThread::currentThread(), &QThread::finished, agent.get(), nullptr);
    agent->stopHeartbeat();
    m_scheduler.reset();
    // Without a thread it can be destroyed from any other, whatever is still posted to it.
    agent->moveToThread(nullptr);
    while (m_depth > 0)
        end();
    if (isInstalled()) { // else the thread ended before its first event
        LoopEvent last;
        last.kind = LoopEvent::Kind::Detached;
        last.end = steadyNow();
        push(last);
    }
    const auto self = shared_from_this(); // the last reference may be in a queued call
    m_closed.store(true, std::memory_order_seq_cst);
    dropQueuedCalls();
}

void LoopProbe::dropQueuedCalls()
{
    QCoreApplication::removePostedEvents(agent.get(), QEvent::MetaCall);
}

void LoopProbe::begin(QObject *receiver, QEvent *event, int level) noexcept
{
    const qint64 now = steadyNow();
    if (m_depth > 0)
        pauseOuter();
    noteTurn();
    // A loop that quit and is entered again has not waited in between.
    if (m_depth == 0 && now - m_iterationLastEnd >= m_threshold.load(std::memory_order_relaxed))
        endIteration();
    const int slot = std::min(m_depth, maxDepth - 1);
    ++m_depth;
    Frame &frame = m_frames[slot];
    const QMetaObject *metaObject = receiver->metaObject();
    frame.segmentStart = now;
    frame.sequence = m_sequence.load(std::memory_order_relaxed) + 1;
    frame.className = metaObject->className();
    frame.eventType = static_cast<quint16>(event->type());
    frame.level = level;
    frame.call.kind = QueuedCall::Kind::None;
    if (event->type() == QEvent::MetaCall)
        frame.call = queuedCallOf(event, receiver, metaObject, &frame.origin);
    m_sequence.store(frame.sequence, std::memory_order_relaxed);
    if (level > 0 && m_enteredAt.load(std::memory_order_relaxed) == 0)
        m_enteredAt.store(now, std::memory_order_relaxed);
    setCurrentTask(0);
    m_task.store(0, std::memory_order_relaxed);
    if (m_iterationSince.load(std::memory_order_relaxed) == 0)
        m_iterationSince.store(now, std::memory_order_relaxed);
    publish(frame);
}

void LoopProbe::end() noexcept
{
    const qint64 now = steadyNow();
    --m_depth;
    const int slot = std::min(m_depth, maxDepth - 1);
    pushSegment(m_frames[slot], now, true);
    if (m_depth == 0) {
        m_idleSince.store(now, std::memory_order_relaxed);
        m_busySince.store(0, std::memory_order_release);
        return;
    }
    // Back in the code of the outer dispatch, or of its nested loop: counts as the outer one's time.
    Frame &outer = m_frames[std::min(m_depth - 1, maxDepth - 1)];
    outer.segmentStart = now;
    publish(outer);
}

void LoopProbe::publish(const Frame &frame) noexcept
{
    m_className.store(frame.className, std::memory_order_relaxed);
    m_eventType.store(frame.eventType, std::memory_order_relaxed);
    m_callKind.store(frame.call.kind, std::memory_order_relaxed);
    if (frame.call.kind != QueuedCall::Kind::None) {
        m_callTarget.store(frame.call.target, std::memory_order_relaxed);
        m_callWord.store(frame.call.word, std::memory_order_relaxed);
        m_callSender.store(frame.origin.sender, std::memory_order_relaxed);
        m_callReceiver.store(frame.origin.receiver, std::memory_order_relaxed);
        m_callSignal.store(frame.origin.signal, std::memory_order_relaxed);
    }
    m_busySince.store(frame.segmentStart, std::memory_order_release);
}

void LoopProbe::pushSegment(const Frame &frame, qint64 now, bool isLast) noexcept
{
    const qint64 start = frame.segmentStart ? frame.segmentStart : now;
    now = std::max(now, start); // the fast clock may have been set right meanwhile
    m_busy.store(m_busy.load(std::memory_order_relaxed) + now - start, std::memory_order_relaxed);
    m_iterationLastEnd = now;
    m_iterationBusy.store(m_iterationBusy.load(std::memory_order_relaxed) + now - start,
                          std::memory_order_relaxed);
    if (now - start >= m_threshold.load(std::memory_order_relaxed)) {
        m_iterationSlow += now - start; // a stall by itself
        pushTimes(now, frame.sequence);
    }
    if (!isLast && now - start < shortestPart)
        return;
    LoopRecord *record = ring.claim();
    if (!record)
        return;
    record->kind = LoopEvent::Kind::Dispatch;
    record->counts = isLast;
    record->depth = static_cast<quint16>(&frame - m_frames.data());
    record->eventType = frame.eventType;
    record->sequence = static_cast<quint32>(frame.sequence);
    record->iteration = static_cast<quint32>(m_iteration.load(std::memory_order_relaxed));
    record->start = start;
    record->end = now;
    record->className = frame.className;
    record->task = m_task.load(std::memory_order_relaxed);
    record->callKind = frame.call.kind;
    if (frame.call.kind != QueuedCall::Kind::None) {
        record->callTarget = frame.call.target;
        record->callWord = frame.call.word;
    }
    commit();
}

void LoopProbe::push(const LoopEvent &event) noexcept
{
    if (LoopRecord *record = ring.claim()) {
        record->set(event);
        commit();
    }
}

// A burst after a quiet time, in which the collector comes seldom.
void LoopProbe::commit() noexcept
{
    if (ring.commit() && collectorBell)
        collectorBell->ring();
}

void LoopProbe::pauseOuter() noexcept
{
    Frame &outer = m_frames[std::min(m_depth - 1, maxDepth - 1)];
    if (outer.segmentStart == 0)
        return;
    const qint64 now = steadyNow();
    pushSegment(outer, now, false);
    outer.segmentStart = 0;
    m_idleSince.store(now, std::memory_order_relaxed);
    m_busySince.store(0, std::memory_order_release);
}

void LoopProbe::onAboutToBlock() noexcept
{
    if (m_depth > 0) {
        // processEvents() inside a dispatch is part of it; a loop of its own is not.
        const Frame &outer = m_frames[std::min(m_depth - 1, maxDepth - 1)];
        if (m_threadData->loopLevel <= outer.level)
            return;
        pauseOuter();
    }
    endIteration();
    if (m_waitedAt.load(std::memory_order_relaxed) == 0)
        m_waitedAt.store(steadyNow(), std::memory_order_release);
}

// With work always pending the loop never waits. Then a pass is told by the events that were posted before
// it, which are sent first: Qt counts them from one again. The dispatcher's signal `awake` would say the same
// at ten times the price.
void LoopProbe::noteTurn() noexcept
{
    const qsizetype before = std::exchange(m_sentBefore, *m_sent);
    if (m_sentBefore != 0 && (before == 0 || m_sentBefore <= before))
        endIteration();
}

void LoopProbe::endIteration() noexcept
{
    const qint64 since = m_iterationSince.load(std::memory_order_relaxed);
    // Within an iteration the loop does not wait: its dispatches follow each other. What they add up to
    // beside the slow ones is a stall of its own.
    const qint64 busy = m_iterationBusy.load(std::memory_order_relaxed);
    if (since && busy - m_iterationSlow >= m_threshold.load(std::memory_order_relaxed)) {
        pushTimes(m_iterationLastEnd, m_sequence.load(std::memory_order_relaxed));
        LoopEvent event;
        event.kind = LoopEvent::Kind::IterationEnd;
        event.start = since;
        event.end = m_iterationLastEnd;
        event.sequence = m_sequence.load(std::memory_order_relaxed);
        event.iteration = m_iteration.load(std::memory_order_relaxed);
        push(event);
    }
    m_iterationSlow = 0;
    if (since) { // passes that deliver nothing are not counted
        m_iterationSince.store(0, std::memory_order_relaxed);
        m_iterationBusy.store(0, std::memory_order_relaxed);
        m_iteration.store(m_iteration.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }
}

/// Ends the dispatch also when a handler throws.
class DispatchScope
{
public:
    DispatchScope(LoopProbe *probe, QObject *receiver, QEvent *event, int level) noexcept
        : m_probe(probe)
        , m_id(probe->m_id)
    {
        probe->begin(receiver, event, level);
    }
    ~DispatchScope()
    {
        // A handler may have detached the loop, and attached it again: the new probe may stand where the one
        // that began stood.
        if (currentProbe == m_probe && m_probe->m_id == m_id)
            m_probe->end();
    }
    DispatchScope(const DispatchScope &) = delete;
    DispatchScope &operator=(const DispatchScope &) = delete;

private:
    LoopProbe *const m_probe;
    const quint64 m_id;
};

bool LoopProbe::dispatch(QObject *receiver, QEvent *event, bool *delivered)
{
    if (receiver == agent.get()) {
        noteTurn();
        return false;
    }
    if (QObjectPrivate::get(receiver)->threadData.loadRelaxed() != m_threadData)
        reportDelivery(receiver, event);
    const int level = m_threadData->loopLevel;
    // Sent from inside a dispatch of the same loop level: part of that one.
    if (m_depth > 0 && level <= m_frames[std::min(m_depth - 1, maxDepth - 1)].level)
        return false;
    const DispatchScope dispatch(this, receiver, event, level);
    // As QCoreApplication::notifyInternal2 does: deleteLater() depends on it.
    const QScopedScopeLevelCounter scopeLevel(m_threadData);
    *delivered = qApp->notify(receiver, event);
    return true;
}

namespace {

// Qt asks before each delivery: {receiver, event, result}. True means that it was delivered here.
bool onNotify(void **arguments)
{
    LoopProbe *probe = currentProbe;
    if (!probe)
        return false;
    return probe->dispatch(static_cast<QObject *>(arguments[0]), static_cast<QEvent *>(arguments[1]),
                           static_cast<bool *>(arguments[2]));
}

} // namespace

void installDispatchHook()
{
    QInternal::registerCallback(QInternal::EventNotifyCallback, onNotify);
}

bool removeDispatchHook()
{
    return QInternal::unregisterCallback(QInternal::EventNotifyCallback, onNotify);
}

} // namespace Loopscope::Monitor
