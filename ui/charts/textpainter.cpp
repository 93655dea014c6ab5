#include "ui/charts/textpainter.h"

#include "ui/charts/chartgrid.h"

#include <QFontMetricsF>

namespace Loopscope::Charts {

namespace {

constexpr double unbounded = 4096;
// The middle of Roboto's capitals lies this far below the middle of its line.
constexpr double optical = 1;
constexpr double narrowest = 48; // of a text that is cut

} // namespace

TextPainter::TextPainter(QPainter &painter, const Theme::Theme &theme)
    : m_painter(painter)
    , m_theme(theme)
{}

void TextPainter::draw(const QRectF &rect, int alignment, const QString &text, Theme::FontRole font,
                       Theme::ColorRole color)
{
    m_painter.setFont(m_theme.font(font));
    m_painter.setPen(m_theme.color(color));
    m_painter.drawText(rect, alignment | Qt::AlignVCenter | Qt::TextSingleLine, text);
}

double TextPainter::left(double x, double y, const QString &text, Theme::FontRole font,
                         Theme::ColorRole color)
{
    const double line = m_theme.lineHeight(font);
    draw({x, y - line / 2 - optical, unbounded, line}, Qt::AlignLeft, text, font, color);
    return width(text, font);
}

double TextPainter::right(double x, double y, const QString &text, Theme::FontRole font,
                          Theme::ColorRole color)
{
    const double line = m_theme.lineHeight(font);
    draw({x - unbounded, y - line / 2 - optical, unbounded, line}, Qt::AlignRight, text, font, color);
    return width(text, font);
}

double TextPainter::centered(double x, double y, const QString &text, Theme::FontRole font,
                             Theme::ColorRole color)
{
    const double line = m_theme.lineHeight(font);
    draw({x - unbounded / 2, y - line / 2 - optical, unbounded, line}, Qt::AlignHCenter, text, font, color);
    return width(text, font);
}

double TextPainter::width(const QString &text, Theme::FontRole font) const
{
    return QFontMetricsF(m_theme.font(font)).horizontalAdvance(text);
}

QString TextPainter::elided(const QString &text, Theme::FontRole font, double width) const
{
    return QFontMetricsF(m_theme.font(font)).elidedText(text, Qt::ElideRight, width);
}

QString TextPainter::fitting(const QStringList &texts, Theme::FontRole font, double width) const
{
    for (const QString &text : texts) {
        if (this->width(text, font) <= width)
            return text;
    }
    return texts.isEmpty() || width < narrowest ? QString() : elided(texts.back(), font, width);
}

std::vector<QRectF> TextPainter::title(double left, double right, double y, const QString &title,
                                       const QStringList &texts, Theme::ColorRole color)
{
    using Theme::FontRole;
    std::vector<QRectF> areas;
    const auto write = [&](const QString &text, FontRole font, Theme::ColorRole textColor) {
        const double used = text.isEmpty() ? 0 : this->left(left, y, text, font, textColor);
        const double line = m_theme.lineHeight(font);
        if (used > 0)
            areas.emplace_back(left, y - line / 2, used, line);
        left += used + Grid::tickGap;
    };
    write(elided(title, FontRole::BodyStrong, right - left), FontRole::BodyStrong, Theme::ColorRole::Text);
    write(fitting(texts, FontRole::Label, right - left), FontRole::Label, color);
    return areas;
}

} // namespace Loopscope::Charts
