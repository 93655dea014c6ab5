#pragma once

#include "core/trace/track.h"

#include <QString>

#include <atomic>
#include <memory>

namespace Loopscope::Monitor {

/// A number that the collector looks at a few hundred times a second and sends when it changed.
/// Setting it costs one or two atomic operations; it never waits. Any thread.
class Gauge
{
public:
    /// Registers with the collector of this process; `limit` as in Trace::Counter.
    Gauge(Trace::CounterKind kind, const QString &name, double limit = 0);
    ~Gauge();
    Gauge(const Gauge &) = delete;
    Gauge &operator=(const Gauge &) = delete;

    void add(qint64 delta) noexcept;
    void set(qint64 value) noexcept;
    qint64 value() const noexcept;
    /// The highest value that was ever set, exact even between the collector's looks.
    qint64 max() const noexcept;

    /// Shared with the collector, which forgets it once it is closed.
    struct State
    {
        Trace::Counter counter;
        std::atomic<qint64> value{0};
        std::atomic<qint64> max{0};
        std::atomic<bool> closed{false};
    };

private:
    const std::shared_ptr<State> m_state;
};

} // namespace Loopscope::Monitor
