#pragma once

#include <QFont>
#include <QString>

namespace Loopscope::Theme {

/// The type scale. Sizes are device-independent pixels at a scale of 1, which the window has; an
/// audience gets what its screen allows.
enum class FontRole
{
    Title,           ///< 24 / 32, medium
    Verdict,         ///< 20 / 28, medium
    Lesson,          ///< 15 / 24
    ListNumber,      ///< 15 / 24, medium
    Body,            ///< 13 / 20
    BodyStrong,      ///< 13 / 20, medium: buttons, chart titles
    Label,           ///< 12 / 16
    LabelStrong,     ///< 12 / 16, medium
    Caption,         ///< 11 / 16: axis ticks, the smallest anywhere
    CaptionStrong,   ///< 11 / 16, medium
    Code,            ///< 12 / 24, monospaced
    CodeStrong,      ///< 12 / 24, monospaced, bold
    CodeSmall,       ///< 11 / 16, monospaced: places and names of code in lists
    NumberNow,       ///< 28 / 32, bold: the climbing number
    StallNumber,     ///< 40 / 48, bold: the stall page
    PresenterTitle,  ///< 72 / 80, bold
    PresenterLesson, ///< 40 / 48
    PresenterBody,   ///< 38 / 48
    PresenterStrong, ///< 44 / 52, medium
    PresenterNumber, ///< 112 / 120, bold
    PresenterCode,   ///< 52 / 64, monospaced
};

constexpr int fontRoleCount = static_cast<int>(FontRole::PresenterCode) + 1;

QFont scaledFont(FontRole role, double scale);
int scaledLineHeight(FontRole role, double scale);

/// Makes the built-in fonts known to the application; call it once after QGuiApplication was made.
/// Without them (or when they cannot be read) DejaVu takes their place. Further calls do nothing.
void loadFonts();
/// The family that text roles use: "Roboto", else "DejaVu Sans".
QString textFamily();
/// The family that code roles use: "JetBrains Mono", else "DejaVu Sans Mono".
QString codeFamily();

} // namespace Loopscope::Theme
