#pragma once

#include <QString>

#include <source_location>

namespace Loopscope::Base {

/// A line of a source file; files of our own are relative to the source root.
struct SourcePlace
{
    QString function;
    QString file;
    int line = 0;

    static SourcePlace from(const std::source_location &location)
    {
        return {QString::fromUtf8(location.function_name()), QString::fromUtf8(location.file_name()),
                static_cast<int>(location.line())};
    }

    bool isValid() const { return !file.isEmpty() && line > 0; }
    /// "file:line", empty when unknown.
    QString toString() const { return isValid() ? QStringLiteral("%1:%2").arg(file).arg(line) : QString(); }
    friend bool operator==(const SourcePlace &, const SourcePlace &) = default;
};

} // namespace Loopscope::Base
