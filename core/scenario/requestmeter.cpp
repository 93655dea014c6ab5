#include "core/scenario/requestmeter.h"

#include <algorithm>

namespace Loopscope::Scenario {

namespace {

constexpr std::chrono::milliseconds longestBurst{5};

} // namespace

struct RequestMeter::Shown
{
    explicit Shown(const QString &name)
        : inFlight(Trace::CounterKind::RequestsInFlight, name)
        , sum(Trace::CounterKind::RequestsPerSecond, name)
        , track(Trace::TrackKind::Connection, name)
        , sliceName(Monitor::TrackWriter::registerName(name))
    {}

    Monitor::Gauge inFlight;
    Monitor::Gauge sum;
    Monitor::TrackWriter track;
    const Trace::NameId sliceName;
    Base::SteadyTime burstStart;
    Base::SteadyTime burstEnd;

    // Requests that follow each other closely are one slice, so that the lane stays readable.
    void show(Base::SteadyTime start, Base::SteadyTime end)
    {
        constexpr std::chrono::microseconds shortestGap{200};
        if (burstEnd != Base::SteadyTime() &&
            (start - burstEnd > shortestGap || end - burstStart > longestBurst))
            finishBurst();
        if (burstEnd == Base::SteadyTime())
            burstStart = start;
        burstEnd = end;
    }

    void finishBurst()
    {
        if (burstEnd != Base::SteadyTime())
            track.write(sliceName, burstStart, burstEnd);
        burstEnd = {};
    }
};

RequestMeter::RequestMeter() = default;

RequestMeter::RequestMeter(const QString &connectionName)
    : m_shown(std::make_unique<Shown>(connectionName))
{}

RequestMeter::~RequestMeter()
{
    if (!m_shown)
        return;
    m_shown->inFlight.set(0); // what a stop has given up
    m_shown->finishBurst();
}

Base::SteadyTime RequestMeter::begin() noexcept
{
    ++m_inFlight;
    m_figures.maxInFlight = std::max(m_figures.maxInFlight, m_inFlight);
    if (m_shown)
        m_shown->inFlight.set(m_inFlight);
    return Base::now();
}

void RequestMeter::end(Base::SteadyTime begunAt, Result result) noexcept
{
    const Base::SteadyTime now = Base::now();
    --m_inFlight;
    if (result == Result::Failed) {
        ++m_figures.failed;
    } else {
        ++m_figures.completed;
        m_completed.set(m_figures.completed);
        if (result == Result::Wrong)
            countWrong();
        m_figures.latency.record(now - m_wantedAt.value_or(begunAt));
    }
    if (m_shown) {
        m_shown->inFlight.set(m_inFlight);
        if (result != Result::Failed)
            m_shown->sum.add(1);
        m_shown->show(begunAt, now);
    }
}

void RequestMeter::countWrong()
{
    ++m_figures.wrongAnswers;
    if (!m_wrong)
        m_wrong.emplace(Trace::CounterKind::WrongAnswers, QStringLiteral("Wrong answers"));
    m_wrong->set(m_figures.wrongAnswers);
}

void RequestMeter::cancelled() noexcept
{
    --m_inFlight;
    if (m_shown)
        m_shown->inFlight.set(m_inFlight);
}

} // namespace Loopscope::Scenario
