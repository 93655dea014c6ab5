#include "core/monitor/watchdog.h"

#include "core/base/fastclock.h"
#include "core/base/mpscstack.h"
#include "core/monitor/costbudget.h"
#include "core/monitor/loopagent.h"
#include "core/monitor/monitorthread.h"
#include "core/monitor/pingschedule.h"
#include "core/monitor/registry.h"
#include "core/monitor/stallcause.h"
#include "core/monitor/stopdetector.h"

#include <QCoreApplication>

#include <unistd.h>

namespace Loopscope::Monitor {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration longestSleep = 100ms;
constexpr Base::Duration sampleInterval = 10ms;
constexpr Base::Duration timesInterval = 5ms;
constexpr Base::Duration frequentPings = 10ms; // of a run that somebody looks at: these never rest
constexpr Base::Duration longestBetween = 3ms; // two dispatches of one pass
constexpr Base::Duration latestWait = 100ms; // a wait that only the machine makes late is told from there on
constexpr int samplesBeforeBackingOff = 16;
constexpr int mostSamples = 64;
constexpr int highPriority = -10; // the stack of a blocked loop is to be had in time, also on a busy machine

// A dispatch that begins right after a look is due a threshold later. Looks for low thresholds come twice as
// often: of stalls of 5 ms over 2 ms 80 of 100 had their first stack within 1 ms without that, 95 with it.
qint64 idleLook(qint64 threshold)
{
    constexpr qint64 low = Base::Duration(10ms).count();
    return threshold < low ? threshold / 2 : threshold;
}

/// What the watchdog remembers of a loop.
struct Watched
{
    explicit Watched(std::shared_ptr<LoopProbe> theProbe)
        : probe(std::move(theProbe))
        , pings(probe->options.pingInterval > frequentPings)
    {}

    /// Of the loop's thread; nothing when they cannot be read.
    std::optional<Base::SchedulerTimes> times()
    {
        if (!scheduler)
            scheduler = std::make_unique<Base::SchedulerFile>(probe->track.tid);
        return scheduler->read();
    }

    std::shared_ptr<LoopProbe> probe;
    std::unique_ptr<Base::SchedulerFile> scheduler;
    PingSchedule pings;
    qint64 nextWaitingSample = 0;
    Trace::StallId stall = 0; ///< 0: none open
    Trace::StallKind stallKind = Trace::StallKind::Callback;
    quint64 stallSequence = 0;
    quint64 stallIteration = 0;
    Trace::StallId iterationStall = 0; ///< the last of that kind
    quint64 iterationStallOf = 0;      ///< its iteration: it goes on after code that is no dispatch
    quint64 slowIteration = 0;         ///< the last one that had a slow callback: no stall of its own
    int samples = 0;
    qint64 nextSample = 0;
    qint64 timesAt = 0;
    qint64 stallPing = 0;         ///< of a stall outside of dispatches: what waits in it
    qint64 outsideSince = 0;      ///< no dispatch runs and a ping waits; of the latest such stretch
    qint64 outsideAt = 0;         ///< when it was seen first
    Base::Duration outsideCpu{0}; ///< then, of the thread
};

} // namespace

class Watchdog::Private
{
public:
    explicit Private(Watchdog *owner)
        : q(owner)
        , thread(
              "loopscope-watch", [this] { return turn(); }, highPriority)
    {}

    Base::Duration turn();
    void tellStop(const Stop &stop);
    void checkCost(qint64 now);
    qint64 look(Watched *loop, qint64 now);
    qint64 lookAtPing(Watched *loop, qint64 now);
    qint64 lookAtStall(Watched *loop, qint64 now);
    qint64 lookOutside(Watched *loop, const LoopProbe::Snapshot &snapshot, qint64 now);
    bool isHeldUp(Watched *loop);
    void endOutside(Watched *loop, const LoopProbe::Snapshot &snapshot, qint64 now);
    void lookAtTimes(Watched *loop, qint64 now) const;
    void openStall(Watched *loop, const LoopProbe::Snapshot &snapshot, Trace::StallKind kind, qint64 start,
                   qint64 now);
    void sampleStall(Watched *loop, const LoopProbe::Snapshot &snapshot);
    bool stillOpen(const Watched &loop, const LoopProbe::Snapshot &snapshot) const;

    Watchdog *const q;
    Base::MpscStack<std::shared_ptr<LoopProbe>> arrivals;
    std::vector<Watched> loops;
    ThreadSnapshotter snapshotter;
    Unwinder unwinder;
    ThreadSnapshot snapshot;
    bool isWarm = false;
    CostBudget budget;
    std::atomic<double> budgetShare{CostBudget::defaultShare};
    Base::Duration usedForForgotten{0}; // pings of loops that are gone
    StopDetector stopDetector;
    StopBook stops;
    std::atomic<qint64> stopsToldUntil{0};
    qint64 asleepSince = 0;
    qint64 asleepUntil = 0;
    MonitorThread thread; // last: it uses the rest
};

