#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's ODBC driver in a pool of threads: queries on the loop against queries in the pool.
Scenario database();

} // namespace Loopscope::Scenario
