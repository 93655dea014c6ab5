#include "core/monitor/collector.h"

#include "core/monitor/gaugeintake.h"
#include "core/monitor/loopintake.h"
#include "core/monitor/registry.h"
#include "core/monitor/wrongthreadbook.h"

#include <algorithm>
#include <map>

namespace Loopscope::Monitor {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration busyInterval = 5ms;    // a run that somebody looks at
constexpr Base::Duration calmInterval = 20ms;   // loops with rare pings: a program at work
constexpr Base::Duration lightInterval = 40ms;  // and one that does little
constexpr Base::Duration idleInterval = 100ms;  // and one that does nothing; a ring that fills rings the bell
constexpr std::size_t fewEntries = 500;         // in all rings, in one turn
constexpr Base::Duration quietInterval = 100ms; // only announcements are waited for
constexpr Base::Duration frequentPings = 10ms;
constexpr Base::Duration watchdogInterval = 1ms; // while an entry waits for it
constexpr Base::Duration patience = 250ms;       // with a watchdog that does not come

struct SinkChange
{
    std::shared_ptr<Trace::EventSink> sink;
    bool isAdded = false;
};

struct FlushRequest
{
    std::function<void()> done;
};

} // namespace

class Collector::Private
{
public:
    explicit Private(Watchdog *theWatchdog)
        : watchdog(theWatchdog)
        , thread("loopscope-coll", [this] { return turn(); })
        , symbols([this] { thread.wake(); })
        , stalls(&names, &symbols)
        , wrongThreads(&names, &symbols)
    {}

    Base::Duration turn();
    void takeAnnouncements(Trace::Batch *batch);
    void learn(Announcement *announcement, Trace::Batch *batch);
    void nameThreads(WrongThreadAnnouncement *use) const;
    void takeSymbols();
    void askForCalls();
    void drainWatchdog(qint64 until, Trace::Batch *batch);
    void openStall(const WatchdogEvent &event);
    const LoopProbe *probeOf(Trace::TrackId track) const;
    void drainLoops(qint64 until, qint64 stopsToldUntil, Trace::Batch *batch);
    void drainTracks(qint64 until, Trace::Batch *batch);
    void changeSinks();
    void forgetClosed();
    std::shared_ptr<Trace::Batch> knownSoFar() const;
    quint64 dropped() const;
    void answerFlushes(std::vector<FlushRequest> requests);
    Base::Duration nextSleep() const;

    Watchdog *const watchdog;
    NameBook names;
    std::vector<std::unique_ptr<LoopIntake>> loops;
    std::vector<std::shared_ptr<TrackWriter::State>> tracks;
    std::vector<std::unique_ptr<GaugeIntake>> gauges;
    std::vector<std::shared_ptr<Trace::EventSink>> sinks;
    quint64 droppedByClosed = 0;
    std::size_t entries = 0; // of the loops, in the last turn
    std::size_t pings = 0;   // among them
    qint64 waitingAt = 0;    // from when on an entry waits for the watchdog; 0: none does
    Base::SteadyTime lastUntil;
    std::atomic<bool> isEnding = false;
    std::atomic<qint64> interval{std::chrono::nanoseconds(busyInterval).count()};
    std::atomic<qint64> shortestSlice{std::chrono::nanoseconds(50us).count()};

    Base::MpscStack<SinkChange> sinkChanges;
    Base::MpscStack<FlushRequest> flushRequests;
    std::vector<FlushRequest> waitingFlushes;

    MonitorThread
        thread; // starts last and stops first; made before the symbols, whose thread wakes it at once
    SymbolThread symbols;
    StallBook stalls;
    WrongThreadBook wrongThreads;
    StopDetector stops;
    qint64 asleepSince = 0;
    qint64 asleepUntil = 0;
};

Collector::Collector(Watchdog *watchdog)
    : d(std::make_unique<Private>(watchdog))
{
    d->thread.start();
}

