// The threshold in the chart of latency: its line and handle, by pointer and keys.
#include "ui/charts/latencychart.h"
#include "ui/theme/format.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double lineGrasp = 4;
constexpr int bigStep = 10;

} // namespace

ThresholdHandle LatencyChart::thresholdHandle() const
{
    return {plotRect().left(),
            std::round(yOf(m_scale.share(static_cast<double>(m_threshold.count())))) + 0.5};
}

void LatencyChart::paintThreshold(QPainter &painter)
{
    const Theme::Theme &theme = *context().theme;
    const ThresholdHandle handle = thresholdHandle();
    QPen pen(theme.color(ColorRole::Threshold), m_dragging ? 2.5 : 1.5, Qt::SolidLine, Qt::FlatCap);
    if (!m_dragging)
        pen.setDashPattern({6 / pen.widthF(), 4 / pen.widthF()});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.drawLine(QPointF(plotRect().left(), handle.y), QPointF(plotRect().right(), handle.y));
    handle.paint(painter, theme, m_threshold, hasFocus());
}

// The handle says it too: the word gives way to the line and to the stalls' texts.
void LatencyChart::paintThresholdWord(QPainter &painter)
{
    TextPainter text(painter, *context().theme);
    const QString word = tr("Threshold");
    const double y = thresholdHandle().y;
    const QRectF area(plotRect().left() + 20, y - 17, text.width(word, FontRole::Caption), 16);
    const bool isFree =
        lineTop(area.left(), area.right()) > y &&
        std::ranges::none_of(m_stallTexts, [&](const QRectF &other) { return other.intersects(area); });
    if (isFree)
        text.left(area.left(), y - 9, word, FontRole::Caption, ColorRole::Threshold);
}

void LatencyChart::setThreshold(std::chrono::milliseconds threshold)
{
    m_threshold = std::clamp(threshold, lowestThreshold, highestThreshold);
    viewport()->update();
}

void LatencyChart::changeThreshold(std::chrono::milliseconds threshold)
{
    const std::chrono::milliseconds before = m_threshold;
    setThreshold(threshold);
    if (m_threshold != before)
        Q_EMIT thresholdChanged(m_threshold);
}

bool LatencyChart::graspsThreshold(const QPointF &position) const
{
    if (context().run->stage() == Models::RunStage::None)
        return false;
    const ThresholdHandle handle = thresholdHandle();
    const bool onLine = plotRect().contains(position) && std::abs(position.y() - handle.y) <= lineGrasp;
    return onLine || handle.target().contains(position);
}

void LatencyChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && graspsThreshold(event->position())) {
        m_dragging = true;
        setFocus(Qt::MouseFocusReason);
        m_graspedAt = event->position().y() - thresholdHandle().y;
        viewport()->update();
        return;
    }
    PlotView::mousePressEvent(event);
}

void LatencyChart::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging) {
        dragTo(event->position().y());
        return;
    }
    viewport()->setCursor(graspsThreshold(event->position()) ? Qt::SizeVerCursor : Qt::ArrowCursor);
    PlotView::mouseMoveEvent(event);
}

void LatencyChart::mouseReleaseEvent(QMouseEvent *event)
{
    PlotView::mouseReleaseEvent(event);
    if (!m_dragging || event->button() != Qt::LeftButton)
        return;
    dragTo(event->position().y());
    m_dragging = false;
    viewport()->update();
}

void LatencyChart::dragTo(double y)
{
    const double line = y - m_graspedAt;
    if (std::abs(line - thresholdHandle().y) < 1)
        return; // not moved: rounding to pixels must not change the value
    const double share = std::clamp((plotRect().bottom() - line) / plotRect().height(), 0.0, 1.0);
    changeThreshold(std::chrono::milliseconds(std::llround(m_scale.fromShare(share))));
}

void LatencyChart::keyPressEvent(QKeyEvent *event)
{
    const int step = event->modifiers() & Qt::ShiftModifier ? bigStep : 1;
    if (event->key() == Qt::Key_Up)
        changeThreshold(m_threshold + std::chrono::milliseconds(step));
    else if (event->key() == Qt::Key_Down)
        changeThreshold(m_threshold - std::chrono::milliseconds(step));
    else
        event->ignore();
}

void LatencyChart::focusInEvent(QFocusEvent *event)
{
    PlotView::focusInEvent(event);
    viewport()->update();
}

void LatencyChart::focusOutEvent(QFocusEvent *event)
{
    PlotView::focusOutEvent(event);
    viewport()->update();
}

} // namespace Loopscope::Charts
