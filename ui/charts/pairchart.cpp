#include "ui/charts/pairchart.h"

#include "ui/charts/chartgrid.h"
#include "ui/charts/seriespoints.h"
#include "ui/charts/stallfill.h"
#include "ui/charts/textpainter.h"
#include "ui/theme/format.h"

#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

constexpr double aboveNumber = 9; // from the middle of the text
constexpr double besideNumber = 12;
constexpr double nearestTicks = 14;
constexpr double titlePadding = 4;
constexpr double zoomStep = 1.5;

} // namespace

PairChart::PairChart(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_scroll(new QScrollBar(Qt::Vertical, this))
{
    setAccessibleName(tr("Two traces"));
    setMinimumSize(480, 180);
    m_scroll->setAccessibleName(tr("Scroll the lanes"));
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void PairChart::setSides(std::vector<PairSide> sides)
{
    m_sides = std::move(sides);
    m_scale.reset();
    m_duration = Base::Duration(1);
    QStringList words;
    for (const PairSide &side : m_sides) {
        m_duration = std::max(m_duration, side.trace->end - side.trace->begin);
        m_scale.include(side.run->latency().rangeIn(side.trace->begin, side.trace->lastAt).max);
        const auto stalls = static_cast<qint64>(side.run->stalls().total());
        words.append(
            QStringLiteral("%1 %2, %3")
                .arg(side.letter, side.name,
                     Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(stalls)), stalls)));
    }
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    m_length = std::clamp<Base::Duration>(m_duration, TimeView::shortest, TimeView::usual);
    collectLanes();
    layOut();
    setCursor(Base::Duration::zero());
    placeView();
    update();
}

void PairChart::setCursor(Base::Duration position)
{
    position = std::clamp(position, Base::Duration::zero(), m_duration);
    if (position == m_cursor)
        return;
    m_cursor = position;
    placeView();
    update();
}

// The cursor stands in the middle, but at the begin and the end.
void PairChart::placeView()
{
    const Base::Duration latest = std::max(m_duration - m_length, Base::Duration::zero());
    m_from = std::clamp(m_cursor - m_length / 2, Base::Duration::zero(), latest);
    Q_EMIT viewChanged();
}

void PairChart::setLength(Base::Duration length)
{
    const Base::Duration longest =
        std::clamp<Base::Duration>(m_duration, TimeView::shortest, TimeView::longest);
    m_length = std::clamp<Base::Duration>(length, TimeView::shortest, longest);
    placeView();
    update();
}

void PairChart::zoomIn()
{
    setLength(Base::Duration(std::llround(static_cast<double>(m_length.count()) / zoomStep)));
}

void PairChart::zoomOut()
{
    setLength(Base::Duration(std::llround(static_cast<double>(m_length.count()) * zoomStep)));
}

void PairChart::fit()
{
    setLength(m_duration);
}

void PairChart::toggleLinear()
{
    m_scale.setLinear(!m_scale.isLinear());
    update();
}

double PairChart::plotLeft() const
{
    return Grid::padding + Grid::leftGutter;
}

double PairChart::plotWidth() const
{
    return std::max(width() - plotLeft() - Grid::padding - Grid::rightGutter, 1.0);
}

QRectF PairChart::plotOf(std::size_t side) const
{
    return {plotLeft(), double(m_heights.plotTop(static_cast<int>(side))), plotWidth(),
            double(m_heights.plot)};
}

double PairChart::xOf(Base::Duration at) const
{
    return plotLeft() + plotWidth() * Base::toSeconds(at - m_from) / Base::toSeconds(m_length);
}

void PairChart::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme->color(ColorRole::Window));
    for (std::size_t index = 0; index < m_sides.size() && !m_heights.isFolded(); ++index)
        paintSide(painter, index);
    if (m_sides.empty())
        return;
    paintLanes(painter);
    const double bottom = lanesRect().bottom();
    paintAxis(painter, bottom);
    paintCursor(painter, bottom);
    paintTitles(painter);
}

void PairChart::paintSide(QPainter &painter, std::size_t index)
{
    const PairSide &side = m_sides[index];
    const QRectF plot = plotOf(index);
    TimeView time;
    time.setPlot(plotLeft(), plotWidth());
    time.follow(side.trace->begin, side.trace->begin + m_from + m_length, true);
    time.setLength(m_length);
    time.follow(side.trace->begin, side.trace->begin + m_from + m_length, true);
    paintGrid(painter, plot, side);
    paintStalls(painter, plot, side, time);
    paintLine(painter, plot, side, time);
}

// Folded, what its line says at the cursor.
QString PairChart::subtitleOf(const PairSide &side) const
{
    if (side.run->latency().isEmpty())
        return tr("this file has no loop latency");
    if (!m_heights.isFolded())
        return m_scale.isLinear() ? tr("loop latency, ms") : tr("loop latency, ms, \u221a scale");
    const QString longest = Theme::formatStall(side.run->stalls().longest());
    const Base::SteadyTime at = side.trace->begin + m_cursor;
    const auto now = side.run->latency().lastAtOrBefore(at);
    if (!now || at > side.trace->end)
        return tr("longest stall %1").arg(longest);
    return tr("loop latency %1 at the cursor, longest stall %2")
        .arg(Theme::formatDuration(Base::fromMilliseconds(now->value)), longest);
}

