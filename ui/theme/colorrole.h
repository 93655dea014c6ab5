#pragma once

#include <QColor>

namespace Loopscope::Theme {

enum class ThemeKind;

/// What a colour is for. No role carries a meaning alone: a shape, a dash or a word goes with it.
enum class ColorRole
{
    Window,        ///< charts and header
    Panel,         ///< side panels and lists
    Raised,        ///< selection, badges, pressed controls
    Code,          ///< behind code
    Line,          ///< dividers
    Grid,          ///< gridlines
    ControlBorder, ///< buttons and fields
    Text,
    Text2,
    Text3,    ///< the faintest text; never on a stall fill
    Accent,   ///< Run, selection, progress
    OnAccent, ///< text on it
    Latency,  ///< the loop's latency line and its short dispatches
    Stall,    ///< blocked, guilty, wrong, failed: nothing else
    StallText,
    OnStall,   ///< text on Stall
    StallFill, ///< columns and the marked code line; translucent
    Threshold,
    OnThreshold, ///< text on the threshold's handle
    BandLine,    ///< the perception bands' lines
    BandFill,    ///< laid on once per band; translucent
    Waiting,     ///< jobs waiting
    Running,     ///< jobs running, worker lanes
    Throughput,  ///< requests per second, connection lanes
    InFlight,    ///< requests in flight
    Worst,       ///< variants, from worst to best
    Middle,
    Best,
    TraceA, ///< replay of two traces: file order, no judgement
    TraceB,
    FlameQt, ///< frames of Qt; own code has Stall
    FlameLibrary,
    FlameSystem,
};

constexpr int colorRoleCount = static_cast<int>(ColorRole::FlameSystem) + 1;

/// The palette table.
QColor paletteColor(ThemeKind kind, ColorRole role);

/// Contrast of two opaque colours as WCAG 2 defines it: 1 (none) to 21.
double contrastRatio(const QColor &one, const QColor &other);
/// `top`, which may be translucent, laid over the opaque `bottom`.
QColor blended(const QColor &top, const QColor &bottom);

} // namespace Loopscope::Theme
