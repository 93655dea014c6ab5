#pragma once

#include "core/trace/eventsink.h"

#include <map>
#include <mutex>

namespace Loopscope::Testing {

/// Stalls of one loop, as the monitor last told them.
class StallSink final : public Trace::EventSink
{
public:
    explicit StallSink(Trace::TrackId track)
        : m_track(track)
    {}

    void consume(const Trace::BatchPtr &batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const Trace::Stall &stall : batch->stalls) {
            if (stall.track == m_track)
                m_stalls[stall.id] = stall;
        }
    }

    std::vector<Trace::Stall> stalls() const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<Trace::Stall> all;
        for (const auto &[id, stall] : m_stalls)
            all.push_back(stall);
        return all;
    }

private:
    const Trace::TrackId m_track;
    mutable std::mutex m_mutex; // protects m_stalls
    std::map<Trace::StallId, Trace::Stall> m_stalls;
};

inline QString describe(const Trace::Stall &stall)
{
    QString text = QStringLiteral("%1 for %2 ms in %3: %4")
                       .arg(Trace::causeId(stall.cause))
                       .arg(Base::toMilliseconds(stall.duration), 0, 'f', 1)
                       .arg(stall.culpritName(), stall.evidence);
    if (const Trace::Stack *stack = stall.mainStack()) {
        for (qsizetype at = 0; at < std::min<qsizetype>(12, std::ssize(stack->frames)); ++at)
            text += QStringLiteral("\n    ") + stack->frames[static_cast<std::size_t>(at)].function;
    }
    return text;
}

} // namespace Loopscope::Testing
