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
    /// `approximate`, `kind`; where they apply `task`, `event`, `system_call`, `open`, `spawned_by` (the
    /// tasks that spawned the task, in turn), `spawned_at` (where each was spawned itself, "file:line"),
    /// `spawned_in` (the function there), and those of addTimes(). For exact reading also `id`, `task_id`,
    /// `task_done`, `coroutine`, `created_in`, `taken_ns` (of the stack), `frames` (beside each line of
    /// `stack`: origin, bytes of the function's name, inlined, address in hex, module) and `samples` (the
    /// other stacks, in order of time: "<taken_ns> <approximate> +|=<index> <system call>", after `+` the
    /// lines of `frames` and `stack` in turn, after `=` the index of the stack that it repeats).
    static StallEntry of(const Trace::Stall &stall);
    /// Annotations: `kind`, `object`, `own_thread`, `thread`, `count`, `stack`; for exact reading also `id`,
    /// `first_ns`, `last_ns`, `placed` (the line was given, not found in the stack), and of the stack
    /// `frames`, `taken_ns`, `approximate`, `system_call`.
    static StallEntry of(const Trace::WrongThreadUse &use);
};

/// Whose stall it is: the annotations of its task among those of StallEntry. readTask() reads them.
void addTask(std::vector<Annotation> &annotations, const Trace::Stall &stall);

/// What its thread did, where that was measured: `on_cpu_ns`, `waiting_for_cpu_ns`. readTimes() reads them.
void addTimes(std::vector<Annotation> &annotations, const Trace::Stall &stall);

/// Whether a stack of the stall has names already; they are found on another thread, later.
bool hasSymbols(const Trace::Stall &stall);

} // namespace Loopscope::Record
