#pragma once

#include "core/trace/batch.h"

#include <functional>
#include <string>
#include <unordered_map>

namespace Loopscope::Record {

/// Gathers what a reader finds into batches: numbers names, sorts each list by time, hands batches on. One
/// thread at a time.
class BatchBuilder
{
public:
    using Handler = std::function<void(const Trace::BatchPtr &)>;
    static constexpr std::size_t eventLimit = 50'000; ///< of a batch: then it is handed on, mark or not

    explicit BatchBuilder(Handler handler)
        : m_handler(std::move(handler))
    {}

    Trace::NameId nameId(std::string_view name);
    /// To add to; whoever adds events calls noteEvent() for each.
    Trace::Batch &batch() { return m_batch; }
    /// Counts an event and the time that it covers.
    void noteEvent(Base::SteadyTime at) { noteEvent(at, at); }
    void noteEvent(Base::SteadyTime from, Base::SteadyTime until);
    bool isFull() const { return m_eventsInBatch >= eventLimit; }
    /// Hands the batch on if there is something in it; `until` is at least that of the last one.
    void flush(Base::SteadyTime until);

    quint64 events() const { return m_events; }
    Base::SteadyTime firstAt() const { return m_firstAt; }
    /// Of all events so far.
    Base::SteadyTime lastAt() const { return m_lastAt; }

private:
    const Handler m_handler;
    Trace::Batch m_batch;
    std::unordered_map<std::string, Trace::NameId> m_names;
    std::size_t m_eventsInBatch = 0;
    quint64 m_events = 0;
    Base::SteadyTime m_firstAt;
    Base::SteadyTime m_lastAt;
    Base::SteadyTime m_until;
    quint64 m_dropped = 0;
};

} // namespace Loopscope::Record
