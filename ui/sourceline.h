#pragma once

#include "core/trace/stall.h"

#include <QString>

namespace Loopscope::Ui {

/// One line of the program's own source, as it was compiled.
struct SourceLine
{
    QString file; ///< relative to the source root
    int number = 0;
    QString text; ///< without indentation; empty when the file is not built in

    bool isValid() const { return number > 0; }
};

/// The frame of a stall's first stack that lies in `file`, else the guilty one; null when no stack has one.
const Trace::Frame *frameToShow(const Trace::Stall &stall, const QString &file);
/// The line that a frame stands at, from the built-in source.
SourceLine lineOf(const Trace::Frame &frame);
SourceLine lineOf(const Base::SourcePlace &place);
/// The line that a variant is about: the first one with a comment of its own above it. Invalid when there is
/// none.
SourceLine tellingLine(const QString &file);

} // namespace Loopscope::Ui
