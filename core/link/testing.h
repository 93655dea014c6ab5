#pragma once

#include "core/link/latencybudget.h"

#include <QTest>

namespace Loopscope {

/// Fails the running test of Qt Test at its end when the loop was held up. See
/// LOOPSCOPE_VERIFY_LATENCY_BELOW.
class LatencyVerifier
{
public:
    LatencyVerifier(std::chrono::milliseconds limit, const char *file, int line)
        : m_limit(limit)
        , m_file(file)
        , m_line(line)
        , m_budget(limit)
    {}
    ~LatencyVerifier()
    {
        const QStringList violations = m_budget.violations();
        if (violations.isEmpty() || QTest::currentTestFailed())
            return;
        const QString text = QStringLiteral("Loop latency over its budget of %1 ms: %2")
                                 .arg(m_limit.count())
                                 .arg(violations.join(QStringLiteral("\n")));
        QTest::qFail(qPrintable(text), m_file, m_line);
    }
    LatencyVerifier(const LatencyVerifier &) = delete;
    LatencyVerifier &operator=(const LatencyVerifier &) = delete;

private:
    const std::chrono::milliseconds m_limit;
    const char *const m_file;
    const int m_line;
    const LatencyBudget m_budget;
};

} // namespace Loopscope

#define LOOPSCOPE_JOIN_INNER(a, b) a##b
#define LOOPSCOPE_JOIN(a, b) LOOPSCOPE_JOIN_INNER(a, b)

/// In a test function of Qt Test: fails it at the end of the scope when, from here on, a callback of this
/// thread's loop, or the callbacks of one iteration together, lasted `ms` milliseconds or longer. The failure
/// names the function, its line and the cause of each.
#define LOOPSCOPE_VERIFY_LATENCY_BELOW(ms)                                                                   \
    const ::Loopscope::LatencyVerifier LOOPSCOPE_JOIN(loopscopeLatencyVerifier, __LINE__)(                   \
        std::chrono::milliseconds(ms), __FILE__, __LINE__)
