#pragma once

#include "core/trace/stall.h"
#include "core/trace/wrongthread.h"

namespace Loopscope::Record {

/// The value of an id as it stands in traces and packets. Of an id that a later version wrote: Callback,
/// Unknown and Assertion.
Trace::StallKind stallKindFromId(const QString &id);
Trace::StallCause causeFromId(const QString &id);
Trace::WrongThreadKind wrongThreadKindFromId(const QString &id);

} // namespace Loopscope::Record