Watchdog::Watchdog()
    : d(std::make_unique<Private>(this))
{
    d->thread.start();
}

Watchdog::~Watchdog()
{
    d->thread.stop();
    Base::FastClock::stop();
}

void Watchdog::watch(std::shared_ptr<LoopProbe> probe)
{
    d->arrivals.push(std::move(probe));
    d->thread.wake();
}

qint64 Watchdog::stopsToldUntil() const
{
    return d->stopsToldUntil.load(std::memory_order_acquire);
}

void Watchdog::wake()
{
    d->thread.wake();
}

void Watchdog::setBudget(double share)
{
    d->budgetShare.store(share, std::memory_order_relaxed);
}

Base::Duration Watchdog::cpuTime() const
{
    return d->thread.cpuTime();
}

Base::Duration Watchdog::Private::turn()
{
    if (!std::exchange(isWarm, true)) {
        unwinder.unwind(ThreadSnapshotter::ofThisThread());
        majorFaultsOf(::gettid());
    }
    Base::FastClock::calibrate();
    const qint64 began = Base::toNanoseconds(Base::now());
    if (const auto stop = stopDetector.check(asleepSince, asleepUntil))
        tellStop(*stop);
    stopsToldUntil.store(began, std::memory_order_release);
    for (auto &probe : arrivals.takeAll()) {
        probe->setPingInterval(probe->options.pingInterval * budget.pingSlowdown());
        loops.emplace_back(std::move(probe));
    }
    std::erase_if(loops, [this](const Watched &loop) {
        if (loop.probe->isClosed())
            usedForForgotten += loop.probe->pingCpuTime();
        return loop.probe->isClosed();
    });
    checkCost(Base::toNanoseconds(Base::now()));
    qint64 next = Base::toNanoseconds(Base::now() + longestSleep);
    for (Watched &loop : loops) {
        if (!loop.probe->isInstalled()) {
            next = std::min(next, Base::toNanoseconds(Base::now() + 1ms));
            continue;
        }
        next = std::min(next, look(&loop, Base::toNanoseconds(Base::now())));
    }
    asleepSince = Base::toNanoseconds(Base::now());
    asleepUntil = next;
    return Base::Duration(next - asleepSince);
}

// The collector, too: it may have been at work itself, and so late for nothing.
void Watchdog::Private::tellStop(const Stop &stop)
{
    stops.add(stop);
    WatchdogEvent event;
    event.kind = WatchdogEvent::Kind::Stopped;
    event.start = stop.start;
    event.at = stop.end;
    q->ring.push(std::move(event));
}

void Watchdog::Private::checkCost(qint64 now)
{
    Base::Duration used = thread.cpuTime() + usedForForgotten;
    for (const Watched &loop : loops)
        used += loop.probe->pingCpuTime();
    const auto cost = budget.check(now, used, budgetShare.load(std::memory_order_relaxed));
    if (!cost)
        return;
    for (const Watched &loop : loops)
        loop.probe->setPingInterval(loop.probe->options.pingInterval * budget.pingSlowdown());
    WatchdogEvent event;
    event.kind = WatchdogEvent::Kind::Cost;
    event.at = now;
    event.cost = *cost;
    q->ring.push(std::move(event));
}

// The time at which this loop must be looked at again.
qint64 Watchdog::Private::look(Watched *loop, qint64 now)
{
    qint64 next = lookAtPing(loop, now);
    if (loop->probe->isMeasured(now))
        next = std::min(next, lookAtStall(loop, now));
    return next;
}

qint64 Watchdog::Private::lookAtPing(Watched *loop, qint64 now)
{
    const qint64 interval = loop->probe->pingInterval().count();
    const qint64 delivered = loop->probe->lastPingDelivered.load(std::memory_order_acquire);
    loop->pings.noteDelivered(delivered);
    if (loop->pings.postedAt() == 0) {
        const quint64 dispatches = loop->probe->snapshot().sequence;
        if (const qint64 due = loop->pings.due(delivered, interval, dispatches); now < due)
            return due;
        const auto postedAt = Base::now();
        const quint16 skipped =
            loop->pings.post(Base::toNanoseconds(postedAt), delivered, interval, dispatches);
        loop->nextWaitingSample = loop->pings.firstWaiting(interval);
        QCoreApplication::postEvent(loop->probe->agent.get(), LoopAgent::makePing(postedAt, skipped));
        return loop->nextWaitingSample;
    }
    if (now >= loop->nextWaitingSample) {
        WatchdogEvent event;
        event.kind = WatchdogEvent::Kind::PingWaiting;
        event.track = loop->probe->track.id;
        event.start = loop->pings.postedAt();
        event.at = now;
        q->ring.push(std::move(event));
        loop->nextWaitingSample += interval * ((now - loop->nextWaitingSample) / interval + 1);
    }
    return loop->nextWaitingSample;
}

