#include "ui/charts/timelinechart.h"

#include "core/trace/shortname.h"
#include "ui/charts/lanepainter.h"
#include "ui/charts/stallfill.h"
#include "ui/charts/stalltexts.h"
#include "ui/charts/timeaxis.h"
#include "ui/models/tracewords.h"
#include "ui/theme/format.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr int scrollBarWidth = 12;
constexpr double grasp = 3; // around the pointer: slices may be one pixel wide

/// "100 ms", or "waited 95 of 100 ms" where that was measured and is most of it.
QString lengthOf(const Models::Lane::Bar &bar)
{
    const QString whole = Theme::formatDuration(bar.duration);
    if (!bar.isMostlyWaiting())
        return whole;
    QString waited = Theme::formatDuration(*bar.waited);
    const QString unit = u'\u00a0' + whole.section(u'\u00a0', -1);
    if (waited.endsWith(unit))
        waited.chop(unit.size());
    return TimelineChart::tr("waited %1 of %2").arg(waited, whole);
}

bool isConnection(const Models::Lane &lane)
{
    return lane.track().kind == Trace::TrackKind::Connection;
}

} // namespace

TimelineChart::TimelineChart(const ChartContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_scroll(new QScrollBar(Qt::Vertical, this))
{
    setAccessibleName(tr("Timeline"));
    setToolTip(tr("Timeline (F6, then the arrows)"));
    setFocusPolicy(Qt::TabFocus); // after a click the arrows are still a replay's
    setMouseTracking(true);
    m_scroll->setAccessibleName(tr("Scroll the lanes"));
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    m_scroll->setPalette(context.theme->palette());
    connect(context.run, &Models::RunModel::cleared, this, [this] {
        m_chosen.reset();
        sayChosen();
    });
    connect(context.theme, &Theme::Theme::changed, this, [this] {
        m_scroll->setPalette(m_context.theme->palette());
        update();
    });
}

void TimelineChart::setRows(int visible, int height, int top)
{
    m_rows = std::max(visible, 1);
    m_rowHeight = height;
    m_lanesTop = top;
    updateScrollBar();
    update();
}

void TimelineChart::showFrame(const ChartFrame *frame)
{
    m_frame = frame;
    updateScrollBar();
    update();
}

QString TimelineChart::description() const
{
    if (m_chosen)
        return details();
    const auto lanes = static_cast<qint64>(m_context.run->lanes().size());
    return tr("Timeline, %1")
        .arg(Theme::formatPlural(tr("%n lane(s)", nullptr, Theme::pluralOf(lanes)), lanes));
}

void TimelineChart::setForPicture(bool taken)
{
    m_isForPicture = taken;
    if (taken)
        m_scrolledBefore = m_scroll->value();
    updateScrollBar();
    m_scroll->setValue(taken ? 0 : m_scrolledBefore);
}

int TimelineChart::hiddenLanes() const
{
    return std::max(static_cast<int>(m_context.run->lanes().size()) - m_rows, 0);
}

void TimelineChart::updateScrollBar()
{
    const int hidden = hiddenLanes();
    m_scroll->setVisible(hidden > 0 && !m_isForPicture);
    m_scroll->setRange(0, hidden);
    m_scroll->setPageStep(m_rows);
    const QRectF lanes = lanesRect();
    m_scroll->setGeometry(width() - scrollBarWidth, static_cast<int>(lanes.top()), scrollBarWidth,
                          static_cast<int>(lanes.height()));
}

QRectF TimelineChart::lanesRect() const
{
    return {m_context.time->plotLeft(), double(m_lanesTop), m_context.time->plotWidth(),
            double(m_rows * m_rowHeight)};
}

QRectF TimelineChart::rowRect(int visibleRow) const
{
    const QRectF lanes = lanesRect();
    return {lanes.left(), lanes.top() + visibleRow * m_rowHeight, lanes.width(), double(m_rowHeight)};
}

std::vector<const Models::Lane *> TimelineChart::visibleLanes() const
{
    std::vector<const Models::Lane *> lanes = m_context.run->lanes();
    auto room = static_cast<std::size_t>(m_rows);
    if (lanes.size() <= room)
        return lanes;
    room -= m_isForPicture ? 1 : 0; // of what is said of the rest
    // The first lane stays; the scroll bar says how many of the others lie above.
    const auto skipped =
        std::min<std::size_t>(static_cast<std::size_t>(m_scroll->value()), lanes.size() - room);
    lanes.erase(lanes.begin() + 1, lanes.begin() + 1 + static_cast<std::ptrdiff_t>(skipped));
    lanes.resize(room);
    return lanes;
}

void TimelineChart::paintEvent(QPaintEvent *event)
{
    const FrameWork work(m_context.clock);
    QPainter painter(this);
    painter.fillRect(event->rect(), m_context.theme->color(ColorRole::Window));
    paintTitle(painter);
    m_painted = 0;
    if (m_context.run->stage() == Models::RunStage::None)
        return;
    paintColumns(painter);
    paintRows(painter);
    const QRectF strip(0, lanesRect().bottom(), width(), Grid::timeAxis);
    if (m_context.run->workStartedAt())
        paintTimeAxis(painter, *m_context.theme, *m_context.time, strip, pointerBox(painter));
    paintCrosshair(painter);
}

void TimelineChart::paintTitle(QPainter &painter)
{
    if (m_lanesTop < Grid::lanesTop)
        return;
    TextPainter text(painter, *m_context.theme);
    const double y = Grid::belowPlot + Grid::titleRow / 2.0;
    const QStringList words =
        m_chosen ? QStringList(details())
                 : QStringList{tr("what ran when; what waits is hatched"), tr("what ran when")};
    text.title(Grid::padding, width() - Grid::padding, y, tr("Timeline"), words,
               m_chosen ? ColorRole::Text : ColorRole::Text3);
}

QString TimelineChart::details() const
{
    if (!m_chosen)
        return {};
    const Models::Lane::Bar &bar = m_chosen->bar;
    const QString text =
        tr("%1: %2, %3, at %4")
            .arg(m_chosen->lane, Models::sliceName(m_context.run->name(bar.name)), lengthOf(bar),
                 Theme::formatSeconds(bar.start - m_context.time->begin(), 3));
    return bar.failed ? tr("%1, failed").arg(text) : text;
}

const Models::Lane *TimelineChart::laneAt(double y) const
{
    const std::vector<const Models::Lane *> lanes = visibleLanes();
    const double row = (y - lanesRect().top()) / m_rowHeight;
    return row >= 0 && row < static_cast<double>(lanes.size()) ? lanes[static_cast<std::size_t>(row)]
                                                               : nullptr;
}

void TimelineChart::choose(const QPointF &position)
{
    m_chosen.reset();
    const TimeView &time = *m_context.time;
    if (const Models::Lane *lane = laneAt(position.y())) {
        const auto [first, last] =
            lane->indexesIn(time.timeAt(position.x() - grasp), time.timeAt(position.x() + grasp));
        if (first < last)
            m_chosen = Chosen{lane->track().id, Models::laneName(lane->track()), lane->at(last - 1)};
    }
    sayChosen();
    update();
}

void TimelineChart::paintChosen(QPainter &painter, const Models::Lane &lane, const QRectF &row) const
{
    if (!m_chosen || m_chosen->track != lane.track().id)
        return;
    const TimeView &time = *m_context.time;
    const double left = std::round(std::max(time.xOf(m_chosen->bar.start), time.plotLeft()));
    const double right = std::round(std::min(time.xOf(m_chosen->bar.end()), time.plotRight()));
    if (right < time.plotLeft() || left > time.plotRight())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_context.theme->color(ColorRole::Text), 1));
    painter.drawRect(QRectF(left - 2, row.top() + 2, std::max(right - left, 1.0) + 3, row.height() - 5));
}

