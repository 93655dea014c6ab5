// The lanes by keyboard; timelinechart.cpp has the rest of the chart.
#include "ui/charts/timelinekeys.h"

#include "ui/charts/timelinechart.h"
#include "ui/models/tracewords.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Models::Lane;

double rightEdge(const TimeView &time, const Lane::Bar &bar)
{
    return std::max(std::round(time.xOf(bar.end())), std::round(time.xOf(bar.start)) + 1);
}

/// The first bar that begins at this time or later.
std::size_t indexFrom(const Lane &lane, Base::SteadyTime at)
{
    return lane.indexesIn(at, at).second;
}

} // namespace

std::optional<Lane::Bar> barAfter(const Lane &lane, const TimeView &time, const Lane::Bar &bar)
{
    for (std::size_t index = indexFrom(lane, bar.start); index < lane.size(); ++index) {
        if (lane.at(index).start > bar.start && rightEdge(time, lane.at(index)) > rightEdge(time, bar))
            return lane.at(index);
    }
    return std::nullopt;
}

std::optional<Lane::Bar> barBefore(const Lane &lane, const TimeView &time, const Lane::Bar &bar)
{
    for (std::size_t index = std::min(indexFrom(lane, bar.start), lane.size()); index > 0; --index) {
        if (rightEdge(time, lane.at(index - 1)) < rightEdge(time, bar))
            return lane.at(index - 1);
    }
    return std::nullopt;
}

std::optional<Lane::Bar> barNear(const Lane &lane, Base::SteadyTime at)
{
    if (lane.size() == 0)
        return std::nullopt;
    const std::size_t after = indexFrom(lane, at);
    if (after == 0)
        return lane.at(0);
    const Lane::Bar &before = lane.at(after - 1);
    const bool isCloser = after == lane.size() || at - before.end() <= lane.at(after).start - at;
    return isCloser ? before : lane.at(after);
}

bool isLaneKey(int key, Qt::KeyboardModifiers modifiers)
{
    const bool isPlain = !(modifiers & ~Qt::KeyboardModifiers(Qt::KeypadModifier));
    return isPlain && (key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up ||
                       key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End);
}

bool TimelineChart::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (isLaneKey(key->key(), key->modifiers()))
            event->accept();
    }
    // The tip names the keys; over the lanes it would cover them.
    if (event->type() == QEvent::ToolTip && static_cast<QHelpEvent *>(event)->pos().y() > lanesRect().top())
        return true;
    return QWidget::event(event);
}

void TimelineChart::keyPressEvent(QKeyEvent *event)
{
    if (isLaneKey(event->key(), event->modifiers()))
        moveTo(event->key());
    else
        event->ignore();
}

// Nothing is chosen before an arrow is pressed; how many lanes there are may have changed.
void TimelineChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    sayChosen();
}

// With the newest slice in sight, of the loop if it ran anything.
void TimelineChart::beginChoosing()
{
    for (const Lane *lane : m_context.run->lanes()) {
        const auto [first, last] = lane->indexesIn(m_context.time->from(), m_context.time->to());
        if (first < last) {
            choose(*lane, lane->at(last - 1));
            return;
        }
    }
}

void TimelineChart::moveTo(int key)
{
    const std::vector<const Lane *> lanes = m_context.run->lanes();
    const auto chosen = std::ranges::find_if(
        lanes, [this](const Lane *lane) { return m_chosen && lane->track().id == m_chosen->track; });
    if (chosen == lanes.end())
        beginChoosing();
    else if (key == Qt::Key_Up || key == Qt::Key_Down)
        moveToLane(lanes, chosen - lanes.begin(), key == Qt::Key_Up ? -1 : 1);
    else
        moveInLane(**chosen, key);
}

void TimelineChart::moveInLane(const Lane &lane, int key)
{
    const bool isEmpty = lane.size() == 0;
    const std::optional<Lane::Bar> bar = isEmpty               ? std::nullopt
                                         : key == Qt::Key_Home ? std::optional(lane.at(0))
                                         : key == Qt::Key_End  ? std::optional(lane.at(lane.size() - 1))
                                         : key == Qt::Key_Right
                                             ? barAfter(lane, *m_context.time, m_chosen->bar)
                                             : barBefore(lane, *m_context.time, m_chosen->bar);
    if (bar)
        choose(lane, *bar);
}

// To the next that ran anything.
void TimelineChart::moveToLane(const std::vector<const Lane *> &lanes, std::ptrdiff_t from, int step)
{
    const Base::SteadyTime at = m_chosen->bar.start + m_chosen->bar.duration / 2;
    for (std::ptrdiff_t row = from + step; row >= 0 && row < std::ssize(lanes); row += step) {
        const Lane &lane = *lanes[static_cast<std::size_t>(row)];
        if (const auto bar = barNear(lane, at)) {
            choose(lane, *bar);
            return;
        }
    }
}

void TimelineChart::choose(const Lane &lane, const Lane::Bar &bar)
{
    TimeView &time = *m_context.time;
    m_chosen = Chosen{lane.track().id, Models::laneName(lane.track()), bar};
    if (bar.start < time.from() || bar.start > time.to()) {
        const Base::SteadyTime wanted = bar.start + time.length() / 2;
        time.pan(static_cast<double>((time.to() - wanted).count()) /
                 static_cast<double>(time.perPixel().count()));
    }
    scrollTo(lane);
    sayChosen();
    if (const StallColumn *column = m_frame ? columnAt(m_frame->columns, time.xOf(bar.start)) : nullptr)
        Q_EMIT stallSelected(column->id);
    update();
}

// The first lane stays in place.
void TimelineChart::scrollTo(const Lane &lane)
{
    const std::vector<const Lane *> lanes = m_context.run->lanes();
    const auto row = static_cast<int>(std::ranges::find(lanes, &lane) - lanes.begin());
    if (row == 0 || m_scroll->isHidden())
        return;
    const int first = 1 + m_scroll->value();
    const int last = m_rows - 1 + m_scroll->value();
    if (row < first)
        m_scroll->setValue(m_scroll->value() - (first - row));
    else if (row > last)
        m_scroll->setValue(m_scroll->value() + (row - last));
}

void TimelineChart::sayChosen()
{
    setAccessibleDescription(description());
}

} // namespace Loopscope::Charts
