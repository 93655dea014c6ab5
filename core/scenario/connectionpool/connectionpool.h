#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's connection pool: a connection for every request, or a few that are kept.
Scenario connectionPool();

} // namespace Loopscope::Scenario
