#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace Loopscope::Theme {

/// Pictures that are painted, never taken from a font.
enum class Icon
{
    Play,
    Stop,
    StepBack,
    StepForward,
    Compare,
    Chip,    ///< cause: on the CPU
    Moon,    ///< cause: sleeping
    Arrows,  ///< cause: waiting for I/O
    Lock,    ///< cause: waiting for a lock
    Clock,   ///< cause: descheduled; a trace opened lately
    Warning, ///< cause: unknown; errors
    Page,    ///< cause: page faults
    Check,
    Folder,
    Plug,
    Record,    ///< a ring with a dot
    RecordOff, ///< the ring alone
    Logo,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    ChevronDown,
    Square,  ///< the worst variant
    Diamond, ///< a middle one
    Circle,  ///< the best
    Close,
    Pause,
    Information,
};

constexpr int iconCount = static_cast<int>(Icon::Information) + 1;

/// Drawn on a 16 px grid and scaled into `rect` (made square, centred).
void paintIcon(QPainter &painter, Icon icon, const QRectF &rect, const QColor &color);

} // namespace Loopscope::Theme
