// The numbers over presenter mode's line; presenterchart.cpp has the line itself.
#include "ui/charts/seriespoints.h"
#include "ui/charts/stallcolumns.h"
#include "ui/presenterchart.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <functional>

namespace Loopscope::Ui {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double numberRight = 42;
constexpr double numberTop = 12;
constexpr double besideText = 16;
constexpr double lowestShare = 0.25;
constexpr double loweredShare = 0.75; // the picture is the line, not the number

} // namespace

double PresenterChart::lineTop(const QRectF &plot, double left, double right) const
{
    const Models::Series &latency = m_run->latency();
    const Base::SteadyTime from = m_time.timeAt(left);
    const Base::SteadyTime to = m_time.timeAt(right);
    const auto between = latency.rangeIn(from, to);
    double highest = std::max(between.valid ? between.max : 0, Charts::stallWait(*m_run, from, to));
    if (const auto before = latency.lastAtOrBefore(from))
        highest = std::max(highest, before->value);
    if (const auto after = latency.firstAfter(to))
        highest = std::max(highest, after->value);
    if (m_run->isClimbing() && to >= m_run->now() - m_time.perPixel())
        highest = std::max(highest, Base::toMilliseconds(m_run->currentLatency()));
    return latencyY(plot, highest);
}

FontRole PresenterChart::numberFont() const
{
    return m_isSmall ? FontRole::PresenterTitle : FontRole::PresenterNumber;
}

// Digits have no descenders: no empty room below them.
QSizeF PresenterChart::numberSize(const PresenterLayout &layout,
                                  const PresenterContents::Number &number) const
{
    const QFontMetricsF metrics = layout.metrics(numberFont());
    return {std::max(metrics.horizontalAdvance(number.value),
                     layout.metrics(FontRole::PresenterStrong).horizontalAdvance(number.caption)),
            metrics.capHeight() + layout.line(FontRole::PresenterStrong)};
}

// At the right edge, where now is; else left of the stall that goes on, or as far to the right as no line
// runs.
std::optional<QRectF> PresenterChart::numberArea(const Canvas &canvas,
                                                 const PresenterContents::Number &number) const
{
    const QSizeF size = numberSize(canvas.layout, number);
    const double gap = canvas.layout.px(besideText);
    const double last = canvas.plot.right() - canvas.layout.px(numberRight);
    const double top = canvas.plot.top() + canvas.layout.px(numberTop);
    const std::vector<Charts::StallColumn> columns = Charts::stallColumns(*m_run, m_time);
    std::vector<double> rights;
    if (number.isNow) // where an audience learns to look
        rights.push_back(last);
    for (const Charts::StallColumn &column : columns) {
        if (column.id == number.stall)
            rights.push_back(
                std::min(number.isNow ? column.left - gap : column.center() + size.width() / 2, last));
    }
    for (double right = last; right > canvas.plot.left() + size.width(); right -= gap)
        rights.push_back(right);
    // After the run it stands between the columns, or where there is no room over its own.
    for (const bool anywhere : {number.isNow, true}) {
        for (const double right : rights) {
            const QRectF area(QPointF(right - size.width(), top), size);
            const bool isFree = std::ranges::none_of(columns, [&area](const Charts::StallColumn &column) {
                return column.left < area.right() && column.right > area.left();
            });
            if ((anywhere || isFree) && area.left() >= canvas.plot.left() + gap &&
                lineTop(canvas.plot, area.left() - gap, area.right() + gap) > area.bottom())
                return area;
        }
    }
    return std::nullopt;
}

// Where the number finds no place the line becomes a little lower, then the number smaller.
void PresenterChart::makeRoom(const Canvas &canvas, const PresenterContents::Number &number)
{
    m_share = m_isLowered ? loweredShare : 1;
    if (number.value.isEmpty() || numberArea(canvas, number))
        return;
    if (m_isLowered)
        m_isSmall = true;
    m_isLowered = true;
    m_share = loweredShare;
    m_isSmall = m_isSmall || !numberArea(canvas, number);
}

double PresenterChart::shareBelowNumber(const Canvas &canvas, const PresenterContents::Number &number) const
{
    const double taken = canvas.layout.px(numberTop) + numberSize(canvas.layout, number).height() +
                         canvas.layout.px(besideText);
    return std::max(1 - taken / canvas.plot.height(), lowestShare);
}

