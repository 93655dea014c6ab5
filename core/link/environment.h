#pragma once

#include <chrono>
#include <optional>

namespace Loopscope::Link {

/// LOOPSCOPE_DEBUG is set to something else than 0.
bool isDebugAskedFor();
/// LOOPSCOPE_SLOW_CALLBACK_MS: a number of at least 1. What is no such number is told once and left out.
std::optional<std::chrono::milliseconds> thresholdAskedFor();

} // namespace Loopscope::Link