bool Watchdog::Private::stillOpen(const Watched &loop, const LoopProbe::Snapshot &snapshot) const
{
    if (loop.stallKind == Trace::StallKind::Callback)
        return snapshot.sequence == loop.stallSequence && snapshot.busySince != 0;
    if (loop.stallKind == Trace::StallKind::Outside)
        return snapshot.sequence == loop.stallSequence && snapshot.busySince == 0 &&
               loop.pings.postedAt() == loop.stallPing && loop.probe->isRunning() &&
               loop.probe->lastPingDelivered.load(std::memory_order_acquire) < loop.stallPing;
    // Between two of its dispatches, or held up by code that is none.
    const bool isBetween = Base::toNanoseconds(Base::now()) - snapshot.idleSince < longestBetween.count();
    return snapshot.iteration == loop.stallIteration && snapshot.iterationSince != 0 &&
           (snapshot.busySince != 0 || isBetween);
}

// What the loop's thread tells of it may come late, or not at all when the loop has quit.
void Watchdog::Private::endOutside(Watched *loop, const LoopProbe::Snapshot &snapshot, qint64 now)
{
    if (loop->stallKind != Trace::StallKind::Outside)
        return;
    const qint64 delivered = loop->probe->lastPingDelivered.load(std::memory_order_acquire);
    WatchdogEvent event;
    event.kind = WatchdogEvent::Kind::StallEnded;
    event.track = loop->probe->track.id;
    event.stall = loop->stall;
    event.at = now;
    event.start = now;
    if (delivered >= loop->stallPing)
        event.start = delivered;
    else if (snapshot.busySince != 0)
        event.start = snapshot.busySince;
    q->ring.push(std::move(event));
}

qint64 Watchdog::Private::lookAtStall(Watched *loop, qint64 now)
{
    const LoopProbe::Snapshot snapshot = loop->probe->snapshot();
    const qint64 threshold = loop->probe->threshold().count();
    if (loop->stall != 0 && !stillOpen(*loop, snapshot)) {
        endOutside(loop, snapshot, now);
        loop->stall = 0;
    }
    if (loop->stall == 0) {
        if (snapshot.busySince == 0)
            return std::min(lookOutside(loop, snapshot, now), now + idleLook(threshold));
        const qint64 stopped = stops.within(snapshot.busySince, now).count();
        const qint64 callbackDue = snapshot.busySince + threshold + stopped;
        const bool mayAddUp = snapshot.iterationSince && snapshot.iteration != loop->slowIteration;
        const qint64 iterationDue = mayAddUp ? callbackDue - snapshot.iterationBusy : callbackDue;
        if (now >= callbackDue)
            openStall(loop, snapshot, Trace::StallKind::Callback, snapshot.busySince, now);
        else if (now >= iterationDue)
            openStall(loop, snapshot, Trace::StallKind::Iteration, snapshot.iterationSince, now);
        else
            return std::min(callbackDue, iterationDue);
    } else if (loop->stallKind == Trace::StallKind::Iteration && snapshot.busySince &&
               now >= snapshot.busySince + threshold) {
        // One of the dispatches is over the threshold by itself: the same stall, better known.
        openStall(loop, snapshot, Trace::StallKind::Callback, snapshot.busySince, now);
    }
    if (now >= loop->nextSample && loop->samples < mostSamples)
        sampleStall(loop, snapshot);
    // The stall may end right now, and the next one be due that soon: however rarely this one is sampled.
    const qint64 nextDue = now + std::min<qint64>(threshold, longestSleep.count());
    return loop->samples < mostSamples ? std::min(loop->nextSample, nextDue) : nextDue;
}

// No dispatch runs, and yet a ping waits: code that no event runs has the thread, or the machine does not
// wake it.
qint64 Watchdog::Private::lookOutside(Watched *loop, const LoopProbe::Snapshot &snapshot, qint64 now)
{
    const qint64 posted = loop->pings.postedAt();
    // What a dispatch took before is its own.
    const qint64 since = std::max({posted, snapshot.idleSince, loop->probe->measuredSince()});
    if (posted == 0 || now <= since || !loop->probe->isRunning()) {
        lookAtTimes(loop, now);
        return now + longestSleep.count();
    }
    if (loop->outsideSince != since) {
        loop->outsideSince = since;
        loop->outsideAt = now;
        loop->outsideCpu = loop->times().value_or(Base::SchedulerTimes()).onCpu;
    }
    const qint64 threshold = loop->probe->threshold().count();
    const qint64 stopped = stops.within(since, now).count();
    if (const qint64 due = since + threshold + stopped; now < due)
        return due;
    const qint64 latest = since + stopped + std::max<qint64>(threshold, latestWait.count());
    const bool isHeld = isHeldUp(loop);
    if (loop->probe->lastPingDelivered.load(std::memory_order_acquire) >= posted)
        return now; // meanwhile
    if (now < latest && !isHeld)
        return std::min(latest, now + timesInterval.count());
    loop->stallPing = posted;
    openStall(loop, snapshot, Trace::StallKind::Outside, since, now);
    sampleStall(loop, snapshot);
    return now + sampleInterval.count();
}

