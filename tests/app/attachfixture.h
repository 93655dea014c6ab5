#pragma once

#include "tests/app/program.h"

namespace Loopscope::Testing {

/// The program that knows nothing of us (attachedprogram.cpp).
inline QString attachedProgram()
{
    return QStringLiteral(ATTACHED_PROGRAM);
}

inline Ended attach(const QStringList &options, const QStringList &command)
{
    return runProgram(QStringList{QStringLiteral("attach")} + options + QStringList{QStringLiteral("--")} +
                      command);
}

inline Ended attachTo(const QStringList &arguments)
{
    return attach({QStringLiteral("--json")}, QStringList{attachedProgram()} + arguments);
}

} // namespace Loopscope::Testing
