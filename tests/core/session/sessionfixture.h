#pragma once

#include "core/session/session.h"

#include <QDir>
#include <QtTest>

#include <initializer_list>
#include <utility>

namespace Loopscope::Testing {

inline Session::RunPlan plan(const QString &scenarioId, const QString &variantId,
                             std::initializer_list<std::pair<const char *, const char *>> settings = {},
                             std::optional<double> seconds = std::nullopt)
{
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

/// Threads of this process, to see that none is left.
inline QStringList threadNames()
{
    QStringList names;
    const QDir tasks(QStringLiteral("/proc/self/task"));
    for (const QString &tid : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile name(tasks.filePath(tid) + QStringLiteral("/comm"));
        if (name.open(QIODevice::ReadOnly))
            names.append(QString::fromUtf8(name.readAll()).trimmed());
    }
    names.sort();
    return names;
}

} // namespace Loopscope::Testing
