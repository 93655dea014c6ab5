#include "core/monitor/gauge.h"

#include "core/monitor/registry.h"

namespace Loopscope::Monitor {

Gauge::Gauge(Trace::CounterKind kind, const QString &name, double limit)
    : m_state(std::make_shared<State>())
{
    m_state->counter = {nextCounterId(), kind, name, limit};
    announce(m_state);
}

Gauge::~Gauge()
{
    m_state->closed.store(true, std::memory_order_release);
}

void Gauge::add(qint64 delta) noexcept
{
    const qint64 value = m_state->value.fetch_add(delta, std::memory_order_relaxed) + delta;
    qint64 max = m_state->max.load(std::memory_order_relaxed);
    while (value > max && !m_state->max.compare_exchange_weak(max, value, std::memory_order_relaxed)) {
    }
}

void Gauge::set(qint64 value) noexcept
{
    m_state->value.store(value, std::memory_order_relaxed);
    qint64 max = m_state->max.load(std::memory_order_relaxed);
    while (value > max && !m_state->max.compare_exchange_weak(max, value, std::memory_order_relaxed)) {
    }
}

qint64 Gauge::value() const noexcept
{
    return m_state->value.load(std::memory_order_relaxed);
}

qint64 Gauge::max() const noexcept
{
    return m_state->max.load(std::memory_order_relaxed);
}

} // namespace Loopscope::Monitor
