#include "core/record/batchbuilder.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

template <typename List, typename Time>
void sortByTime(List &list, Time time)
{
    if (!std::ranges::is_sorted(list, {}, time))
        std::ranges::stable_sort(list, {}, time);
}

} // namespace

Trace::NameId BatchBuilder::nameId(std::string_view name)
{
    const auto [entry, isNew] = m_names.try_emplace(std::string(name), 0);
    if (isNew) {
        entry->second = static_cast<Trace::NameId>(m_names.size());
        m_batch.names.emplace_back(entry->second,
                                   QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    }
    return entry->second;
}

void BatchBuilder::noteEvent(Base::SteadyTime from, Base::SteadyTime until)
{
    m_firstAt = m_events ? std::min(m_firstAt, from) : from;
    m_lastAt = m_events ? std::max(m_lastAt, until) : until;
    ++m_events;
    ++m_eventsInBatch;
}

void BatchBuilder::flush(Base::SteadyTime until)
{
    m_dropped = std::max(m_dropped, m_batch.dropped);
    m_batch.dropped = m_dropped;
    m_eventsInBatch = 0;
    if (m_batch.isEmpty())
        return;
    m_until = std::max(m_until, until);
    m_batch.until = m_until;
    sortByTime(m_batch.slices, &Trace::Slice::start);
    sortByTime(m_batch.summaries, &Trace::DispatchSummary::at);
    sortByTime(m_batch.latencies, &Trace::LatencySample::at);
    sortByTime(m_batch.samples, &Trace::CounterSample::at);
    sortByTime(m_batch.beats, &Trace::Beat::at);
    sortByTime(m_batch.stalls, &Trace::Stall::startedAt);
    sortByTime(m_batch.totals, &Trace::LoopTotals::at);
    sortByTime(m_batch.phases, &Trace::PhaseChange::at);
    m_handler(std::make_shared<const Trace::Batch>(std::move(m_batch)));
    m_batch = {};
}

} // namespace Loopscope::Record
