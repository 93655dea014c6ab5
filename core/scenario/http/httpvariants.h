#pragma once

#include "core/scenario/experiment.h"
#include "core/scenario/runcontext.h"

#include <memory>

namespace Loopscope::Scenario {

std::unique_ptr<Experiment> makeHttpOnLoopBlocking(RunContext *run);
std::unique_ptr<Experiment> makeHttpThreadPool(RunContext *run);
std::unique_ptr<Experiment> makeHttpAsyncSession(RunContext *run);

} // namespace Loopscope::Scenario
