#pragma once

#include "core/base/spscring.h"
#include "core/trace/eventsink.h"

#include <vector>

namespace Loopscope::Models {

/// Carries batches from the source's thread to the window's without a lock: a full inbox drops the
/// batch and counts it.
class BatchInbox final : public Trace::EventSink
{
public:
    /// About five seconds of a collector that turns 200 times a second.
    static constexpr std::size_t defaultCapacity = 1024;

    explicit BatchInbox(std::size_t capacity = defaultCapacity);

    /// The source's thread. Never waits.
    void consume(const Trace::BatchPtr &batch) override;
    /// GUI thread, once per frame: everything that came since the last call, in order.
    std::vector<Trace::BatchPtr> drain();
    /// Any thread. Batches that found the inbox full.
    quint64 droppedBatches() const { return m_ring.dropped(); }

private:
    Base::SpscRing<Trace::BatchPtr> m_ring;
};

} // namespace Loopscope::Models
