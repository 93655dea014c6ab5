#pragma once

#include "ui/theme/theme.h"

#include <QPainter>

#include <chrono>

namespace Loopscope::Charts {

/// The threshold's tag in the left gutter: where it is and how it looks.
struct ThresholdHandle
{
    static constexpr double width = 60;
    static constexpr double height = 21;
    static constexpr double tip = 8;

    double right = 0; ///< where the plot begins
    double y = 0;     ///< of the line

    QRectF rect() const { return {right - width, y - height / 2, width, height}; }
    /// At least 24 px high, for the mouse.
    QRectF target() const { return rect().adjusted(-2, -2, 0, 2); }
    void paint(QPainter &painter, const Theme::Theme &theme, std::chrono::milliseconds threshold,
               bool focused) const;
};

} // namespace Loopscope::Charts
