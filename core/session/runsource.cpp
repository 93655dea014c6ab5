#include "core/session/runsource.h"

#include "core/session/variantstack.h"
#include "core/trace/eventsink.h"

#include <algorithm>
#include <set>

namespace Loopscope::Session {

/// Hands on to one sink. It may be called a last time when the RunSource is gone.
class RunSource::Filter final : public Trace::EventSink
{
public:
    Filter(std::shared_ptr<Trace::EventSink> sink, std::shared_ptr<std::atomic<Trace::TrackId>> sharedLoop)
        : m_sink(std::move(sink))
        , m_sharedLoop(std::move(sharedLoop))
    {}

    const std::shared_ptr<Trace::EventSink> &sink() const { return m_sink; }

    void consume(const Trace::BatchPtr &batch) override
    {
        const Trace::TrackId loop = m_sharedLoop->load();
        const auto isHeldBack = [this, loop](const Trace::Stall &stall) {
            return stall.track == loop && !isTold(stall);
        };
        if (loop == 0 || std::ranges::none_of(batch->stalls, isHeldBack)) {
            m_sink->consume(batch);
            return;
        }
        Trace::Batch rest = *batch;
        std::erase_if(rest.stalls, isHeldBack);
        m_sink->consume(std::make_shared<const Trace::Batch>(std::move(rest)));
    }

private:
    // What was told once is told to its end.
    bool isTold(const Trace::Stall &stall)
    {
        if (stall.duration < noticeable && stall.task == 0 && !isOfVariant(stall))
            return m_told.contains(stall.id);
        m_told.insert(stall.id);
        return true;
    }

    const std::shared_ptr<Trace::EventSink> m_sink;
    const std::shared_ptr<std::atomic<Trace::TrackId>> m_sharedLoop;
    std::set<Trace::StallId> m_told; // of shared loops
};

RunSource::RunSource(Trace::EventSource *source)
    : m_source(source)
    , m_sharedLoop(std::make_shared<std::atomic<Trace::TrackId>>(0))
{}

RunSource::~RunSource()
{
    for (const auto &filter : m_filters)
        m_source->removeSink(filter);
}

void RunSource::addSink(std::shared_ptr<Trace::EventSink> sink)
{
    auto filter = std::make_shared<Filter>(std::move(sink), m_sharedLoop);
    m_filters.push_back(filter);
    m_source->addSink(std::move(filter));
}

void RunSource::removeSink(const std::shared_ptr<Trace::EventSink> &sink)
{
    const auto found =
        std::ranges::find_if(m_filters, [&sink](const auto &filter) { return filter->sink() == sink; });
    if (found == m_filters.end())
        return;
    m_source->removeSink(*found);
    m_filters.erase(found);
}

} // namespace Loopscope::Session
