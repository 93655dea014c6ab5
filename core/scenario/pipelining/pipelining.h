#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's queue of futures and one reader: many requests in flight on one connection, answered in order.
Scenario pipelining();

} // namespace Loopscope::Scenario
