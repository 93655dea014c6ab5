#pragma once

#include "core/trace/eventsink.h"
#include "ui/models/runmodel.h"

namespace Loopscope::Models {

/// Applies every batch at once, on the thread that hands it over, which must be the model's: for replays,
/// whose next frame shows it.
class ModelSink final : public Trace::EventSink
{
public:
    explicit ModelSink(RunModel *run)
        : m_run(run)
    {}
    void consume(const Trace::BatchPtr &batch) override { m_run->apply(*batch); }

private:
    RunModel *const m_run;
};

} // namespace Loopscope::Models
