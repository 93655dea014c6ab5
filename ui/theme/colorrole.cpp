#include "ui/theme/colorrole.h"

#include "ui/theme/theme.h"

#include <array>
#include <cmath>

namespace Loopscope::Theme {

namespace {

using Row = std::array<QRgb, 3>; // dark, light, high contrast

constexpr QRgb opaque(QRgb rgb)
{
    return 0xff000000u | rgb;
}

constexpr Row opaqueRow(QRgb dark, QRgb light, QRgb highContrast)
{
    return {opaque(dark), opaque(light), opaque(highContrast)};
}

// In the order of ColorRole.
constexpr std::array<Row, colorRoleCount> rows{
    opaqueRow(0x0e1318, 0xf3f5f7, 0x000000), // Window
    opaqueRow(0x151b22, 0xffffff, 0x000000), // Panel
    opaqueRow(0x1e2731, 0xe6ebf0, 0x1a1a1a), // Raised
    opaqueRow(0x11171d, 0xfafbfc, 0x000000), // Code
    opaqueRow(0x29333e, 0xd3dae1, 0x8a949e), // Line
    opaqueRow(0x222c36, 0xe3e8ed, 0x2a2f35), // Grid
    opaqueRow(0x6b7c8e, 0x7a8896, 0xffffff), // ControlBorder
    opaqueRow(0xe9eef3, 0x14202b, 0xffffff), // Text
    opaqueRow(0xaeb9c5, 0x44525f, 0xffffff), // Text2
    opaqueRow(0x8592a0, 0x5c6a77, 0xd0d7de), // Text3
    opaqueRow(0x56b4e9, 0x0072b2, 0x7ccbff), // Accent
    opaqueRow(0x0b1116, 0xffffff, 0x000000), // OnAccent
    opaqueRow(0x56b4e9, 0x0072b2, 0x7ccbff), // Latency
    opaqueRow(0xf27a3f, 0xb84a00, 0xff8a4c), // Stall
    opaqueRow(0xff9a66, 0x943a00, 0xff9e6b), // StallText
    opaqueRow(0x140903, 0xffffff, 0x000000), // OnStall
    opaqueRow(0xd55e00, 0xd55e00, 0xff6e1e), // StallFill
    opaqueRow(0xf0e442, 0x7a6a00, 0xfff25c), // Threshold
    opaqueRow(0x141400, 0xffffff, 0x000000), // OnThreshold
    opaqueRow(0x34404c, 0xc3ccd5, 0x5a646e), // BandLine
    opaqueRow(0xffffff, 0x14202b, 0xffffff), // BandFill
    opaqueRow(0xe69f00, 0x9a5b00, 0xffb52e), // Waiting
    opaqueRow(0x2fbf94, 0x00775a, 0x3fe0b0), // Running
    opaqueRow(0xd58bb4, 0x9c3f74, 0xffa6d2), // Throughput
    opaqueRow(0xe9eef3, 0x14202b, 0xffffff), // InFlight
    opaqueRow(0xf27a3f, 0xb84a00, 0xff8a4c), // Worst
    opaqueRow(0xe9eef3, 0x14202b, 0xffffff), // Middle
    opaqueRow(0x56b4e9, 0x0072b2, 0x7ccbff), // Best
    opaqueRow(0xe9eef3, 0x14202b, 0xffffff), // TraceA
    opaqueRow(0x56b4e9, 0x0072b2, 0x7ccbff), // TraceB
    opaqueRow(0x3a4b5c, 0xc9d6e2, 0x3a4b5c), // FlameQt
    opaqueRow(0x5a4763, 0xe2d0de, 0x5a4763), // FlameLibrary
    opaqueRow(0x3b4147, 0xd9dde1, 0x3b4147), // FlameSystem
};

// Eight bits are too coarse for the bands' shares.
double opacity(ThemeKind kind, ColorRole role)
{
    constexpr std::array<double, 3> stallFill{0.20, 0.16, 0.26};
    constexpr std::array<double, 3> bandFill{0.022, 0.016, 0.03};
    const auto theme = static_cast<std::size_t>(kind);
    return role == ColorRole::StallFill  ? stallFill[theme]
           : role == ColorRole::BandFill ? bandFill[theme]
                                         : 1.0;
}

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor paletteColor(ThemeKind kind, ColorRole role)
{
    QColor color = QColor::fromRgb(rows[static_cast<std::size_t>(role)][static_cast<std::size_t>(kind)]);
    color.setAlphaF(static_cast<float>(opacity(kind, role)));
    return color;
}

double contrastRatio(const QColor &one, const QColor &other)
{
    const double first = luminance(one);
    const double second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor blended(const QColor &top, const QColor &bottom)
{
    const auto mix = [&top](float above, float below) {
        return above * top.alphaF() + below * (1.0F - top.alphaF());
    };
    return QColor::fromRgbF(mix(top.redF(), bottom.redF()), mix(top.greenF(), bottom.greenF()),
                            mix(top.blueF(), bottom.blueF()));
}

} // namespace Loopscope::Theme
