#pragma once

#include "core/scenario/scenario.h"
#include "core/trace/stall.h"

#include <QString>

namespace Loopscope::Ui {

/// One line of the program's own source, as it was compiled.
struct SourceLine
{
    QString file; ///< relative to the source root
    int number = 0;
    QString text;       ///< without indentation; empty when the file is not built in
    bool isCode = true; ///< false: in place of the line's own text, which is not known

    bool isValid() const { return number > 0; }
};

/// The line that a frame stands at, from the built-in source.
SourceLine lineOf(const Trace::Frame &frame);
SourceLine lineOf(const Base::SourcePlace &place);
/// The line that a variant is about: the first one that no other variant has and that a comment stands above,
/// else the one after a comment. Invalid when there is none. The variant is one of the scenario's.
SourceLine tellingLine(const Scenario::Scenario &scenario, const Scenario::Variant &variant);

} // namespace Loopscope::Ui