void TimelineChart::paintColumns(QPainter &painter)
{
    if (!m_frame)
        return;
    const QRectF lanes = lanesRect();
    for (const StallColumn &column : m_frame->columns)
        paintColumn(painter, *m_context.theme, column, lanes.top(), lanes.height());
}

// All connections are called in the same way.
int TimelineChart::shortening(const TextPainter &text) const
{
    const double width = m_context.time->plotLeft() - Grid::tickGap - Grid::padding;
    const std::vector<const Models::Lane *> lanes = m_context.run->lanes();
    const auto fits = [&](int level) {
        return std::ranges::all_of(lanes, [&](const Models::Lane *lane) {
            return !isConnection(*lane) ||
                   text.width(Models::shortLaneName(lane->track(), level), FontRole::Label) <= width;
        });
    };
    return fits(0) ? 0 : fits(1) ? 1 : 2;
}

// Where the numbers stand alone, the first one says of what.
QString TimelineChart::nameOf(const Models::Lane &lane, const TextPainter &text, double width)
{
    QString name = Models::laneName(lane.track());
    if (isConnection(lane)) {
        const QString fuller = Models::shortLaneName(lane.track(), 1);
        const bool isFirst = std::exchange(m_isFirstConnection, false);
        const bool fits = text.width(fuller, FontRole::Label) <= width;
        name =
            isFirst && fits && m_shortening > 1 ? fuller : Models::shortLaneName(lane.track(), m_shortening);
    }
    return m_names.emplace_back(text.elided(name, FontRole::Label, width));
}

void TimelineChart::paintRows(QPainter &painter)
{
    const std::vector<const Models::Lane *> lanes = visibleLanes();
    m_shortening = shortening(TextPainter(painter, *m_context.theme));
    m_isFirstConnection = true;
    m_names.clear();
    QString nameAbove;
    for (std::size_t row = 0; row < lanes.size(); ++row)
        paintRow(painter, *lanes[row], static_cast<int>(row), nameAbove);
    if (m_isForPicture && hiddenLanes() > 0)
        paintRest(painter, static_cast<int>(lanes.size()));
}

void TimelineChart::paintRest(QPainter &painter, int row)
{
    TextPainter(painter, *m_context.theme)
        .left(rowRect(row).left(), rowRect(row).center().y(), moreLanes(hiddenLanes() + 1), FontRole::Label,
              ColorRole::Text2);
}

