#pragma once

#include "core/trace/stall.h"

namespace Loopscope::Models {

/// The stall as a window shows it. In a slide's run the variant's own file is the program: what of Loopscope
/// lies around it in a stack (clients, executors, the run itself) is a library like any other. So the line
/// that the slide is about is the guilty one. A stack without such a file stays as it is.
Trace::Stall shownStall(Trace::Stall stall);

} // namespace Loopscope::Models
