#pragma once

#include "core/trace/stall.h"

namespace Loopscope::Session {

/// The frame lies in the file of a slide's variant and has a line that one can look at.
bool isVariants(const Trace::Frame &frame);
bool hasVariant(const Trace::Stack &stack);
/// A slide's variant is in one of its stacks.
bool isOfVariant(const Trace::Stall &stall);

} // namespace Loopscope::Session
