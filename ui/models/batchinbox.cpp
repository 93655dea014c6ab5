#include "ui/models/batchinbox.h"

namespace Loopscope::Models {

BatchInbox::BatchInbox(std::size_t capacity)
    : m_ring(capacity)
{}

void BatchInbox::consume(const Trace::BatchPtr &batch)
{
    if (batch)
        m_ring.push(batch);
}

std::vector<Trace::BatchPtr> BatchInbox::drain()
{
    std::vector<Trace::BatchPtr> batches;
    // What is pushed meanwhile waits for the next frame: this one must end.
    for (std::size_t left = m_ring.capacity(); left > 0; --left) {
        Trace::BatchPtr *front = m_ring.front();
        if (!front)
            break;
        batches.push_back(std::move(*front));
        m_ring.pop();
    }
    return batches;
}

} // namespace Loopscope::Models
