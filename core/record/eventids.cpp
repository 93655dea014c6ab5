#include "core/record/eventids.h"

namespace Loopscope::Record {

Trace::StallKind stallKindFromId(const QString &id)
{
    using Trace::StallKind;
    for (const StallKind kind : {StallKind::Iteration, StallKind::Outside}) {
        if (Trace::kindId(kind) == id)
            return kind;
    }
    return StallKind::Callback;
}

Trace::StallCause causeFromId(const QString &id)
{
    using Trace::StallCause;
    for (const StallCause cause : {StallCause::Cpu, StallCause::Sleep, StallCause::Io, StallCause::Lock,
                                   StallCause::PageFault, StallCause::Descheduled}) {
        if (Trace::causeId(cause) == id)
            return cause;
    }
    return StallCause::Unknown;
}

Trace::WrongThreadKind wrongThreadKindFromId(const QString &id)
{
    using Trace::WrongThreadKind;
    for (const WrongThreadKind kind :
         {WrongThreadKind::Resumption, WrongThreadKind::Delivery, WrongThreadKind::QtWarning}) {
        if (Trace::wrongThreadKindId(kind) == id)
            return kind;
    }
    return WrongThreadKind::Assertion;
}

} // namespace Loopscope::Record