void TimelineChart::paintRow(QPainter &painter, const Models::Lane &lane, int row, QString &nameAbove)
{
    const QRectF rect = rowRect(row);
    if (row > 0)
        painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1),
                         m_context.theme->color(ColorRole::Grid));
    LanePainter lanes(painter, m_context);
    lanes.paintLane(lane, rect);
    TextPainter text(painter, *m_context.theme);
    const double y = rect.center().y();
    const double labelX = rect.right() + Grid::labelGap;
    const double labelWidth = Grid::rightGutter - Grid::labelGap;
    const bool isSubject = lane.track().id == m_context.run->subject();
    if (isSubject && m_frame)
        lanes.paintStalls(m_frame->columns, rect);
    m_painted += lanes.painted();
    paintChosen(painter, lane, rect);
    text.right(rect.left() - Grid::tickGap, y,
               nameOf(lane, text, rect.left() - Grid::tickGap - Grid::padding), FontRole::Label,
               ColorRole::Text2);
    const Trace::Stall *open = isSubject ? m_context.run->openStall() : nullptr;
    if (open) {
        const QString name = Trace::shortFunctionName(open->culpritName());
        const double room = labelWidth - text.width(tr("%1 blocks").arg(QString()), FontRole::Caption);
        const QString blocks = tr("%1 blocks").arg(codeWithin(text, name, room));
        text.left(labelX, y, text.elided(blocks, FontRole::Caption, labelWidth), FontRole::Caption,
                  ColorRole::StallText);
    } else if (!lanes.unwrittenName().isEmpty() && lanes.unwrittenName() != nameAbove &&
               lanes.unwrittenName() != lane.track().name) {
        text.left(labelX, y,
                  text.elided(Models::sliceName(lanes.unwrittenName()), FontRole::Caption, labelWidth),
                  FontRole::Caption, ColorRole::Text3);
    }
    if (!isSubject)
        nameAbove = lanes.unwrittenName().isEmpty() ? nameAbove : lanes.unwrittenName();
}

void TimelineChart::resizeEvent(QResizeEvent *)
{
    updateScrollBar();
}

// Empty where the pointer is not in the run.
QString TimelineChart::pointerTime() const
{
    if (!m_frame || !m_frame->pointer || !m_context.run->workStartedAt())
        return {};
    const TimeView &time = *m_context.time;
    const Base::SteadyTime at = time.timeAt(*m_frame->pointer);
    const bool isInRun = at >= time.begin() && at <= time.now();
    return isInRun ? Theme::formatSeconds(at - time.begin(), 3) : QString();
}

// On the time axis: in the lanes it would cover what ran.
QRectF TimelineChart::pointerBox(QPainter &painter) const
{
    const QString text = pointerTime();
    if (text.isEmpty())
        return {};
    const QRectF lanes = lanesRect();
    const double width = readingWidth(painter, *m_context.theme, text);
    const double left = std::clamp(*m_frame->pointer - width / 2, lanes.left(),
                                   std::max(lanes.right() - width, lanes.left()));
    return {std::round(left), lanes.bottom() + 2, width, Grid::timeAxis - 4.0};
}

void TimelineChart::paintCrosshair(QPainter &painter) const
{
    if (!m_frame || !m_frame->pointer || !m_context.run->workStartedAt())
        return;
    paintCrosshairAt(painter, *m_context.theme, lanesRect(), *m_frame->pointer, {});
    if (const QRectF box = pointerBox(painter); !box.isEmpty())
        paintReading(painter, *m_context.theme, box, pointerTime());
}

void TimelineChart::mousePressEvent(QMouseEvent *event)
{
    const bool isInLanes = event->button() == Qt::LeftButton && lanesRect().contains(event->position());
    if (!m_frame || !isInLanes)
        return;
    m_drag.begin(event->position().x());
    choose(event->position());
    if (const StallColumn *column = columnAt(m_frame->columns, event->position().x()))
        Q_EMIT stallSelected(column->id);
}

void TimelineChart::mouseMoveEvent(QMouseEvent *event)
{
    m_drag.move(event->position().x(), *m_context.time);
    Q_EMIT pointed(lanesRect().contains(event->position()) ? event->position().x() : qQNaN());
}

void TimelineChart::mouseReleaseEvent(QMouseEvent *)
{
    m_drag.end();
}

void TimelineChart::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    Q_EMIT pointed(qQNaN());
}

void TimelineChart::mouseDoubleClickEvent(QMouseEvent *event)
{
    const bool isInLanes = event->button() == Qt::LeftButton && lanesRect().contains(event->position());
    if (!m_frame || !isInLanes)
        return;
    if (const StallColumn *column = columnAt(m_frame->columns, event->position().x()))
        Q_EMIT stallOpened(column->id);
    else
        m_context.time->followNow();
}

void TimelineChart::wheelEvent(QWheelEvent *event)
{
    turnWheel(*m_context.time, *event);
    event->accept();
}

} // namespace Loopscope::Charts
