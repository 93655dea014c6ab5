#pragma once

#include "core/monitor/monitor.h"
#include "core/session/session.h"
#include "tests/core/session/ledger.h"
#include "tests/support/cleantest.h"
#include "tests/support/leftovers.h"

#include <QtTest>

#include <initializer_list>
#include <utility>

namespace Loopscope::Testing {

inline Session::RunPlan plan(const QString &scenarioId, const QString &variantId,
                             std::initializer_list<std::pair<const char *, const char *>> settings = {},
                             std::optional<double> seconds = std::nullopt)
{
    Ledger::open();
    // On a slow machine or under a sanitizer pings would become rarer than the waits that tests look for.
    Monitor::Monitor::instance().setBudget(1);
    Session::RunPlan plan;
    plan.scenarioId = scenarioId;
    plan.variantId = variantId;
    if (const Scenario::Scenario *scenario = Scenario::scenario(scenarioId))
        plan.parameters = Scenario::Parameters(scenario->parameters);
    for (const auto &[key, value] : settings) {
        if (plan.parameters.set(QLatin1String(key), QLatin1String(value)))
            qFatal("bad setting %s=%s", key, value);
    }
    if (seconds)
        plan.duration = std::chrono::duration<double>(*seconds);
    return plan;
}

inline bool hasEnded(const Session::Session &session)
{
    return session.state() == Session::RunState::Done || session.state() == Session::RunState::Failed;
}

/// Runs a plan to its end; null when it did not come.
inline std::shared_ptr<const Session::RunReport> runToEnd(Session::Session *session, Session::RunPlan plan)
{
    session->start(std::move(plan));
    const bool ended = QTest::qWaitFor([session] { return hasEnded(*session); }, 60000);
    return ended ? session->report() : nullptr;
}

} // namespace Loopscope::Testing
