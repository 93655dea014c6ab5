#pragma once

#include "core/session/variantcomparison.h"

#include <initializer_list>

namespace Loopscope::Testing {

/// A report with these figures, as if a variant had been run.
inline std::shared_ptr<Session::RunReport> madeReport(const QString &variantId, double seconds)
{
    auto report = std::make_shared<Session::RunReport>();
    report->scenarioId = QStringLiteral("made-up");
    report->variantId = variantId;
    report->run.variantId = variantId;
    report->run.rounds = 1;
    report->run.duration = Base::fromMilliseconds(seconds * 1000);
    return report;
}

/// A scenario with these variants ("id=Title"), worst first.
inline Scenario::Scenario madeScenario(std::initializer_list<const char *> variants)
{
    Scenario::Scenario scenario;
    scenario.id = QStringLiteral("made-up");
    scenario.workUnit = QStringLiteral("Requests");
    for (const char *variant : variants) {
        const QString text = QString::fromUtf8(variant);
        scenario.variants.push_back({text.section(u'=', 0, 0), text.section(u'=', 1), {}, {}});
    }
    return scenario;
}

} // namespace Loopscope::Testing
