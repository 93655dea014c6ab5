// The time axis, the cursor, and what moves it.
#include "ui/charts/chartgrid.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/timeaxis.h"
#include "ui/theme/format.h"

#include <QMouseEvent>
#include <QPainterPath>
#include <QWheelEvent>

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

constexpr double bubbleHeight = 22;
constexpr double bubblePadding = 8;
constexpr double bubbleRadius = 3;
constexpr double angleOfNotch = 120;
constexpr double clearOfEdge = 16;

} // namespace

void PairChart::paintAxis(QPainter &painter, double y)
{
    painter.fillRect(QRectF(plotLeft(), y, plotWidth(), 1), m_theme->color(ColorRole::BandLine));
    TextPainter text(painter, *m_theme);
    const double middle = y + Grid::timeAxis / 2.0 + 2;
    text.right(plotLeft() - Grid::tickGap, middle, tr("trace time"), Theme::FontRole::Caption,
               ColorRole::Text3);
    const Base::Duration step = labelStep(m_length);
    for (Base::Duration at = (m_from + step - Base::Duration(1)) / step * step; at <= viewTo(); at += step) {
        const double x = std::round(xOf(at));
        painter.fillRect(QRectF(x, y, 1, 4), m_theme->color(ColorRole::BandLine));
        if (x >= plotLeft() + clearOfEdge)
            text.centered(x, middle, timeText(at, step), Theme::FontRole::Caption, ColorRole::Text2);
    }
}

void PairChart::paintCursor(QPainter &painter, double bottom)
{
    const double x = std::round(xOf(m_cursor));
    const QColor color = m_theme->color(ColorRole::Text);
    const double y = 3;
    painter.fillRect(QRectF(x, y + bubbleHeight, 1, bottom - y - bubbleHeight), color);
    TextPainter text(painter, *m_theme);
    const QString words = Theme::formatSeconds(m_cursor, 3);
    const double wide = text.width(words, Theme::FontRole::LabelStrong) + 2 * bubblePadding;
    const QRectF bubble(std::clamp(x - wide / 2, 2.0, width() - wide - 2), y, wide, bubbleHeight);
    QPainterPath path;
    path.addRoundedRect(bubble, bubbleRadius, bubbleRadius);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(path, color);
    painter.setRenderHint(QPainter::Antialiasing, false);
    text.centered(bubble.center().x(), bubble.center().y(), words, Theme::FontRole::LabelStrong,
                  ColorRole::Window);
}

void PairChart::scrubTo(double x)
{
    const double share = std::clamp((x - plotLeft()) / plotWidth(), 0.0, 1.0);
    Q_EMIT scrubbed(m_from + Base::Duration(std::llround(share * static_cast<double>(m_length.count()))));
}

void PairChart::resizeEvent(QResizeEvent *)
{
    layOut();
    Q_EMIT viewChanged();
}

void PairChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_sides.empty())
        scrubTo(event->position().x());
}

// A press puts the cursor, and the picture moves under it; so only a press does.
void PairChart::mouseMoveEvent(QMouseEvent *event)
{
    event->accept();
}

void PairChart::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const double notches = (angle.y() != 0 ? angle.y() : angle.x()) / angleOfNotch;
    if (event->modifiers() & Qt::ShiftModifier) {
        const auto step = static_cast<double>(m_length.count()) / 10;
        Q_EMIT scrubbed(m_cursor - Base::Duration(std::llround(notches * step)));
    } else {
        setLength(
            Base::Duration(std::llround(static_cast<double>(m_length.count()) * std::pow(0.8, notches))));
    }
    event->accept();
}

} // namespace Loopscope::Charts
