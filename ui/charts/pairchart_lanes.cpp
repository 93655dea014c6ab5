// What ran when, in both traces.
#include "core/trace/shortname.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/lanepainter.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/waithatch.h"
#include "ui/models/tracewords.h"

#include <QScrollBar>

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

constexpr double scrollBarWidth = 12;
constexpr double labelWidth = Grid::rightGutter - Grid::labelGap;
constexpr int pixelsPerSlice = 3; // closer together, the busy share of each pixel is told
constexpr double lowestShare = 3;
constexpr int nestedAtMost = 32;

ColorRole colorOf(Trace::TrackKind kind)
{
    switch (kind) {
    case Trace::TrackKind::WorkerThread:
    case Trace::TrackKind::WorkerProcess:
        return ColorRole::Running;
    case Trace::TrackKind::Connection:
        return ColorRole::Throughput;
    default:
        return ColorRole::Latency;
    }
}

Base::SteadyTime endOf(const Trace::Slice &slice)
{
    return slice.start + slice.duration;
}

// What a slice waited counts as spread evenly over it.
Models::Lane::Spent spentIn(const Session::ReplayTrace::Slices &slices, Base::SteadyTime from,
                            Base::SteadyTime to)
{
    Models::Lane::Spent spent;
    auto slice = std::ranges::upper_bound(slices, from, {}, endOf);
    for (int tried = 0; tried < nestedAtMost && slice != slices.end(); ++tried, ++slice) {
        const Base::SteadyTime end = std::min(endOf(*slice), to);
        const Base::Duration inside = std::max(end - std::max(slice->start, from), Base::Duration(0));
        spent.busy += inside;
        if (slice->waited && slice->duration > Base::Duration::zero())
            spent.waited += Base::Duration(
                std::llround(Base::toSeconds(*slice->waited) / Base::toSeconds(slice->duration) *
                             static_cast<double>(inside.count())));
        from = std::max(from, end);
    }
    return spent;
}

} // namespace

// Both loops stand together, for they are what is compared.
void PairChart::collectLanes()
{
    std::vector<LaneRow> others;
    m_lanes.clear();
    for (std::size_t index = 0; index < m_sides.size(); ++index) {
        const PairSide &side = m_sides[index];
        for (const Models::Lane *lane : side.run->lanes()) {
            const auto slices = side.trace->slices.find(lane->track().id);
            const bool isSubject = lane->track().id == side.run->subject();
            if (!isSubject && (slices == side.trace->slices.end() || slices->second.empty()))
                continue;
            (isSubject ? m_lanes : others)
                .push_back({index, lane->track().id, side.letter + u' ' + Models::laneName(lane->track()),
                            colorOf(lane->track().kind), isSubject,
                            lane->track().kind == Trace::TrackKind::Connection});
        }
    }
    m_lanes.insert(m_lanes.end(), others.begin(), others.end());
}

QStringList PairChart::laneNames() const
{
    QStringList names;
    for (const LaneRow &lane : m_lanes)
        names.append(lane.name);
    return names;
}

QRectF PairChart::lanesRect() const
{
    const double high = m_heights.lanesHeight();
    return {plotLeft(), height() - m_heights.bottom - Grid::timeAxis - high, plotWidth(), high};
}

void PairChart::layOut()
{
    const int all = static_cast<int>(m_lanes.size());
    const int loops = static_cast<int>(m_sides.size());
    m_heights = pairHeights(height(), all, loops);
    m_scroll->setVisible(hiddenLanes() > 0 && !m_isForPicture);
    m_scroll->setRange(0, hiddenLanes());
    m_scroll->setPageStep(std::max(m_heights.visibleLanes - loops, 1));
    const QRectF lanes = lanesRect();
    m_scroll->setGeometry(static_cast<int>(width() - scrollBarWidth), static_cast<int>(lanes.top()),
                          static_cast<int>(scrollBarWidth), static_cast<int>(lanes.height()));
}

int PairChart::hiddenLanes() const
{
    return std::max(static_cast<int>(m_lanes.size()) - m_heights.visibleLanes, 0);
}

void PairChart::setForPicture(bool taken)
{
    m_isForPicture = taken;
    if (taken) {
        m_sizeBefore = size();
        m_scrolledBefore = m_scroll->value();
        const int most = std::min(static_cast<int>(m_lanes.size()), Grid::mostPictureLanes);
        if (hiddenLanes() > 0)
            resize(width(), std::max(height(), pairHeightFor(most)));
    } else {
        resize(m_sizeBefore);
    }
    layOut();
    m_scroll->setValue(taken ? 0 : m_scrolledBefore);
}

// The loops stay; the scroll bar says how many of the others lie above.
std::vector<PairChart::LaneRow> PairChart::shownLanes() const
{
    const auto loops = std::ranges::count(m_lanes, true, &LaneRow::isSubject);
    std::vector<LaneRow> shown(m_lanes.begin(), m_lanes.begin() + loops);
    const auto first = m_lanes.begin() + loops + m_scroll->value();
    const int spoken = m_isForPicture && hiddenLanes() > 0 ? 1 : 0; // the row of what is said of the rest
    const auto count = std::max<std::ptrdiff_t>(m_heights.visibleLanes - spoken - loops, 0);
    shown.insert(shown.end(), first, std::min(first + count, m_lanes.end()));
    return shown;
}

