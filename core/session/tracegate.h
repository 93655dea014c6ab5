#pragma once

#include "core/session/traceload.h"

#include <optional>
#include <vector>

namespace Loopscope::Session {

/// What a trace may reach at most; at least one is set.
struct Budgets
{
    std::optional<double> maxStall; ///< ms
    std::optional<double> p99;      ///< ms, of the loop latency
    std::optional<double> maxBusy;  ///< fraction of the work, 0 to 1
    std::optional<qint64> maxDropped;
};

/// How a trace did by one budget.
struct GateResult
{
    QString name; ///< "max-stall", as the option is called
    double budget = 0;
    std::optional<double> measured; ///< null: the trace does not tell
    bool isOver = false;
    QString message; ///< one sentence; names the culprit where there is one
};

/// In the order of Budgets.
std::vector<GateResult> checkTrace(const LoadedTrace &trace, const Budgets &budgets);

/// The results as a JUnit test suite, one case per budget.
QByteArray toJUnit(const QString &tracePath, const LoadedTrace &trace,
                   const std::vector<GateResult> &results);

} // namespace Loopscope::Session
