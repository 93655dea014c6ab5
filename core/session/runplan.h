#pragma once

#include "core/scenario/parameters.h"

#include <QString>

#include <chrono>
#include <optional>

namespace Loopscope::Session {

/// What to run.
struct RunPlan
{
    QString scenarioId;
    QString variantId;
    Scenario::Parameters parameters;
    std::optional<std::chrono::duration<double>> duration; ///< repeat whole rounds until it is over
    bool repeat = false;                                   ///< repeat whole rounds until stop()
    QString recordPath;                                    ///< empty: not recorded
    std::chrono::milliseconds recordLast{0};               ///< the recording keeps the last so long; 0: all
    bool heartbeat = false; ///< a timer of the loop under test sends beats (for the window)
    /// Freeze mode: on the loop of the session's own thread, one round where the scenario has an amount. No
    /// other watch of that loop may be attached meanwhile.
    bool onOwnLoop = false;
};

} // namespace Loopscope::Session
