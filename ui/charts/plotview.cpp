#include "ui/charts/plotview.h"

#include "ui/charts/stallfill.h"
#include "ui/charts/tint.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QGraphicsLayout>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

constexpr double zoomPerNotch = 0.8;
constexpr double pixelsPerNotch = 60;
constexpr double angleOfNotch = 120;
constexpr double swatchWidth = 8;
constexpr double swatchHeight = 3;
constexpr double dashLength = 3;
constexpr double dragStart = 4;
constexpr double readingPadding = 6;
constexpr double readingGap = 8;
constexpr double readingTop = 4;
constexpr double readingHeight = 20;
constexpr double dashGap = 2;

} // namespace

void turnWheel(TimeView &time, const QWheelEvent &event)
{
    // Shift turns the wheel sideways on some systems.
    const QPoint angle = event.angleDelta();
    const double notches = (angle.y() != 0 ? angle.y() : angle.x()) / angleOfNotch;
    if (event.modifiers() & Qt::ShiftModifier)
        time.pan(notches * pixelsPerNotch);
    else
        time.zoomAt(std::pow(zoomPerNotch, notches), event.position().x());
}

bool Drag::move(double x, TimeView &time)
{
    if (!m_from)
        return false;
    m_pans = m_pans || std::abs(x - *m_from) >= dragStart;
    if (m_pans) {
        time.pan(x - *m_from);
        m_from = x;
    }
    return m_pans;
}

void paintCrosshairAt(QPainter &painter, const Theme::Theme &theme, const QRectF &plot, double x,
                      const QString &text)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(std::round(x), plot.top(), 1, plot.height()),
                     theme.color(Theme::ColorRole::Text2));
    if (text.isEmpty())
        return;
    const double width = readingWidth(painter, theme, text);
    // On the side where there is room.
    const bool isLeft = x + readingGap + width > plot.right();
    const QRectF box(isLeft ? x - readingGap - width : x + readingGap, plot.top() + readingTop, width,
                     readingHeight);
    paintReading(painter, theme, box, text);
}

double readingWidth(QPainter &painter, const Theme::Theme &theme, const QString &text)
{
    return TextPainter(painter, theme).width(text, Theme::FontRole::LabelStrong) + 2 * readingPadding;
}

void paintReading(QPainter &painter, const Theme::Theme &theme, const QRectF &box, const QString &text)
{
    painter.fillRect(box, theme.color(Theme::ColorRole::Raised));
    painter.setPen(theme.color(Theme::ColorRole::Line));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0, 0, -1, -1));
    TextPainter(painter, theme)
        .left(box.left() + readingPadding, box.center().y(), text, Theme::FontRole::LabelStrong,
              Theme::ColorRole::Text);
}

PlotView::PlotView(const ChartContext &context, const QString &title, QWidget *parent)
    : QChartView(new QChart, parent)
    , m_context(context)
    , m_title(title)
    , m_timeAxis(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setMouseTracking(true);
    setAcceptDrops(false); // a scene would take a trace that is meant for the window, and do nothing with it
    viewport()->setAcceptDrops(false);
    setAccessibleName(title);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setAnimationOptions(QChart::NoAnimation);
    m_timeAxis->setVisible(false);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    updateTimeAxis();
    connect(context.time, &TimeView::changed, this, &PlotView::updateTimeAxis);
    connect(context.theme, &Theme::Theme::changed, this, &PlotView::applyTheme);
}

void PlotView::applyTheme()
{
    restyle();
    viewport()->update();
}

void PlotView::updateTimeAxis()
{
    m_timeAxis->setRange(-Base::toSeconds(m_context.time->length()), 0);
}

void PlotView::setTitle(const QString &title)
{
    m_title = title;
    setAccessibleName(title);
    viewport()->update();
}

void PlotView::setPlotRect(const QRectF &rect)
{
    m_plot = rect;
    chart()->setPlotArea(rect.adjusted(0, -Grid::edgeRoom, 0, Grid::edgeRoom));
}

void PlotView::setEmptyRow(const QString &sentence)
{
    if (m_emptyRow == sentence)
        return;
    m_emptyRow = sentence;
    chart()->setVisible(!isRow());
    viewport()->update();
}

