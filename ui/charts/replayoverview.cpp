#include "ui/charts/replayoverview.h"

#include "ui/charts/chartgrid.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/timeaxis.h"
#include "ui/theme/format.h"

#include <QMouseEvent>
#include <QPolygonF>

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double titleTop = 4;
constexpr double rowsTop = 40; // clear of the mark above the first
constexpr double rowHeight = 32;
constexpr double rowGap = 8;
constexpr double axisHeight = 28;
constexpr double barWidth = 3;
constexpr double lowestBar = 2;
constexpr double markHalf = 5;

} // namespace

ReplayOverview::ReplayOverview(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Whole recording"));
    setToolTip(tr("Drag to go elsewhere. Left and Right step one event, with Shift one stall."));
    setFixedHeight(heightForRows(1));
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

int ReplayOverview::heightForRows(std::size_t rows) const
{
    const auto count = static_cast<double>(std::max<std::size_t>(rows, 1));
    return static_cast<int>(rowsTop + count * (rowHeight + rowGap) - rowGap + axisHeight);
}

void ReplayOverview::setRows(std::vector<Row> rows, std::chrono::milliseconds threshold)
{
    m_rows = std::move(rows);
    m_threshold = threshold;
    m_duration = Base::Duration(1);
    m_longest = std::max<Base::Duration>(threshold * 2, Base::Duration(1));
    for (const Row &row : m_rows) {
        m_duration = std::max(m_duration, row.duration);
        for (const Bar &bar : row.stalls)
            m_longest = std::max(m_longest, bar.duration);
    }
    setFixedHeight(heightForRows(m_rows.size()));
    describe();
    update();
}

void ReplayOverview::describe()
{
    QStringList parts;
    for (const Row &row : m_rows) {
        const auto count = static_cast<qint64>(row.stalls.size());
        const QString stalls = Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(count)), count);
        parts.append(QStringLiteral("%1 %2, %3")
                         .arg(row.letter, Theme::formatSeconds(row.duration, 1), stalls)
                         .trimmed());
    }
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
}

void ReplayOverview::setPosition(Base::Duration position)
{
    if (position == m_position)
        return;
    m_position = position;
    update();
}

void ReplayOverview::setView(Base::Duration from, Base::Duration to)
{
    from = std::max(from, Base::Duration::zero());
    if (from == m_viewFrom && to == m_viewTo)
        return;
    m_viewFrom = from;
    m_viewTo = to;
    update();
}

QRectF ReplayOverview::rowRect(std::size_t row) const
{
    const double left = Grid::padding + Grid::leftGutter;
    return {left, rowsTop + static_cast<double>(row) * (rowHeight + rowGap), width() - left - Grid::padding,
            rowHeight};
}

double ReplayOverview::xOf(Base::Duration at) const
{
    const QRectF row = rowRect(0);
    return row.left() + row.width() * Base::toSeconds(at) / Base::toSeconds(m_duration);
}

Base::Duration ReplayOverview::timeAt(double x) const
{
    const QRectF row = rowRect(0);
    const double share = std::clamp((x - row.left()) / row.width(), 0.0, 1.0);
    return Base::Duration(std::llround(share * static_cast<double>(m_duration.count())));
}

std::vector<std::pair<Base::Duration, QString>> ReplayOverview::timeLabels() const
{
    const Base::Duration step = labelStep(m_duration);
    std::vector<std::pair<Base::Duration, QString>> labels;
    for (Base::Duration at = step; at < m_duration; at += step)
        labels.emplace_back(at, timeText(at, step));
    return labels;
}

void ReplayOverview::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme->color(ColorRole::Window));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme->color(ColorRole::Line));
    TextPainter text(painter, *m_theme);
    const double y = titleTop + Grid::titleRow / 2.0 + 2;
    const double used =
        text.left(Grid::padding, y, tr("Whole recording"), FontRole::BodyStrong, ColorRole::Text);
    text.left(Grid::padding + used + Grid::tickGap, y,
              tr("drag to scrub, arrows step one event, Shift steps one stall"), FontRole::Label,
              ColorRole::Text3);
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        paintRow(painter, row);
    const double axisY = rowRect(m_rows.empty() ? 0 : m_rows.size() - 1).bottom() + axisHeight / 2 + 2;
    for (const auto &[at, label] : timeLabels()) {
        const double x = xOf(at);
        if (x > width() - 2 * Grid::padding)
            break;
        painter.fillRect(QRectF(std::round(x), axisY - axisHeight / 2 + 1, 1, 4),
                         m_theme->color(ColorRole::BandLine));
        text.centered(x, axisY, label, FontRole::Caption, ColorRole::Text2);
    }
    paintCursor(painter);
}

void ReplayOverview::paintRow(QPainter &painter, std::size_t index) const
{
    const Row &row = m_rows[index];
    const QRectF rect = rowRect(index);
    painter.fillRect(rect, m_theme->color(ColorRole::Panel));
    TextPainter text(painter, *m_theme);
    if (!row.letter.isEmpty())
        text.right(rect.left() - Grid::tickGap, rect.center().y(), row.letter, FontRole::BodyStrong,
                   row.color);
    const double room = rect.height() - 4;
    const double threshold = std::sqrt(Base::toSeconds(m_threshold) / Base::toSeconds(m_longest)) * room;
    QPen line(m_theme->color(ColorRole::Threshold), 1, Qt::CustomDashLine, Qt::FlatCap);
    line.setDashPattern({4, 3});
    painter.setPen(line);
    painter.drawLine(QPointF(rect.left(), rect.bottom() - threshold),
                     QPointF(rect.right(), rect.bottom() - threshold));
    for (const Bar &bar : row.stalls) {
        const double x = std::round(xOf(bar.start));
        const double wide = std::max(barWidth, xOf(bar.start + bar.duration) - x);
        const double share =
            std::sqrt(std::max(Base::toSeconds(bar.duration), 0.0) / Base::toSeconds(m_longest));
        const double high = std::clamp(share * room, lowestBar, room);
        painter.fillRect(QRectF(x, rect.bottom() - high, wide, high),
                         m_theme->color(bar.duration >= m_threshold ? ColorRole::Stall : ColorRole::Text3));
    }
}

void ReplayOverview::paintCursor(QPainter &painter) const
{
    if (m_rows.empty())
        return;
    const double top = rowRect(0).top() - 4;
    const double bottom = rowRect(m_rows.size() - 1).bottom() + 4;
    const QColor text = m_theme->color(ColorRole::Text);
    const double from = std::round(xOf(m_viewFrom));
    const double to = std::round(xOf(std::min(m_viewTo, m_duration)));
    if (to > from) {
        QColor fill = text;
        fill.setAlphaF(0.10F);
        painter.setPen(QPen(text, 1));
        painter.setBrush(fill);
        painter.drawRect(QRectF(from + 0.5, top + 0.5, std::max(to - from - 1, 2.0), bottom - top - 1));
    }
    const double x = std::round(xOf(m_position));
    painter.fillRect(QRectF(x - 1, top, 2, bottom - top), text);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(text);
    painter.drawPolygon(QPolygonF({{x - markHalf, top - 7}, {x + markHalf, top - 7}, {x, top}}));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void ReplayOverview::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_rows.empty())
        Q_EMIT scrubbed(timeAt(event->position().x()));
}

void ReplayOverview::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) && !m_rows.empty())
        Q_EMIT scrubbed(timeAt(event->position().x()));
}

} // namespace Loopscope::Charts
