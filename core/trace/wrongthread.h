#pragma once

#include "core/trace/stall.h"

namespace Loopscope::Trace {

/// How an object or a coroutine was used in a thread that it does not belong to. A plain call of a method
/// leaves no trace and is not seen.
enum class WrongThreadKind : quint8
{
    Resumption, ///< a coroutine went on in another thread than the one it was suspended in
    Delivery,   ///< an event was delivered to an object of another thread
    QtWarning,  ///< Qt itself refused: a timer, a child, a notifier
    Assertion,  ///< LOOPSCOPE_ASSERT_OWN_LOOP
};

/// "resumption", "delivery", "qt-warning", "assertion".
QString wrongThreadKindId(WrongThreadKind kind);

/// One place at which something was used in the wrong thread, however often. Sent again with the same id when
/// it happened again or when its stack has names.
struct WrongThreadUse
{
    StallId id = 0;
    WrongThreadKind kind = WrongThreadKind::Resumption;
    Base::SteadyTime firstAt;
    Base::SteadyTime lastAt;
    quint64 count = 0;
    TrackId track = 0;    ///< the loop in whose thread it happened; 0 when that is not observed
    QString object;       ///< the task, the receiver and its event, the asserted object; Qt's words
    QString ownThread;    ///< where it belongs; empty when it is not known
    QString actualThread; ///< where it was used
    Base::SourcePlace place;
    std::shared_ptr<const Stack> stack; ///< null until its symbols are there

    /// The line: the one that was given, else the innermost of the program's own; invalid when unknown.
    Base::SourcePlace where() const;
    /// One sentence.
    QString toString() const;
};

} // namespace Loopscope::Trace
