#include "core/session/replaysource.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Session {

namespace {

constexpr Base::SteadyTime never = Base::SteadyTime::min();

Base::SteadyTime endOf(const Trace::Slice &slice)
{
    return slice.start + slice.duration;
}

template <typename T, typename Time>
void copyBetween(const std::vector<T> &from, std::vector<T> &to, Base::SteadyTime after,
                 Base::SteadyTime until, Time time)
{
    for (const T &item : from) {
        const Base::SteadyTime at = std::invoke(time, item);
        if (at > after && at <= until)
            to.push_back(item);
    }
}

// What of a batch happened in (after, until]; what it declares is known from its first part on.
Trace::BatchPtr cut(const Trace::Batch &batch, Base::SteadyTime after, Base::SteadyTime until)
{
    auto part = std::make_shared<Trace::Batch>();
    part->until = until;
    if (after == never) {
        part->tracks = batch.tracks;
        part->counters = batch.counters;
        part->names = batch.names;
    }
    copyBetween(batch.summaries, part->summaries, after, until, &Trace::DispatchSummary::at);
    copyBetween(batch.latencies, part->latencies, after, until, &Trace::LatencySample::at);
    copyBetween(batch.samples, part->samples, after, until, &Trace::CounterSample::at);
    copyBetween(batch.beats, part->beats, after, until, &Trace::Beat::at);
    copyBetween(batch.wrongThreadUses, part->wrongThreadUses, after, until, &Trace::WrongThreadUse::firstAt);
    copyBetween(batch.totals, part->totals, after, until, &Trace::LoopTotals::at);
    copyBetween(batch.phases, part->phases, after, until, &Trace::PhaseChange::at);
    return part;
}

// One slice for those of each 10 ms, or of more in a long trace, as long as all of them together: how busy
// the track was stays true, and a jump over millions takes no longer than a frame may.
void sumUp(ReplayTrace::Slices::const_iterator first, ReplayTrace::Slices::const_iterator last,
           std::vector<Trace::Slice> &to)
{
    constexpr Base::Duration finest = std::chrono::milliseconds(10);
    constexpr Base::Duration::rep most = 32'768;
    const Base::Duration width = std::max(finest, (std::prev(last)->start - first->start) / most);
    Trace::Slice sum = *first;
    for (auto slice = std::next(first); slice != last; ++slice) {
        if (slice->start - sum.start >= width) {
            to.push_back(sum);
            sum = *slice;
        } else {
            sum.duration += slice->duration;
            sum.failed = sum.failed || slice->failed;
            if (slice->waited)
                sum.waited = sum.waited.value_or(Base::Duration::zero()) + *slice->waited;
        }
    }
    to.push_back(sum);
}

} // namespace

ReplaySource::ReplaySource(ReplayTracePtr trace)
    : m_trace(std::move(trace))
    , m_now(m_trace->begin)
{}

void ReplaySource::addSink(std::shared_ptr<Trace::EventSink> sink)
{
    m_sinks.push_back(std::move(sink));
}

void ReplaySource::removeSink(const std::shared_ptr<Trace::EventSink> &sink)
{
    std::erase(m_sinks, sink);
}

void ReplaySource::play()
{
    if (isAtEnd())
        seek(m_trace->begin);
    m_playing = true;
}

void ReplaySource::setSpeed(double speed)
{
    m_speed = std::clamp(speed, slowest, fastest);
}

void ReplaySource::advance(Base::Duration elapsed)
{
    if (!m_playing || elapsed <= Base::Duration::zero())
        return;
    const double passed = static_cast<double>(elapsed.count()) * m_speed;
    const double left = static_cast<double>((m_trace->end - m_now).count());
    seek(passed >= left ? m_trace->end : m_now + Base::Duration(std::llround(passed)));
    m_playing = !isAtEnd();
}

void ReplaySource::seek(Base::SteadyTime at)
{
    at = std::clamp(at, m_trace->begin, m_trace->end);
    if (!m_hasStarted || at < m_now)
        restart();
    m_now = at;
    // What a run hears after its work still belongs to it: pings that outlived it, the end.
    tellUntil(isAtEnd() ? std::max(m_trace->lastAt, m_trace->end) : at);
}

void ReplaySource::restart()
{
    m_hasStarted = true;
    m_batch = 0;
    m_cutUpTo = never;
    m_slicesTo = never;
    m_nextStall = 0;
    m_openStalls.clear();
    if (m_onRestart)
        m_onRestart();
}

void ReplaySource::tellUntil(Base::SteadyTime at)
{
    tellBatches(at);
    tellSlices(at);
    tellStalls(at);
}

void ReplaySource::tellBatches(Base::SteadyTime at)
{
    for (; m_batch < m_trace->batches.size() && m_trace->batches[m_batch]->until <= at; ++m_batch) {
        const Trace::BatchPtr &batch = m_trace->batches[m_batch];
        if (m_cutUpTo == never) {
            tell(batch);
        } else {
            auto rest = std::make_shared<Trace::Batch>(*cut(*batch, m_cutUpTo, Base::SteadyTime::max()));
            rest->until = batch->until;
            rest->dropped = batch->dropped;
            tell(rest);
        }
        m_cutUpTo = never;
    }
    if (m_batch == m_trace->batches.size() || (m_cutUpTo != never && m_cutUpTo >= at))
        return;
    tell(cut(*m_trace->batches[m_batch], m_cutUpTo, at));
    m_cutUpTo = at;
}

