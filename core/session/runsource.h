#pragma once

#include "core/trace/eventsource.h"
#include "core/trace/track.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

namespace Loopscope::Session {

/// What a source tells, as a run sees it. A window that lends its loop to a run goes on painting on it: that
/// is not what the slide is about, and counts as a stall only from a time on that people notice. Sinks are
/// called on the source's thread; everything else is the session's.
class RunSource final : public Trace::EventSource
{
public:
    /// From then on what is not the run's is a stall of its loop, too.
    static constexpr std::chrono::milliseconds noticeable{50};

    /// The source must outlive it; sinks that were not removed are then.
    explicit RunSource(Trace::EventSource *source);
    ~RunSource() override;

    void addSink(std::shared_ptr<Trace::EventSink> sink) override;
    void removeSink(const std::shared_ptr<Trace::EventSink> &sink) override;

    /// The loop of a run that is not its alone; 0: none. What was held back of it stays so.
    void setSharedLoop(Trace::TrackId track) { m_sharedLoop->store(track); }

private:
    class Filter;

    Trace::EventSource *const m_source;
    const std::shared_ptr<std::atomic<Trace::TrackId>> m_sharedLoop;
    std::vector<std::shared_ptr<Filter>> m_filters;
};

} // namespace Loopscope::Session