// After the cursor, and on a ground of their own: it must not strike them through.
void PairChart::paintTitles(QPainter &painter)
{
    TextPainter text(painter, *m_theme);
    const auto write = [&](double x, double bottom, const QString &words, Theme::FontRole role,
                           ColorRole color) {
        const QString shown = text.fitting({words}, role, width() - Grid::padding - x);
        const double wide = text.width(shown, role);
        const double high = std::min<double>(Grid::titleRow - 2, m_heights.titleRow);
        const double y = bottom - m_heights.titleRow / 2.0;
        painter.fillRect(QRectF(x - titlePadding, y - high / 2, wide + 2 * titlePadding, high),
                         m_theme->color(ColorRole::Window));
        text.left(x, y, shown, role, color);
        return wide;
    };
    for (std::size_t index = 0; index < m_sides.size(); ++index) {
        const PairSide &side = m_sides[index];
        const double bottom = plotOf(index).top();
        double x = Grid::padding;
        x += write(x, bottom, side.letter, Theme::FontRole::BodyStrong, side.color) + 10;
        x += write(x, bottom, side.name, Theme::FontRole::BodyStrong, ColorRole::Text) + 10;
        write(x, bottom, subtitleOf(side), Theme::FontRole::Label, ColorRole::Text3);
    }
    if (m_heights.lanesTitle == 0)
        return;
    const double bottom = lanesRect().top();
    const double used =
        write(Grid::padding, bottom, tr("Timeline"), Theme::FontRole::BodyStrong, ColorRole::Text);
    write(Grid::padding + used + Grid::tickGap, bottom, tr("what ran when; what waits is hatched"),
          Theme::FontRole::Label, ColorRole::Text3);
}

void PairChart::paintGrid(QPainter &painter, const QRectF &plot, const PairSide &side)
{
    TextPainter text(painter, *m_theme);
    painter.fillRect(QRectF(plot.left(), std::round(plot.bottom()), plot.width(), 1),
                     m_theme->color(ColorRole::BandLine));
    text.right(plot.left() - Grid::tickGap, plot.bottom(), QStringLiteral("0"), Theme::FontRole::Caption,
               ColorRole::Text3);
    QPen dots(m_theme->color(ColorRole::BandLine), 1, Qt::CustomDashLine, Qt::FlatCap);
    dots.setDashPattern({2, 4});
    const auto lineAt = [&](double milliseconds) {
        return std::round(plot.bottom() - m_scale.share(milliseconds) * plot.height());
    };
    const auto threshold = static_cast<double>(side.trace->threshold.count());
    double above = plot.top() - nearestTicks;
    for (auto entry = perceptionBands().rbegin(); entry != perceptionBands().rend(); ++entry) {
        const PerceptionBand &band = *entry;
        painter.setPen(dots);
        const double y = lineAt(band.milliseconds) + 0.5;
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        if (y - above < nearestTicks || plot.bottom() - y < nearestTicks)
            continue;
        above = y;
        text.right(plot.left() - Grid::tickGap, y, QString::number(band.milliseconds),
                   Theme::FontRole::Caption, ColorRole::Text3);
    }
    QPen dashes(m_theme->color(ColorRole::Threshold), 1.5, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({4, 2.67});
    painter.setPen(dashes);
    const double y = lineAt(threshold) + 0.5;
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    text.left(plot.right() + Grid::labelGap, y, tr("%1\u00a0ms threshold").arg(threshold),
              Theme::FontRole::Caption, ColorRole::Threshold);
}

void PairChart::paintLine(QPainter &painter, const QRectF &plot, const PairSide &side, const TimeView &time)
{
    const QList<QPointF> points =
        linePoints(side.run->latency(), time, LineShape::Slope, side.trace->end,
                   [this](double milliseconds) { return m_scale.share(milliseconds); });
    QPolygonF line;
    line.reserve(points.size());
    const double perSecond = plot.width() / Base::toSeconds(time.length());
    for (const QPointF &point : points)
        line.append(QPointF(plot.right() + point.x() * perSecond, plot.bottom() - point.y() * plot.height()));
    QPen pen(m_theme->color(side.color), 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    pen.setMiterLimit(1);
    painter.save();
    painter.setClipRect(plot.adjusted(0, -2, 0, 2));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.drawPolyline(line);
    const Base::SteadyTime at = side.trace->begin + m_cursor;
    if (const auto now = side.run->latency().lastAtOrBefore(at); now && at <= side.trace->end) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme->color(side.color));
        painter.drawEllipse(QPointF(xOf(m_cursor), plot.bottom() - m_scale.share(now->value) * plot.height()),
                            5, 5);
    }
    painter.restore();
}

void PairChart::paintStalls(QPainter &painter, const QRectF &plot, const PairSide &side, const TimeView &time)
{
    TextPainter text(painter, *m_theme);
    const std::vector<StallColumn> columns = stallColumns(*side.run, time);
    for (const StallColumn &column : columns)
        paintColumn(painter, *m_theme, column, plot.top(), plot.height());
    // Above its own peak, or nowhere: beside it the number would be the next one's.
    double freeFrom = plot.left();
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const StallColumn &column = columns[index];
        const QString words = Theme::formatStall(column.longest);
        const double wide = text.width(words, Theme::FontRole::LabelStrong);
        const double left = std::clamp(column.center() - wide / 2, plot.left(), plot.right() - wide);
        const bool isOutdone = index + 1 < columns.size() && columns[index + 1].longest > column.longest &&
                               columns[index + 1].center() - column.center() < wide + besideNumber;
        if (left < freeFrom || isOutdone)
            continue;
        const double peak =
            plot.bottom() - m_scale.share(Base::toMilliseconds(column.longest)) * plot.height();
        text.left(left, std::max(peak - aboveNumber, plot.top() + aboveNumber), words,
                  Theme::FontRole::LabelStrong, column.isOfMachine ? ColorRole::Text2 : ColorRole::StallText);
        freeFrom = left + wide + besideNumber;
    }
}

} // namespace Loopscope::Charts