void PairChart::paintLanes(QPainter &painter)
{
    TextPainter text(painter, *m_theme);
    const QRectF all = lanesRect();
    QRectF rect(all.left(), all.top(), all.width(), m_heights.lane);
    for (const LaneRow &lane : shownLanes()) {
        if (rect.top() > all.top())
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1),
                             m_theme->color(ColorRole::Grid));
        text.right(rect.left() - Grid::tickGap, rect.center().y(),
                   text.elided(lane.name, Theme::FontRole::Label, rect.left() - Grid::tickGap - 2),
                   Theme::FontRole::Label, ColorRole::Text2);
        paintLane(painter, lane, rect);
        paintLaneLabel(painter, lane, rect);
        rect.translate(0, rect.height());
    }
    if (m_isForPicture && hiddenLanes() > 0)
        paintRest(painter, rect);
}

void PairChart::paintRest(QPainter &painter, const QRectF &row) const
{
    TextPainter(painter, *m_theme)
        .left(row.left(), row.center().y(), moreLanes(hiddenLanes() + 1), Theme::FontRole::Label,
              ColorRole::Text2);
}

// What it does at the cursor.
void PairChart::paintLaneLabel(QPainter &painter, const LaneRow &lane, const QRectF &rect)
{
    const PairSide &side = m_sides[lane.side];
    const Base::SteadyTime at = side.trace->begin + m_cursor;
    if (at > side.trace->end)
        return;
    TextPainter text(painter, *m_theme);
    const auto write = [&](const QString &words, ColorRole color) {
        text.left(rect.right() + Grid::labelGap, rect.center().y(),
                  text.elided(words, Theme::FontRole::Caption, labelWidth), Theme::FontRole::Caption, color);
    };
    const auto stalls = lane.isSubject ? side.run->stalls().in(at, at + Base::Duration(1), side.trace->end)
                                       : std::vector<const Trace::Stall *>();
    if (!stalls.empty()) {
        write(tr("%1 blocks").arg(Trace::shortFunctionName(stalls.front()->culpritName())),
              ColorRole::StallText);
        return;
    }
    const auto slices = side.trace->slices.find(lane.track);
    if (slices == side.trace->slices.end())
        return;
    const auto slice = std::ranges::upper_bound(slices->second, at, {}, endOf);
    if (slice != slices->second.end() && slice->start <= at)
        write(Trace::shortFunctionName(Models::sliceName(side.run->name(slice->name))), ColorRole::Text3);
}

Base::SteadyTime PairChart::timeAt(const PairSide &side, int pixel) const
{
    const double share = pixel / plotWidth();
    return side.trace->begin + m_from +
           Base::Duration(std::llround(static_cast<double>(m_length.count()) * share));
}

void PairChart::paintLane(QPainter &painter, const LaneRow &lane, const QRectF &rect)
{
    const double stallHeight = std::min(18.0, rect.height() - 2);
    paintSlices(painter, lane, rect, std::min(14.0, stallHeight - 2));
    if (lane.isSubject)
        paintStallsOf(painter, lane, rect, stallHeight);
}

// Pixel by pixel: what it costs does not depend on how many slices there are.
void PairChart::paintSlices(QPainter &painter, const LaneRow &lane, const QRectF &rect, double barHeight)
{
    const PairSide &side = m_sides[lane.side];
    const auto found = side.trace->slices.find(lane.track);
    if (found == side.trace->slices.end())
        return;
    const Session::ReplayTrace::Slices &slices = found->second;
    const auto pixels = static_cast<int>(rect.width());
    const auto first = std::ranges::upper_bound(slices, timeAt(side, 0), {}, endOf);
    const auto last = std::ranges::lower_bound(slices, timeAt(side, pixels), {}, &Trace::Slice::start);
    const bool isDense = (last - first) * pixelsPerSlice > pixels;
    QList<QRectF> bars;
    QList<QRectF> waiting;
    for (int pixel = 0; pixel < pixels; ++pixel) {
        const Base::SteadyTime from = timeAt(side, pixel);
        const Base::SteadyTime to = timeAt(side, pixel + 1);
        const Models::Lane::Spent spent = spentIn(slices, from, to);
        if (spent.busy <= Base::Duration::zero())
            continue;
        const double share =
            isDense ? Base::toSeconds(spent.busy) / std::max(1e-9, Base::toSeconds(to - from)) : 1;
        const double tall = std::max(lowestShare, std::round(std::min(share, 1.0) * barHeight));
        bars.append(QRectF(rect.left() + pixel, rect.center().y() + barHeight / 2 - tall, 1, tall));
        if (lane.alwaysWaits || Models::isMostOf(spent.waited, spent.busy))
            waiting.append(bars.back());
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme->color(lane.color));
    painter.drawRects(bars.constData(), static_cast<int>(bars.size()));
    hatchWaiting(painter, *m_theme, waiting, ColorRole::OnAccent);
}

void PairChart::paintStallsOf(QPainter &painter, const LaneRow &lane, const QRectF &rect, double height)
{
    const PairSide &side = m_sides[lane.side];
    const Base::SteadyTime from = side.trace->begin + m_from;
    for (const Trace::Stall *stall : side.run->stalls().in(from, from + m_length, side.trace->end)) {
        const double left = std::max(xOf(stall->startedAt - side.trace->begin), rect.left());
        const double right =
            std::min(xOf(stall->startedAt + stall->duration - side.trace->begin), rect.right());
        const QRectF bar(left, rect.center().y() - height / 2, std::max(right - left, 2.0), height);
        painter.fillRect(bar, m_theme->color(ColorRole::Stall));
        if (isWaiting(stall->cause))
            hatchWaiting(painter, *m_theme, {bar}, ColorRole::OnStall);
    }
}

} // namespace Loopscope::Charts