void PlotView::setFolded(bool folded)
{
    m_isFolded = folded;
    chart()->setVisible(!isRow());
    viewport()->update();
}

void PlotView::showFrame(const ChartFrame *frame)
{
    m_frame = frame;
    if (!isEmptyRow())
        updateSeries();
    viewport()->update();
}

QValueAxis *PlotView::addValueAxis()
{
    auto *axis = new QValueAxis(this);
    axis->setVisible(false);
    chart()->addAxis(axis, Qt::AlignLeft);
    return axis;
}

QLineSeries *PlotView::addLine(QValueAxis *axis)
{
    auto *series = new QLineSeries(this);
    chart()->addSeries(series);
    series->attachAxis(m_timeAxis);
    series->attachAxis(axis);
    return series;
}

void PlotView::setTop(QValueAxis *axis, double top)
{
    const double room = m_plot.height() > 0 ? top * Grid::edgeRoom / m_plot.height() : 0;
    if (!qFuzzyCompare(axis->max(), top + room) || !qFuzzyCompare(axis->min(), -room))
        axis->setRange(-room, top + room);
}

void PlotView::setPen(QLineSeries *series, Theme::ColorRole color, double width, const QList<qreal> &dash)
{
    QPen pen(m_context.theme->color(color), width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    pen.setMiterLimit(1); // a peak of one pixel must not grow a spike
    if (!dash.isEmpty()) {
        QList<qreal> inWidths;
        for (const qreal length : dash)
            inWidths.append(length / width);
        pen.setDashPattern(inWidths);
    }
    series->setPen(pen);
}

void PlotView::paintEvent(QPaintEvent *event)
{
    const FrameWork work(m_context.clock);
    QChartView::paintEvent(event);
}

void PlotView::drawBackground(QPainter *painter, const QRectF &rect)
{
    painter->fillRect(rect, m_context.theme->color(Theme::ColorRole::Window));
    if (isRow())
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintUnder(*painter);
    paintGaps(*painter);
    paintColumns(*painter);
    painter->restore();
}

void PlotView::paintColumns(QPainter &painter)
{
    if (!m_frame)
        return;
    for (const StallColumn &column : m_frame->columns) {
        paintColumn(painter, *m_context.theme, column, m_plot.top(), m_plot.height());
        const QRectF rect(column.left, m_plot.top(), column.right - column.left, m_plot.height());
        if (column.id == m_frame->selected) {
            const QColor edge = m_context.theme->color(Theme::ColorRole::Stall);
            painter.fillRect(QRectF(rect.left(), rect.top(), 1, rect.height()), edge);
            painter.fillRect(QRectF(rect.right() - 1, rect.top(), 1, rect.height()), edge);
        }
    }
}

void PlotView::paintGaps(QPainter &painter)
{
    const QBrush hatch(m_context.theme->color(Theme::ColorRole::Text3), Qt::BDiagPattern);
    for (const Models::RunModel::Gap &gap : m_context.run->gaps())
        paintTint(painter, areaOf(gap), hatch);
}

// Empty where it is not in the plot.
QRectF PlotView::areaOf(const Models::RunModel::Gap &gap) const
{
    const TimeView &time = *m_context.time;
    const double left = std::max(std::floor(time.xOf(std::max(gap.from, time.begin()))), m_plot.left());
    const double right = std::min(std::ceil(time.xOf(std::min(gap.to, time.now()))), m_plot.right());
    return {left, m_plot.top(), std::max(right - left, 0.0), m_plot.height()};
}

void PlotView::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    TextPainter text(*painter, *m_context.theme);
    if (isRow()) {
        paintRow(text);
        const QRectF line(Grid::padding, height() - 1, width() - 2 * Grid::padding, 1);
        painter->fillRect(line, m_context.theme->color(Theme::ColorRole::Line));
    } else {
        const double gap = m_plot.top() >= Grid::latencyPlotTop ? Grid::latencyPlotTop - Grid::padding
                                                                : Grid::smallPlotTop - Grid::belowPlot;
        m_titleAreas.clear();
        paintTitle(text, m_plot.top() - gap + Grid::titleRow / 2.0);
        paintOver(*painter);
        paintCrosshair(*painter);
    }
    painter->restore();
}

