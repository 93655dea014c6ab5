#pragma once

#include "core/session/runplan.h"

#include <QString>

#include <vector>

namespace Loopscope::Soak {

/// Every variant that can run here, with a small amount of work, in the order of the slides. With the address
/// of a Redis server those that can speak its protocol are there once more.
std::vector<Session::RunPlan> allPlans(const QString &redisServer);

/// The run whose latency is compared from lap to lap: nothing in it blocks.
Session::RunPlan referencePlan();

} // namespace Loopscope::Soak
