#pragma once

#include "core/record/packetsequence.h"
#include "core/trace/stall.h"
#include "core/trace/wrongthread.h"

#include <optional>
#include <vector>

namespace Loopscope::Record {

/// What a trace says of a stall or of a use in a wrong thread: the name, the line and the annotations.
struct StallEntry
{
    std::string name;
    std::optional<CodeLine> line;
    std::vector<Annotation> annotations;

    /// Annotations: `cause`, `evidence`, `stack` ("function file:line", innermost first), `created_at`,
    /// `approximate`, `kind`; where they apply `task`, `event`, `system_call`, `open`.
    static StallEntry of(const Trace::Stall &stall);
    /// Annotations: `kind`, `object`, `own_thread`, `thread`, `count`, `stack`.
    static StallEntry of(const Trace::WrongThreadUse &use);
};

/// Whether a stack of the stall has names already; they are found on another thread, later.
bool hasSymbols(const Trace::Stall &stall);

} // namespace Loopscope::Record
