#pragma once

#include "core/trace/stall.h"

namespace Loopscope::Trace {

/// The innermost function of the handler that is neither Qt's nor the C library's, though it may have no
/// line: what is known of a program without debug information. Where it called into Qt and has no names
/// itself, Qt's innermost one. Null when there is none.
const Frame *innermostNamedFrame(const Stack &stack);

} // namespace Loopscope::Trace
