#pragma once

#include <QStringList>

#include <vector>

namespace Loopscope::Session {

/// A line of one text or of both.
struct DifferenceLine
{
    enum class Kind
    {
        Same,
        Removed, ///< in the first text only
        Added,   ///< in the second only
        Skipped, ///< stands for `skipped` lines that are the same
    };
    Kind kind = Kind::Same;
    QString text;
    int before = 0; ///< number in the first text, from 1; 0: not in it
    int after = 0;  ///< the same in the second
    int skipped = 0;
    friend bool operator==(const DifferenceLine &, const DifferenceLine &) = default;
};

/// The shortest way from one text to the other, line by line; what is removed stands before what takes its
/// place. Texts of thousands of lines that differ everywhere are taken as wholly different.
std::vector<DifferenceLine> lineDifference(const QStringList &before, const QStringList &after);
/// The same of two sources of which each has a class of its own, the first in it: its name is no difference.
std::vector<DifferenceLine> sourceDifference(const QStringList &before, const QStringList &after);
/// The same without stretches that are the same in both, but for `context` lines around what differs.
std::vector<DifferenceLine> folded(const std::vector<DifferenceLine> &lines, int context);
/// The same, to be read in a narrow place: without the blanks that all lines between two skipped stretches
/// begin with, and with half of the others.
std::vector<DifferenceLine> unindented(std::vector<DifferenceLine> lines);

} // namespace Loopscope::Session
