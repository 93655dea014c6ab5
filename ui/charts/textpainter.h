#pragma once

#include "ui/theme/theme.h"

#include <QPainter>

#include <vector>

namespace Loopscope::Charts {

/// Text in roles of type and colour.
class TextPainter
{
public:
    TextPainter(QPainter &painter, const Theme::Theme &theme);

    QPainter &painter() { return m_painter; }

    /// With its middle at `y`; returns the width that it took.
    double left(double x, double y, const QString &text, Theme::FontRole font, Theme::ColorRole color);
    double right(double x, double y, const QString &text, Theme::FontRole font, Theme::ColorRole color);
    double centered(double x, double y, const QString &text, Theme::FontRole font, Theme::ColorRole color);
    double width(const QString &text, Theme::FontRole font) const;
    QString elided(const QString &text, Theme::FontRole font, double width) const;
    /// The first of them that is no wider; else the last, elided; empty where not even a word has room.
    QString fitting(const QStringList &texts, Theme::FontRole font, double width) const;
    /// A title and behind it one of the texts, as fitting() chooses it; returns where the two stand.
    std::vector<QRectF> title(double left, double right, double y, const QString &title,
                              const QStringList &texts, Theme::ColorRole color = Theme::ColorRole::Text3);

private:
    void draw(const QRectF &rect, int alignment, const QString &text, Theme::FontRole font,
              Theme::ColorRole color);

    QPainter &m_painter;
    const Theme::Theme &m_theme;
};

} // namespace Loopscope::Charts