Collector::~Collector()
{
    d->isEnding.store(true, std::memory_order_relaxed);
    d->thread.stop();
}

void Collector::addSink(std::shared_ptr<Trace::EventSink> sink)
{
    d->sinkChanges.push({std::move(sink), true});
    d->thread.wake();
}

void Collector::removeSink(const std::shared_ptr<Trace::EventSink> &sink)
{
    d->sinkChanges.push({sink, false});
    d->thread.wake();
}

void Collector::wake()
{
    d->thread.wake();
}

void Collector::flush(std::function<void()> done)
{
    d->flushRequests.push({std::move(done)});
    d->thread.wake();
}

void Collector::setShortestSlice(Base::Duration shortest)
{
    d->shortestSlice.store(shortest.count(), std::memory_order_relaxed);
}

void Collector::setInterval(Base::Duration interval)
{
    d->interval.store(interval.count(), std::memory_order_relaxed);
}

Base::Duration Collector::cpuTime() const
{
    return d->thread.cpuTime();
}

std::shared_ptr<Bell> Collector::bell() const
{
    return d->thread.bell();
}

bool Collector::isWarm() const
{
    return d->symbols.isWarm();
}

// What happened before `until` is in this batch or in a former one: entries that are stamped later wait in
// their rings, so that a batch is a stretch of time and not of luck. Where a long one waits for the watchdog,
// the batch ends before it.
Base::Duration Collector::Private::turn()
{
    if (const auto stop = stops.check(asleepSince, asleepUntil))
        stalls.noteStop(*stop);
    auto requests = flushRequests.takeAll();
    const auto batch = std::make_shared<Trace::Batch>();
    takeAnnouncements(batch.get());
    changeSinks();
    const qint64 told = watchdog->stopsToldUntil(); // before `until`: so they are drained
    batch->until = Base::now();
    const qint64 until = Base::toNanoseconds(batch->until);
    // The watchdog first: it opens the stalls that the loops' records close.
    drainWatchdog(until, batch.get());
    const bool waits = !isEnding.load(std::memory_order_relaxed);
    drainLoops(until, waits ? std::max(told, until - patience.count()) : until, batch.get());
    if (waitingAt != 0)
        batch->until = std::max(lastUntil, Base::fromNanoseconds(waitingAt));
    lastUntil = batch->until;
    // Pings that wait came before those delivered; whoever draws a line wants them as they happened.
    std::ranges::stable_sort(batch->latencies, {}, &Trace::LatencySample::at);
    if (waitingAt == 0) {
        drainTracks(until, batch.get());
        for (const auto &gauge : gauges)
            gauge->look(batch->until, batch.get());
    }
    takeSymbols();
    askForCalls();
    batch->stalls = stalls.takeChanged();
    batch->wrongThreadUses = wrongThreads.takeChanged();
    batch->names = names.takeNew();
    batch->dropped = dropped();
    if (!batch->isEmpty()) {
        for (const auto &sink : sinks)
            sink->consume(batch);
    }
    forgetClosed();
    names.forgetOldTasks();
    answerFlushes(std::move(requests));
    const Base::Duration sleep = nextSleep();
    asleepSince = Base::toNanoseconds(Base::now());
    asleepUntil = asleepSince + sleep.count();
    return sleep;
}

// An idle program must not be charged for being watched: a ring holds what a busy loop does in far more than
// the calm interval.
Base::Duration Collector::Private::nextSleep() const
{
    if (waitingAt != 0)
        return watchdogInterval;
    if (loops.empty() && gauges.empty() && tracks.empty())
        return quietInterval;
    const bool isRun = !gauges.empty() || !tracks.empty() || std::ranges::any_of(loops, [](const auto &loop) {
        return loop->probe().options.pingInterval <= frequentPings || loop->probe().options.heartbeat;
    });
    if (isRun)
        return Base::Duration(interval.load(std::memory_order_relaxed));
    if (entries <= pings)
        return idleInterval;
    return entries > fewEntries ? calmInterval : lightInterval;
}