void PlotView::paintRow(TextPainter &text) const
{
    const double middle = height() / 2.0;
    const double x = Grid::padding;
    const double used = text.left(x, middle, m_title, Theme::FontRole::BodyStrong, Theme::ColorRole::Text);
    const bool hasReading = m_context.run->stage() != Models::RunStage::None;
    const QString words = isEmptyRow() ? m_emptyRow : hasReading ? reading(m_context.time->to()) : QString();
    text.left(x + used + Grid::labelGap, middle, words, Theme::FontRole::Label, Theme::ColorRole::Text2);
}

void PlotView::paintCrosshair(QPainter &painter)
{
    if (!m_frame || !m_frame->pointer || m_context.run->stage() == Models::RunStage::None)
        return;
    const Base::SteadyTime at = m_context.time->timeAt(*m_frame->pointer);
    const bool isInRun = at >= m_context.time->begin() && at <= m_context.time->now();
    paintCrosshairAt(painter, *m_context.theme, m_plot, *m_frame->pointer, isInRun ? reading(at) : QString());
}

void PlotView::paintTitle(TextPainter &text, double y)
{
    paintTitleUpTo(width() - Grid::padding, text, y);
}

void PlotView::paintTitleUpTo(double right, TextPainter &text, double y)
{
    const std::vector<QRectF> areas =
        text.title(Grid::padding, right, y, m_title, QStringList(subtitle()) + shorterSubtitles());
    m_titleAreas.insert(m_titleAreas.end(), areas.begin(), areas.end());
}

void PlotView::paintSmallGrid(QPainter &painter, double top)
{
    if (m_context.run->stage() == Models::RunStage::None)
        return; // lines without numbers say nothing
    const Theme::Theme &theme = *m_context.theme;
    TextPainter text(painter, theme);
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = std::round(yOf(share));
        const auto color = share > 0 ? Theme::ColorRole::Grid : Theme::ColorRole::BandLine;
        painter.fillRect(QRectF(m_plot.left(), y, m_plot.width(), 1), theme.color(color));
        text.right(m_plot.left() - Grid::tickGap, y + 1,
                   share * top >= 1000 ? Theme::formatCount(std::llround(share * top))
                                       : QString::number(share * top, 'g', 6),
                   Theme::FontRole::Caption, Theme::ColorRole::Text3);
    }
}

double PlotView::upperLabelY() const
{
    return m_plot.top() + 17 - (Grid::smallPlot - m_plot.height()) * 9 / 16;
}

double PlotView::lowerLabelY() const
{
    return m_plot.bottom() - 11;
}

void PlotView::paintLineLabel(QPainter &painter, double y, const QLineSeries *series, const QString &label,
                              Theme::ColorRole color, const QString &below)
{
    const double x = m_plot.right() + Grid::labelGap;
    painter.setRenderHint(QPainter::Antialiasing, false);
    const bool dashed = series && series->pen().style() != Qt::SolidLine;
    const double piece = dashed ? dashLength : swatchWidth;
    for (double offset = 0; series && offset < swatchWidth; offset += piece + dashGap)
        painter.fillRect(QRectF(x + offset, std::round(y) - 1, piece, swatchHeight), series->pen().color());
    TextPainter text(painter, *m_context.theme);
    const double textX = x + swatchWidth + 6;
    text.left(textX, y, label, Theme::FontRole::LabelStrong, color);
    if (!below.isEmpty())
        text.left(textX, y + 15, below, Theme::FontRole::Caption, Theme::ColorRole::Text3);
}

void PlotView::paintAlarm(QPainter &painter, double y, const QString &words)
{
    constexpr double sign = 12;
    const double x = m_plot.right() + Grid::labelGap;
    painter.setRenderHint(QPainter::Antialiasing);
    Theme::paintIcon(painter, Theme::Icon::Warning, QRectF(x - 2, y - sign / 2, sign, sign),
                     m_context.theme->color(Theme::ColorRole::StallText));
    TextPainter(painter, *m_context.theme)
        .left(x + swatchWidth + 6, y, words, Theme::FontRole::LabelStrong, Theme::ColorRole::StallText);
}

} // namespace Loopscope::Charts
