#include "ui/models/windowlatency.h"

#include <algorithm>

namespace Loopscope::Models {

namespace {

constexpr std::chrono::seconds kept{1};

} // namespace

void WindowLatency::apply(const Trace::Batch &batch)
{
    for (const Trace::Track &track : batch.tracks) {
        if (track.role == Trace::LoopRole::Window)
            m_loops.insert(track.id);
    }
    for (const Trace::LatencySample &sample : batch.latencies) {
        if (!m_loops.contains(sample.track))
            continue;
        m_samples.push_back(sample);
        while (m_samples.front().at < sample.at - kept)
            m_samples.pop_front();
    }
}

Base::Duration WindowLatency::longest() const
{
    const auto most = std::ranges::max_element(m_samples, {}, &Trace::LatencySample::waited);
    return most == m_samples.end() ? Base::Duration::zero() : most->waited;
}

} // namespace Loopscope::Models
