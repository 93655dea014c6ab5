#pragma once

#include "core/trace/stall.h"

namespace Loopscope::Trace {

/// The innermost function of the handler that is neither Qt's nor the C library's, though it may have no
/// line: what is known of a program without debug information. Where it called into Qt and has no names
/// itself, Qt's innermost one. Null when there is none.
const Frame *innermostNamedFrame(const Stack &stack);

/// "f()", also of a name that has brackets.
QString callName(const Frame &frame);

/// With each coroutine as one frame. The compiler makes functions of it: "App::f", which is called and makes
/// the first step, and "f()", which is resumed, and is called by "App::f" and when the coroutine is
/// destroyed. "f()" remains: it has the line. Innermost first.
std::vector<Frame> withWholeCoroutines(std::vector<Frame> frames);

} // namespace Loopscope::Trace