// By itself: it waits for something else than a CPU, though the ping has woken it, or it computes.
bool Watchdog::Private::isHeldUp(Watched *loop)
{
    if (!snapshotter.take(loop->probe->track.tid, loop->probe->stackHigh, &snapshot))
        return false;
    const Base::Duration used = loop->times().value_or(Base::SchedulerTimes()).onCpu - loop->outsideCpu;
    const qint64 elapsed = Base::toNanoseconds(Base::now()) - loop->outsideAt;
    return snapshot.isParked || used.count() > elapsed / 2;
}

// So that a stall that comes can be told from one that the machine causes.
void Watchdog::Private::lookAtTimes(Watched *loop, qint64 now) const
{
    if (now - loop->timesAt < timesInterval.count())
        return;
    loop->timesAt = now;
    if (const auto times = loop->times())
        loop->probe->noteTimes(now, times->onCpu, times->waitingForCpu);
}

void Watchdog::Private::openStall(Watched *loop, const LoopProbe::Snapshot &snapshot, Trace::StallKind kind,
                                  qint64 start, qint64 now)
{
    const bool isIteration = kind == Trace::StallKind::Iteration;
    const bool goesOn =
        isIteration && loop->iterationStall != 0 && loop->iterationStallOf == snapshot.iteration;
    if (loop->stall == 0)
        loop->stall = goesOn ? loop->iterationStall : nextStallId();
    if (isIteration) {
        loop->iterationStall = loop->stall;
        loop->iterationStallOf = snapshot.iteration;
    }
    if (kind == Trace::StallKind::Callback)
        loop->slowIteration = snapshot.iteration;
    loop->stallKind = kind;
    loop->stallSequence = snapshot.sequence;
    loop->stallIteration = snapshot.iteration;
    loop->samples = 0;
    loop->nextSample = now;
    WatchdogEvent event;
    event.kind = WatchdogEvent::Kind::StallOpened;
    event.stallKind = kind;
    event.track = loop->probe->track.id;
    event.start = start;
    event.at = now;
    event.stall = loop->stall;
    event.loop = snapshot;
    q->ring.push(std::move(event));
    if (loop->probe->collectorBell)
        loop->probe->collectorBell->ring();
}

void Watchdog::Private::sampleStall(Watched *loop, const LoopProbe::Snapshot &state)
{
    auto sample = std::make_unique<StallSample>();
    sample->takenAt = Base::now();
    const Base::SchedulerTimes times = loop->times().value_or(Base::SchedulerTimes());
    sample->times = {times.onCpu, times.waitingForCpu, majorFaultsOf(loop->probe->track.tid)};
    if (snapshotter.take(loop->probe->track.tid, loop->probe->stackHigh, &snapshot)) {
        sample->hasStack = true;
        sample->isParked = snapshot.isParked;
        sample->systemCall = snapshot.systemCall;
        sample->takenAt = snapshot.takenAt;
        if (snapshot.isParked && snapshot.systemCall >= 0)
            sample->waitsOn = describeWait(waitOf(snapshot.systemCall), snapshot.arguments);
        sample->stack = unwinder.unwind(snapshot);
    }
    // The dispatch may have ended while we looked: then the stack is of something else.
    const LoopProbe::Snapshot after = loop->probe->snapshot();
    if (!stillOpen(*loop, after)) {
        endOutside(loop, after, Base::toNanoseconds(Base::now()));
        loop->stall = 0;
        return;
    }
    ++loop->samples;
    const int slower = loop->samples > samplesBeforeBackingOff ? loop->samples - samplesBeforeBackingOff : 1;
    loop->nextSample = Base::toNanoseconds(Base::now() + slower * budget.sampleSlowdown() * sampleInterval);
    WatchdogEvent event;
    event.kind = WatchdogEvent::Kind::StallSampled;
    event.track = loop->probe->track.id;
    event.at = Base::toNanoseconds(sample->takenAt);
    event.stall = loop->stall;
    event.loop = state;
    event.sample = std::move(sample);
    q->ring.push(std::move(event));
}

} // namespace Loopscope::Monitor
