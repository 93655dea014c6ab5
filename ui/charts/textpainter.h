#pragma once

#include "ui/theme/theme.h"

#include <QPainter>

namespace Loopscope::Charts {

/// Text in roles of type and colour.
class TextPainter
{
public:
    TextPainter(QPainter &painter, const Theme::Theme &theme);

    /// With its middle at `y`; returns the width that it took.
    double left(double x, double y, const QString &text, Theme::FontRole font, Theme::ColorRole color);
    double right(double x, double y, const QString &text, Theme::FontRole font, Theme::ColorRole color);
    double centered(double x, double y, const QString &text, Theme::FontRole font, Theme::ColorRole color);
    double width(const QString &text, Theme::FontRole font) const;
    QString elided(const QString &text, Theme::FontRole font, double width) const;

private:
    void draw(const QRectF &rect, int alignment, const QString &text, Theme::FontRole font,
              Theme::ColorRole color);

    QPainter &m_painter;
    const Theme::Theme &m_theme;
};

} // namespace Loopscope::Charts
