#pragma once

#include "core/monitor/gauge.h"
#include "core/monitor/trackwriter.h"
#include "core/scenario/runfigures.h"

#include <memory>
#include <optional>

namespace Loopscope::Scenario {

/// Counts requests and how long each took, and shows how many were answered. A client that has gauges of its
/// own needs only the counts; for others the meter also keeps requests in flight, requests per second and the
/// connection's lane.
class RequestMeter
{
public:
    /// Only counts.
    RequestMeter();
    /// With gauges and a lane of this name.
    explicit RequestMeter(const QString &connectionName);
    ~RequestMeter();

    /// What begins from here on is wanted now: what it has to wait for before it can begin counts as latency.
    /// Without it a variant that sends one after the other would hide how long the last one had to wait.
    void allWantedNow() noexcept { m_wantedAt = Base::now(); }
    /// A request begins; give the result to end().
    Base::SteadyTime begin() noexcept;
    enum class Result
    {
        Right,
        Wrong,
        Failed
    };
    /// `begunAt`: from begin(), or when the request was due if that was before.
    void end(Base::SteadyTime begunAt, Result result) noexcept;
    /// A request that was given up without a result.
    void cancelled() noexcept;

    const RequestFigures &figures() const { return m_figures; }
    qint64 inFlight() const { return m_inFlight; }

private:
    struct Shown;
    void countWrong();

    RequestFigures m_figures;
    Monitor::Gauge m_completed{Trace::CounterKind::Completed, QStringLiteral("Completed")};
    qint64 m_inFlight = 0;
    std::optional<Base::SteadyTime> m_wantedAt; // each when it begins, unless told
    std::optional<Monitor::Gauge> m_wrong;      // once there is one
    std::unique_ptr<Shown> m_shown;
};

} // namespace Loopscope::Scenario
