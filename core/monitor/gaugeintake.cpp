#include "core/monitor/gaugeintake.h"

namespace Loopscope::Monitor {

namespace {

constexpr std::chrono::milliseconds rateWindow{100};
constexpr qint64 fewRequests = 100; // that come together make no rate

} // namespace

void GaugeIntake::look(Base::SteadyTime now, Trace::Batch *batch)
{
    using Trace::CounterKind;
    m_isClosed = m_state->closed.load(std::memory_order_acquire); // before the value
    const qint64 raw = m_state->value.load(std::memory_order_relaxed);
    const CounterKind kind = m_state->counter.kind;
    const bool isRate = kind == CounterKind::RequestsPerSecond || kind == CounterKind::BytesPerSecond;
    const double value = isRate ? rate(now, raw) : static_cast<double>(raw);
    if (value == m_sent)
        return;
    m_sent = value;
    batch->samples.push_back({m_state->counter.id, now, value});
}

double GaugeIntake::rate(Base::SteadyTime now, qint64 sum)
{
    // What came before the first request is no part of the time that it took.
    if (m_past.size() == 1 && m_past.front().sum == sum)
        m_past.clear();
    m_past.push_back({now, sum});
    // One entry from before the window stays, so that the window is covered whole.
    while (m_past.size() > 2 && now - m_past[1].at >= rateWindow)
        m_past.pop_front();
    const qint64 done = sum - m_past.front().sum;
    const Base::Duration since = now - m_past.front().at;
    const Base::Duration time = done < fewRequests ? std::max<Base::Duration>(since, rateWindow) : since;
    return time > Base::Duration::zero() ? static_cast<double>(done) / Base::toSeconds(time) : 0.0;
}

} // namespace Loopscope::Monitor