QRectF PresenterChart::paintNumber(const Canvas &canvas, const PresenterContents &contents) const
{
    const PresenterContents::Number &number = contents.number;
    if (number.value.isEmpty())
        return {};
    const PresenterLayout &layout = canvas.layout;
    const double big = layout.metrics(numberFont()).capHeight();
    const QSizeF size = numberSize(layout, number);
    QRectF area(QPointF(canvas.plot.right() - layout.px(numberRight) - size.width(),
                        canvas.plot.top() + layout.px(numberTop)),
                size);
    if (contents.subject == PresenterSubject::Latency) {
        area = numberArea(canvas, number).value_or(area);
        // The grid does not run through it.
        const double gap = layout.px(besideText);
        const QRectF ground = area.adjusted(-gap / 2, 0, gap / 2, 0);
        canvas.painter.fillRect(ground, m_theme->color(ColorRole::Window));
        canvas.painter.save();
        canvas.painter.setClipRect(ground, Qt::IntersectClip);
        paintColumns(canvas);
        canvas.painter.restore();
    }
    canvas.painter.setFont(layout.font(numberFont()));
    canvas.painter.setPen(m_theme->color(number.isStall ? ColorRole::StallText : ColorRole::Text));
    canvas.painter.drawText(
        QPointF(area.right() - layout.metrics(numberFont()).horizontalAdvance(number.value),
                area.top() + big),
        number.value);
    write(canvas, QRectF(area.left(), area.top() + big, size.width(), size.height() - big),
          Qt::AlignRight | Qt::AlignVCenter, number.caption, FontRole::PresenterStrong, ColorRole::Text);
    return area;
}

void PresenterChart::paintNumberAlone(const Canvas &canvas, const PresenterContents::Number &number) const
{
    const PresenterLayout &layout = canvas.layout;
    const QRectF room(layout.left(), canvas.plot.top(), layout.right() - layout.left(),
                      layout.times().bottom() - canvas.plot.top());
    const double caption = layout.line(FontRole::PresenterStrong);
    const double big = std::min(layout.line(FontRole::PresenterNumber), room.height() - caption);
    const double top = room.center().y() - (big + caption) / 2;
    const bool fits = big >= 0.8 * layout.line(FontRole::PresenterNumber);
    write(canvas, QRectF(room.left(), top, room.width(), big), Qt::AlignCenter, number.value,
          fits ? FontRole::PresenterNumber : FontRole::PresenterTitle,
          number.isStall ? ColorRole::StallText : ColorRole::Text);
    write(canvas, QRectF(room.left(), top + big, room.width(), caption), Qt::AlignCenter, number.caption,
          FontRole::PresenterStrong, ColorRole::Text);
}

void PresenterChart::paintPeaks(const Canvas &canvas, const QRectF &taken, Trace::StallId told) const
{
    const PresenterLayout &layout = canvas.layout;
    const QFontMetricsF metrics = layout.metrics(FontRole::PresenterStrong);
    const double height = layout.line(FontRole::PresenterStrong);
    const double gap = layout.px(besideText);
    // The longest first: a label never stands on the peak of another.
    std::vector<Charts::StallColumn> columns = Charts::stallColumns(*m_run, m_time);
    std::ranges::stable_sort(columns, std::greater(), &Charts::StallColumn::longest);
    std::vector<QRectF> used{taken};
    for (const Charts::StallColumn &column : columns) {
        if (column.open || column.cut || column.id == told)
            continue;
        const QString text = Theme::formatLive(column.longest);
        const double half = metrics.horizontalAdvance(text) / 2;
        const double peak = latencyY(canvas.plot, Base::toMilliseconds(column.longest));
        // The line may be a little higher than the stall was long.
        const double line = lineTop(canvas.plot, column.center() - half, column.center() + half);
        if (peak - line > gap)
            continue;
        const double bottom = std::min(peak, line) - gap / 2;
        QRectF area(column.center() - half, bottom - height, 2 * half, height);
        if (area.top() < canvas.plot.top() && column.count == 1)
            area.moveTopRight(QPointF(column.left - gap, canvas.plot.top()));
        const QRectF around = area.adjusted(-gap, 0, gap, 0);
        const bool fits =
            area.left() >= canvas.plot.left() && area.right() <= canvas.plot.right() &&
            std::ranges::none_of(used, [&around](const QRectF &other) { return around.intersects(other); }) &&
            lineTop(canvas.plot, area.left(), area.right()) >= area.bottom();
        if (!fits)
            continue;
        used.push_back(area);
        write(canvas, around, Qt::AlignCenter, text, FontRole::PresenterStrong,
              column.isOfMachine ? ColorRole::Text2 : ColorRole::StallText);
    }
}

} // namespace Loopscope::Ui