void ReplaySource::tellSlices(Base::SteadyTime at)
{
    auto batch = std::make_shared<Trace::Batch>();
    batch->until = at;
    for (const auto &[id, slices] : m_trace->slices) {
        auto first = std::ranges::upper_bound(slices, m_slicesTo, {}, endOf);
        const auto last = std::ranges::upper_bound(slices, at, {}, endOf);
        if (last - first > static_cast<std::ptrdiff_t>(slicesPerTrack)) {
            const auto detailed = last - static_cast<std::ptrdiff_t>(slicesPerTrack);
            sumUp(first, detailed, batch->slices);
            first = detailed;
        }
        batch->slices.insert(batch->slices.end(), first, last);
    }
    m_slicesTo = at;
    if (!batch->slices.empty())
        tell(batch);
}

Base::SteadyTime ReplaySource::noticedAt(const Trace::Stall &stall) const
{
    return std::min(stall.startedAt + m_trace->threshold, ReplayTrace::endOf(stall));
}

Trace::Stall ReplaySource::stateOf(const Trace::Stall &stall, Base::SteadyTime at) const
{
    Trace::Stall state = stall;
    if (ReplayTrace::endOf(stall) <= at)
        return state;
    state.open = true;
    state.duration = at - stall.startedAt;
    if (stall.stacks) {
        auto stacks = std::make_shared<std::vector<Trace::Stack>>();
        for (const Trace::Stack &stack : *stall.stacks) {
            // The stack that names the line is what a replay is about: it stays, also without a time.
            if (stacks->empty() || stack.takenAt <= at)
                stacks->push_back(stack);
        }
        state.stacks = std::move(stacks);
    }
    return state;
}

void ReplaySource::tellStalls(Base::SteadyTime at)
{
    const std::vector<Trace::Stall> &stalls = m_trace->stalls;
    for (; m_nextStall < stalls.size() && noticedAt(stalls[m_nextStall]) <= at; ++m_nextStall)
        m_openStalls.push_back(m_nextStall);
    if (m_openStalls.empty())
        return;
    auto batch = std::make_shared<Trace::Batch>();
    batch->until = at;
    for (const std::size_t index : m_openStalls)
        batch->stalls.push_back(stateOf(stalls[index], at));
    std::erase_if(m_openStalls, [&](std::size_t index) { return ReplayTrace::endOf(stalls[index]) <= at; });
    tell(batch);
}

void ReplaySource::tell(const Trace::BatchPtr &batch)
{
    const auto sinks = m_sinks; // one of them may leave while it is told
    for (const auto &sink : sinks)
        sink->consume(batch);
}

void ReplaySource::stepForward()
{
    m_playing = false;
    Base::SteadyTime next = m_trace->end;
    for (const auto &[id, slices] : m_trace->slices) {
        const auto found = std::ranges::upper_bound(slices, m_now, {}, endOf);
        if (found != slices.end())
            next = std::min(next, endOf(*found));
    }
    for (const Trace::Stall &stall : m_trace->stalls) {
        for (const Base::SteadyTime at : {noticedAt(stall), ReplayTrace::endOf(stall)})
            next = at > m_now ? std::min(next, at) : next;
    }
    seek(next);
}

void ReplaySource::stepBack()
{
    m_playing = false;
    Base::SteadyTime last = m_trace->begin;
    for (const auto &[id, slices] : m_trace->slices) {
        const auto found = std::ranges::lower_bound(slices, m_now, {}, endOf);
        if (found != slices.begin())
            last = std::max(last, endOf(*std::prev(found)));
    }
    for (const Trace::Stall &stall : m_trace->stalls) {
        for (const Base::SteadyTime at : {noticedAt(stall), ReplayTrace::endOf(stall)})
            last = at < m_now ? std::max(last, at) : last;
    }
    seek(last);
}

std::vector<std::pair<Base::SteadyTime, const Trace::Stall *>> ReplaySource::stallsInWork() const
{
    std::vector<std::pair<Base::SteadyTime, const Trace::Stall *>> found;
    for (const Trace::Stall &stall : m_trace->stalls) {
        const Base::SteadyTime at = std::min(ReplayTrace::lastLookAt(stall), m_trace->end);
        if (stall.track == m_trace->subject && at >= m_trace->begin && stall.startedAt < m_trace->end)
            found.emplace_back(at, &stall);
    }
    std::ranges::stable_sort(found, {}, [](const auto &entry) { return entry.first; });
    return found;
}

const Trace::Stall *ReplaySource::nextStall()
{
    m_playing = false;
    const auto stalls = stallsInWork();
    if (stalls.empty())
        return nullptr;
    const auto next =
        std::ranges::upper_bound(stalls, m_now, {}, [](const auto &entry) { return entry.first; });
    const auto &[at, stall] = next == stalls.end() ? stalls.front() : *next;
    seek(at);
    return stall;
}

const Trace::Stall *ReplaySource::previousStall()
{
    m_playing = false;
    const auto stalls = stallsInWork();
    if (stalls.empty())
        return nullptr;
    const auto next =
        std::ranges::lower_bound(stalls, m_now, {}, [](const auto &entry) { return entry.first; });
    const auto &[at, stall] = next == stalls.begin() ? stalls.back() : *std::prev(next);
    seek(at);
    return stall;
}

} // namespace Loopscope::Session
