// What the pointer does on a plot: selects, opens, drags, zooms, reads.
#include "ui/charts/plotview.h"

#include <QMouseEvent>
#include <QWheelEvent>

namespace Loopscope::Charts {

void PlotView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_frame || !m_plot.contains(event->position()))
        return;
    m_drag.begin(event->position().x());
    if (const StallColumn *column = columnAt(m_frame->columns, event->position().x()))
        Q_EMIT stallSelected(column->id);
}

// A click means a stall, a drag the time; the chart's own rubber band and scene have no part in it.
void PlotView::mouseReleaseEvent(QMouseEvent *)
{
    m_drag.end();
}

void PlotView::mouseMoveEvent(QMouseEvent *event)
{
    m_drag.move(event->position().x(), *m_context.time);
    const bool isOver = m_plot.contains(event->position()) && !isRow();
    Q_EMIT pointed(isOver ? event->position().x() : qQNaN());
}

void PlotView::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    Q_EMIT pointed(qQNaN());
}

void PlotView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_frame || !m_plot.contains(event->position()))
        return;
    if (const StallColumn *column = columnAt(m_frame->columns, event->position().x()))
        Q_EMIT stallOpened(column->id);
    else
        m_context.time->followNow();
}

void PlotView::wheelEvent(QWheelEvent *event)
{
    turnWheel(*m_context.time, *event);
    event->accept();
}

} // namespace Loopscope::Charts
