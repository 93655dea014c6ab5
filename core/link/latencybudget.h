#pragma once

#include "core/base/export.h"

#include <QStringList>

#include <chrono>
#include <memory>

namespace Loopscope {

/// Watches the calling thread's loop from now on for callbacks, and iterations whose callbacks add up, that
/// last a time or longer: an event that arrives meanwhile waits as long. The code of a test function is no
/// callback and does not count. Tests use it through LOOPSCOPE_VERIFY_LATENCY_BELOW in testing.h.
class LOOPSCOPE_EXPORT LatencyBudget
{
public:
    /// `limit`: at least 1 ms.
    explicit LatencyBudget(std::chrono::milliseconds limit);
    ~LatencyBudget();
    LatencyBudget(const LatencyBudget &) = delete;
    LatencyBudget &operator=(const LatencyBudget &) = delete;

    /// One sentence for each so far, with function, line and cause. The constructor's thread; waits until
    /// what has happened has names, at most 3 s.
    QStringList violations() const;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope
