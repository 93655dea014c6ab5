#include "core/monitor/stallbook.h"

#include "core/monitor/registry.h"
#include "core/monitor/stallcause.h"

#include <QEvent>

namespace Loopscope::Monitor {

StallBook::Entry &StallBook::addEntry(Trace::TrackId track, Trace::StallKind kind, qint64 start)
{
    const Trace::StallId id = nextStallId();
    Entry &entry = m_entries[id];
    entry.stall.id = id;
    entry.stall.track = track;
    entry.stall.kind = kind;
    entry.stall.startedAt = Base::fromNanoseconds(start);
    return entry;
}

void StallBook::nameTask(Entry *entry, Trace::TaskId task)
{
    const NameBook::Task *known = task ? m_names->task(task) : nullptr;
    if (!known)
        return;
    entry->stall.task = task;
    entry->stall.taskName = known->name;
    entry->stall.taskDone = known->finished;
    entry->stall.taskFunction = known->function;
    entry->stall.createdAt = known->createdAt;
    entry->stall.spawnedBy.clear();
    constexpr std::size_t longestChain = 16;
    for (known = m_names->task(known->spawnedBy); known && entry->stall.spawnedBy.size() < longestChain;
         known = m_names->task(known->spawnedBy))
        entry->stall.spawnedBy.push_back({known->name, known->createdAt});
}

void StallBook::nameEvent(Entry *entry, const char *className, int eventType, const QueuedCall &call)
{
    bool isFinal = true;
    entry->stall.eventName = m_names->dispatchName(className, eventType, call, &isFinal);
    if (!entry->origin.isEmpty())
        entry->stall.eventName += QStringLiteral(" ← ") + entry->origin;
    entry->className = className;
    entry->call = isFinal ? QueuedCall() : call;
}

void StallBook::renameCalls()
{
    for (auto &[id, entry] : m_entries) {
        if (entry.call.kind == QueuedCall::Kind::None)
            continue;
        nameEvent(&entry, entry.className, QEvent::MetaCall, entry.call);
        entry.changed = true;
    }
}

void StallBook::open(const WatchdogEvent &event, Base::Duration threshold)
{
    Entry &entry = m_entries[event.stall];
    Trace::Stall &stall = entry.stall;
    stall.id = event.stall;
    stall.track = event.track;
    stall.kind = event.stallKind;
    stall.startedAt = Base::fromNanoseconds(event.start);
    stall.duration = Base::Duration(event.at - event.start);
    stall.open = true;
    entry.threshold = threshold;
    entry.sequence = event.loop.sequence;
    entry.iteration = event.loop.iteration;
    entry.changed = true;
    if (stall.kind == Trace::StallKind::Outside) {
        ++m_openOutside;
        stall.eventName = QStringLiteral("outside of any callback");
        return;
    }
    // Now, while the sender is most likely still there.
    entry.origin = originText(event.loop.origin);
    nameEvent(&entry, event.loop.className, event.loop.eventType, event.loop.call);
    nameTask(&entry, event.loop.task);
}

void StallBook::addSample(WatchdogEvent *event)
{
    const auto found = m_entries.find(event->stall);
    if (found == m_entries.end())
        return;
    Entry &entry = found->second;
    const StallSample &sample = *event->sample;
    if (sample.hasStack && !sample.stack.addresses.empty()) {
        SymbolThread::Job job{event->stall, 0, sample.stack, {}};
        job.stack.takenAt = sample.takenAt;
        if (sample.isParked && sample.systemCall >= 0)
            job.stack.systemCall = systemCallName(sample.systemCall);
        ++entry.pendingSymbols;
        ++m_pendingSymbols;
        m_symbols->resolve(std::move(job));
    }
    if (entry.stall.task == 0 && entry.stall.kind != Trace::StallKind::Outside)
        nameTask(&entry, event->loop.task);
    entry.samples.push_back(std::move(*event->sample));
    if (entry.stall.open)
        entry.stall.duration =
            std::max(entry.stall.duration, entry.samples.back().takenAt - entry.stall.startedAt);
    judge(&entry);
}

void StallBook::judge(Entry *entry)
{
    const CauseVerdict verdict = judgeCause(entry->samples, entry->stall.duration, entry->times);
    entry->stall.cause = verdict.cause;
    entry->stall.evidence = verdict.evidence;
    entry->changed = true;
}

StallBook::Entry *StallBook::openEntry(Trace::TrackId track, quint64 iteration)
{
    for (auto &[id, entry] : m_entries) {
        if (entry.stall.open && entry.stall.track == track && entry.iteration == iteration &&
            entry.stall.kind != Trace::StallKind::Outside)
            return &entry;
    }
    return nullptr;
}

void StallBook::noteTimes(Trace::TrackId track, const LoopEvent &event, Base::Duration threshold)
{
    m_times = {track, event, threshold};
}

void StallBook::close(Entry *entry, qint64 start, qint64 end)
{
    if (m_times.track == entry->stall.track && m_times.event.end == end) {
        const LoopEvent &event = m_times.event;
        const bool isBusy = entry->stall.kind != Trace::StallKind::Outside;
        const qint64 busyBefore = static_cast<qint64>(event.task) - (isBusy ? end - start : 0);
        entry->times = StallTimes{Base::Duration(end - event.start),
                                  Base::Duration(static_cast<qint64>(event.call.target)),
                                  Base::Duration(static_cast<qint64>(event.call.word)), m_times.threshold,
                                  Base::Duration(std::max<qint64>(0, busyBefore))};
    }
    if (entry->stall.kind == Trace::StallKind::Outside)
        --m_openOutside;
    entry->stall.startedAt = Base::fromNanoseconds(start);
    entry->stall.duration = Base::Duration(end - start);
    entry->stall.open = false;
    judge(entry);
    if (const auto shares =
            entry->times ? sharesOf(entry->samples, entry->stall.duration, *entry->times) : std::nullopt) {
        entry->stall.onCpu = shares->onCpu;
        entry->stall.waitingForCpu = shares->waitingForCpu;
    }
    if (const Base::Duration stopped = m_stops.within(start, end); stopped > Base::Duration::zero())
        entry->stall.evidence += QStringLiteral(" The whole process stood still for %1 ms of it.")
                                     .arg(Base::toMilliseconds(stopped), 0, 'f', 1);
}

void StallBook::closeCallback(Trace::TrackId track, const LoopEvent &event)
{
    Entry *entry = openEntry(track, event.iteration);
    // Another dispatch of the same iteration may be the one that is open.
    if (entry && entry->stall.kind == Trace::StallKind::Callback && entry->sequence != event.sequence)
        entry = nullptr;
    if (!entry) {
        entry = &addEntry(track, Trace::StallKind::Callback, event.start);
        entry->sequence = event.sequence;
        entry->iteration = event.iteration;
    }
    entry->stall.kind = Trace::StallKind::Callback;
    nameEvent(entry, event.className, event.eventType, event.call);
    // The task that was seen while it blocked; the last one of the dispatch only when nobody looked.
    if (entry->stall.task == 0)
        nameTask(entry, event.task);
    close(entry, event.start, event.end);
}

void StallBook::closeIteration(Trace::TrackId track, const LoopEvent &event)
{
    Entry *entry = openEntry(track, event.iteration);
    if (!entry) {
        entry = &addEntry(track, Trace::StallKind::Iteration, event.start);
        entry->iteration = event.iteration;
        entry->stall.eventName = QStringLiteral("one loop iteration");
    }
    entry->stall.kind = Trace::StallKind::Iteration;
    close(entry, event.start, event.end);
}

void StallBook::closeOutside(Trace::TrackId track, qint64 at)
{
    if (m_openOutside == 0)
        return;
    for (auto &[id, entry] : m_entries) {
        const qint64 start = Base::toNanoseconds(entry.stall.startedAt);
        if (entry.stall.open && entry.stall.track == track && entry.stall.kind == Trace::StallKind::Outside &&
            at >= start)
            close(&entry, start, at);
    }
}

void StallBook::endOutside(const WatchdogEvent &event)
{
    const auto found = m_entries.find(event.stall);
    if (found == m_entries.end() || !found->second.stall.open)
        return;
    const qint64 start = Base::toNanoseconds(found->second.stall.startedAt);
    close(&found->second, start, std::max(start, event.start));
}

void StallBook::closeOverdue(Trace::TrackId track, quint64 sequence, quint64 iteration, qint64 at)
{
    for (auto &[id, entry] : m_entries) {
        if (!entry.stall.open || entry.stall.track != track)
            continue;
        const bool isOver = entry.stall.kind == Trace::StallKind::Callback ? entry.sequence < sequence
                                                                           : entry.iteration < iteration;
        if (isOver)
            close(&entry, Base::toNanoseconds(entry.stall.startedAt), at);
    }
}

void StallBook::addSymbols(SymbolThread::Job *job)
{
    --m_pendingSymbols;
    const auto found = m_entries.find(job->stall);
    if (found == m_entries.end())
        return;
    Entry &entry = found->second;
    --entry.pendingSymbols;
    entry.stacks.push_back(std::move(job->stack));
    entry.stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(entry.stacks);
    entry.changed = true;
}

bool StallBook::lasts(const Entry &entry) const
{
    const qint64 start = Base::toNanoseconds(entry.stall.startedAt);
    const Base::Duration stopped = m_stops.within(start, start + entry.stall.duration.count());
    return entry.stall.duration - stopped >= entry.threshold;
}

std::vector<Trace::Stall> StallBook::takeChanged()
{
    std::vector<Trace::Stall> result;
    for (auto at = m_entries.begin(); at != m_entries.end();) {
        Entry &entry = at->second;
        const bool isTold = entry.stall.revision > 0 || lasts(entry);
        if (isTold && std::exchange(entry.changed, false)) {
            ++entry.stall.revision;
            entry.stall.awaitsStack = entry.pendingSymbols > 0;
            result.push_back(entry.stall);
        }
        const bool isDone =
            !entry.stall.open && entry.pendingSymbols == 0 && entry.call.kind == QueuedCall::Kind::None;
        at = isDone ? m_entries.erase(at) : std::next(at);
    }
    return result;
}

} // namespace Loopscope::Monitor