void Collector::Private::takeSymbols()
{
    for (SymbolThread::Job &job : symbols.takeResults()) {
        if (job.call.kind != QueuedCall::Kind::None) {
            names.calls().learn(job.call, job.callName, job.isNameOfWord);
            stalls.renameCalls();
        } else if (job.wrongThread) {
            wrongThreads.addSymbols(&job);
        } else {
            stalls.addSymbols(&job);
        }
    }
}

void Collector::Private::askForCalls()
{
    for (const QueuedCall &call : names.calls().takeQuestions()) {
        SymbolThread::Job job;
        job.call = call;
        symbols.resolve(std::move(job));
    }
}

void Collector::Private::answerFlushes(std::vector<FlushRequest> requests)
{
    std::ranges::move(requests, std::back_inserter(waitingFlushes));
    if (waitingAt != 0 || names.calls().pending() > 0 || stalls.pendingSymbols() > 0 ||
        wrongThreads.pendingSymbols() > 0)
        return;
    for (const FlushRequest &request : std::exchange(waitingFlushes, {}))
        request.done();
}

void Collector::Private::takeAnnouncements(Trace::Batch *batch)
{
    for (Announcement &announcement : Monitor::takeAnnouncements())
        learn(&announcement, batch);
}

void Collector::Private::learn(Announcement *announcement, Trace::Batch *batch)
{
    if (auto *gauge = std::get_if<std::shared_ptr<Gauge::State>>(announcement)) {
        batch->counters.push_back((*gauge)->counter);
        gauges.push_back(std::make_unique<GaugeIntake>(std::move(*gauge)));
    } else if (auto *track = std::get_if<std::shared_ptr<TrackWriter::State>>(announcement)) {
        batch->tracks.push_back((*track)->track);
        tracks.push_back(std::move(*track));
    } else if (auto *probe = std::get_if<std::shared_ptr<LoopProbe>>(announcement)) {
        batch->tracks.push_back((*probe)->track);
        loops.push_back(std::make_unique<LoopIntake>(std::move(*probe), &names, &stalls));
    } else if (auto *name = std::get_if<NameAnnouncement>(announcement)) {
        names.learn(*name);
    } else if (auto *task = std::get_if<TaskAnnouncement>(announcement)) {
        names.learn(*task);
    } else if (auto *use = std::get_if<WrongThreadAnnouncement>(announcement)) {
        nameThreads(use);
        wrongThreads.add(std::move(*use));
    }
}

// A loop's thread is called as its loop.
void Collector::Private::nameThreads(WrongThreadAnnouncement *use) const
{
    for (const auto &loop : loops) {
        const LoopProbe &probe = loop->probe();
        if (probe.track.id == use->own.track || (use->ownThread && probe.thread == use->ownThread))
            use->ownName = probe.track.name;
        if (probe.track.id == use->actual.track)
            use->actualName = probe.track.name;
    }
}

void Collector::Private::drainWatchdog(qint64 until, Trace::Batch *batch)
{
    for (WatchdogEvent *event = watchdog->ring.front(); event && event->at <= until;
         event = watchdog->ring.front()) {
        switch (event->kind) {
        case WatchdogEvent::Kind::PingWaiting: {
            const LoopProbe *probe = probeOf(event->track);
            if (probe && probe->isMeasured(event->at) &&
                stalls.stoppedWithin(event->start, event->at) == Base::Duration::zero())
                batch->latencies.push_back({event->track, Base::fromNanoseconds(event->at),
                                            Base::Duration(event->at - event->start), probe->pingInterval(),
                                            false});
            break;
        }
        case WatchdogEvent::Kind::StallOpened:
            openStall(*event);
            break;
        case WatchdogEvent::Kind::StallSampled:
            stalls.addSample(event);
            break;
        case WatchdogEvent::Kind::StallEnded:
            stalls.endOutside(*event);
            break;
        case WatchdogEvent::Kind::Stopped:
            stalls.noteStop({event->start, event->at});
            break;
        case WatchdogEvent::Kind::Cost:
            batch->selfCost = event->cost;
            break;
        }
        watchdog->ring.pop();
    }
}

