#pragma once

#include "core/base/sourceplace.h"
#include "core/base/steadytime.h"
#include "core/trace/track.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace Loopscope::Trace {

enum class FrameOrigin : quint8
{
    Own,     ///< code whose file lies below the source root: the observed program's own
    Monitor, ///< the monitor's and the coroutine helpers' frames
    Qt,      ///< Qt and QCoro
    Library, ///< another library
    System,  ///< the C and C++ run-time libraries, the kernel's side
};

/// One function of a stack, with its line when debug information has it.
struct Frame
{
    QString function = QStringLiteral("??"); ///< without its arguments' types; "??" when unknown
    QString file;                            ///< relative to the source root for our own files
    int line = 0;
    QString module; ///< file name of the program or library
    quint64 address = 0;
    FrameOrigin origin = FrameOrigin::Library;
    bool inlined = false;
};

/// A captured stack, innermost frame first.
struct Stack
{
    Base::SteadyTime takenAt;
    std::vector<Frame> frames;
    bool approximate = false; ///< the unwinder had to guess a register
    QString systemCall;       ///< the call that the thread was parked in; empty when it was running
};

/// The innermost frame that is the program's own code and has a line; null when there is none.
const Frame *innermostOwnFrame(const Stack &stack);

/// What lies outwards of it runs the loop (main, a dialog's exec), whatever is blocked in it.
bool runsTheLoop(const Frame &frame);

enum class StallKind : quint8
{
    Callback,  ///< one dispatch over the threshold
    Iteration, ///< dispatches of one iteration that add up
    Outside,   ///< between dispatches: a wait that ended late, or code that no event runs
};

/// "callback", "iteration", "outside".
QString kindId(StallKind kind);

enum class StallCause : quint8
{
    Unknown,
    Cpu,
    Sleep,
    Io,
    Lock,
    PageFault,
    Descheduled
};

/// "cpu", "sleep", "io", "lock", "page-fault", "descheduled", "unknown".
QString causeId(StallCause cause);

/// A task, and the place where it was spawned.
struct TaskPlace
{
    QString name;
    Base::SourcePlace createdAt;
};

/// A stretch in which a new event waited longer than the threshold. Sent again, with the same id
/// and a higher revision, whenever more is known of it: open, stack symbolised, closed.
struct Stall
{
    StallId id = 0;
    quint32 revision = 0;
    TrackId track = 0;
    StallKind kind = StallKind::Callback;
    Base::SteadyTime startedAt;
    Base::Duration duration{0}; ///< so far, while open
    bool open = false;
    QString eventName; ///< "QTimer timeout", "Worker (event 43)"
    TaskId task = 0;
    QString taskName; ///< empty when no task of ours was running
    bool taskDone = false;
    Base::SourcePlace taskFunction; ///< the coroutine; function only
    Base::SourcePlace createdAt;    ///< where the task was spawned
    std::vector<TaskPlace>
        spawnedBy; ///< by which task, which one spawned that, and so on: who awaits it in the end
    StallCause cause = StallCause::Unknown;
    QString evidence; ///< one sentence
    /// What its thread did in it, where that was measured: had a CPU; was ready for one and had none. The
    /// rest it slept or waited for something. Of a stall that has ended.
    std::optional<Base::Duration> onCpu;
    std::optional<Base::Duration> waitingForCpu;
    std::shared_ptr<const std::vector<Stack>> stacks; ///< in order of time; null before the first
    bool awaitsStack = false;                         ///< one that was taken is still to get names

    /// The stack to show, which has the culprit: of the first one taken, or of a line that was seen at least
    /// twice as often. Null when there is none.
    const Stack *mainStack() const;
    /// The main stack's innermost frame that is the program's own code; null when no stack has one.
    const Frame *culprit() const;
    /// It has ended, and the machine alone delayed the loop: no line of it is to blame. Before its end that
    /// may turn out otherwise.
    bool isOfMachine() const { return !open && cause == StallCause::Descheduled; }
    /// It has ended, and its first stack has names if one was taken.
    bool isKnown() const { return !open && (mainStack() || !awaitsStack); }
    /// "sleeper()", or the event's name when the stack has no own frame.
    QString culpritName() const;
};

/// asyncio's line for a slow callback, in the form that CONTRACT.md gives.
QString slowCallbackLine(const Stall &stall);

} // namespace Loopscope::Trace