const LoopProbe *Collector::Private::probeOf(Trace::TrackId track) const
{
    const auto loop =
        std::ranges::find(loops, track, [](const auto &candidate) { return candidate->probe().track.id; });
    return loop == loops.end() ? nullptr : &(*loop)->probe();
}

void Collector::Private::openStall(const WatchdogEvent &event)
{
    const LoopProbe *probe = probeOf(event.track);
    stalls.open(event, probe ? probe->threshold() : Base::Duration::zero());
}

// After a stop the loops may be the first to go on, and this thread may have been at work itself: the
// watchdog says whether what took long was a stop.
void Collector::Private::drainLoops(qint64 until, qint64 stopsToldUntil, Trace::Batch *batch)
{
    const Base::Duration shortest(shortestSlice.load(std::memory_order_relaxed));
    entries = 0;
    const std::size_t before = batch->latencies.size();
    for (const auto &loop : loops)
        entries += loop->drain(until, stopsToldUntil, shortest, batch);
    pings = batch->latencies.size() - before;
    waitingAt = 0;
    for (const auto &loop : loops) {
        if (const qint64 at = loop->waitingAt(); at != 0)
            waitingAt = waitingAt == 0 ? at : std::min(waitingAt, at);
    }
    if (waitingAt != 0)
        watchdog->wake();
}

void Collector::Private::drainTracks(qint64 until, Trace::Batch *batch)
{
    for (const auto &track : tracks) {
        for (Trace::Slice *slice = track->slices.front();
             slice && Base::toNanoseconds(slice->start + slice->duration) <= until;
             slice = track->slices.front()) {
            batch->slices.push_back(*slice);
            track->slices.pop();
        }
    }
}

void Collector::Private::changeSinks()
{
    for (const SinkChange &change : sinkChanges.takeAll()) {
        if (change.isAdded) {
            for (const auto &loop : loops) {
                if (loop->probe().isClosed())
                    loop->mute();
            }
            change.sink->consume(knownSoFar());
            sinks.push_back(change.sink);
        } else {
            std::erase(sinks, change.sink);
        }
    }
}

std::shared_ptr<Trace::Batch> Collector::Private::knownSoFar() const
{
    auto batch = std::make_shared<Trace::Batch>();
    batch->until = Base::now();
    for (const auto &loop : loops) {
        if (!loop->probe().isClosed())
            batch->tracks.push_back(loop->probe().track);
    }
    for (const auto &track : tracks)
        batch->tracks.push_back(track->track);
    for (const auto &gauge : gauges)
        batch->counters.push_back(gauge->counter());
    for (auto name = names.all().begin(); name != names.all().end(); ++name)
        batch->names.emplace_back(name.key(), name.value());
    batch->dropped = dropped();
    return batch;
}

quint64 Collector::Private::dropped() const
{
    quint64 sum = droppedByClosed + watchdog->ring.dropped();
    for (const auto &loop : loops)
        sum += loop->probe().ring.dropped();
    for (const auto &track : tracks)
        sum += track->slices.dropped();
    return sum;
}

void Collector::Private::forgetClosed()
{
    std::erase_if(loops, [this](const auto &loop) {
        if (loop->isFinished())
            droppedByClosed += loop->probe().ring.dropped();
        return loop->isFinished();
    });
    std::erase_if(tracks, [this](const auto &track) {
        const bool isDone = track->closed.load(std::memory_order_acquire) && !track->slices.front();
        if (isDone)
            droppedByClosed += track->slices.dropped();
        return isDone;
    });
    std::erase_if(gauges, [](const auto &gauge) { return gauge->isClosed(); });
}

} // namespace Loopscope::Monitor
