// What ran when, in both traces.
#include "core/trace/shortname.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/textpainter.h"

#include <QScrollBar>

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

constexpr double comfortablePlot = 110; // lanes that would make it lower are scrolled
constexpr double lowestPlot = 56;
constexpr double lowestLane = 16;
constexpr int fewestLanes = 6; // the plots become lower first
constexpr double scrollBarWidth = 12;
constexpr double labelWidth = Grid::rightGutter - Grid::labelGap;
constexpr int pixelsPerSlice = 3; // closer together, the busy share of each pixel is told
constexpr double lowestShare = 3;

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
                .push_back({index, lane->track().id, side.letter + u' ' + lane->track().name,
                            colorOf(lane->track().kind), isSubject});
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

// For the lanes and both plots, without what stands above and below them.
double PairChart::roomBelowTop() const
{
    const double perSide = Grid::titleRow + pairSideGap;
    return height() - pairTop - 2 * perSide - Grid::titleRow - Grid::belowPlot - Grid::timeAxis -
           Grid::bottom;
}

double PairChart::laneHeight() const
{
    const double rows = std::max<double>(static_cast<double>(m_lanes.size()), 1);
    const double each = std::floor((roomBelowTop() - 2 * comfortablePlot) / rows);
    return std::clamp(each, lowestLane, static_cast<double>(Grid::lane));
}

int PairChart::visibleLanes() const
{
    const int all = static_cast<int>(m_lanes.size());
    const int beside = static_cast<int>((roomBelowTop() - 2 * comfortablePlot) / laneHeight());
    const int atMost = static_cast<int>((roomBelowTop() - 2 * lowestPlot) / laneHeight());
    const int loops = static_cast<int>(m_sides.size());
    return std::min(all, std::max({beside, std::min(fewestLanes, atMost), loops}));
}

QRectF PairChart::lanesRect() const
{
    const double high = visibleLanes() * laneHeight();
    return {plotLeft(), height() - Grid::bottom - Grid::timeAxis - high, plotWidth(), high};
}

double PairChart::plotHeight() const
{
    return std::max(std::floor((roomBelowTop() - visibleLanes() * laneHeight()) / 2), lowestPlot);
}

void PairChart::updateScrollBar()
{
    const int hidden = static_cast<int>(m_lanes.size()) - visibleLanes();
    m_scroll->setVisible(hidden > 0);
    m_scroll->setRange(0, std::max(hidden, 0));
    m_scroll->setPageStep(std::max(visibleLanes() - static_cast<int>(m_sides.size()), 1));
    const QRectF lanes = lanesRect();
    m_scroll->setGeometry(static_cast<int>(width() - scrollBarWidth), static_cast<int>(lanes.top()),
                          static_cast<int>(scrollBarWidth), static_cast<int>(lanes.height()));
}

// The loops stay; the scroll bar says how many of the others lie above.
std::vector<PairChart::LaneRow> PairChart::shownLanes() const
{
    const auto loops = std::ranges::count(m_lanes, true, &LaneRow::isSubject);
    std::vector<LaneRow> shown(m_lanes.begin(), m_lanes.begin() + loops);
    const auto first = m_lanes.begin() + loops + m_scroll->value();
    const auto count = std::max<std::ptrdiff_t>(visibleLanes() - loops, 0);
    shown.insert(shown.end(), first, std::min(first + count, m_lanes.end()));
    return shown;
}

void PairChart::paintLanes(QPainter &painter)
{
    TextPainter text(painter, *m_theme);
    const QRectF all = lanesRect();
    QRectF rect(all.left(), all.top(), all.width(), laneHeight());
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
        write(Trace::shortFunctionName(side.run->name(slice->name)), ColorRole::Text3);
}

// Pixel by pixel: what it costs does not depend on how many slices there are.
void PairChart::paintLane(QPainter &painter, const LaneRow &lane, const QRectF &rect)
{
    const double stallHeight = std::min(18.0, rect.height() - 2);
    const double barHeight = std::min(14.0, stallHeight - 2);
    constexpr int nestedAtMost = 32;
    const PairSide &side = m_sides[lane.side];
    const auto slices = side.trace->slices.find(lane.track);
    const auto pixels = static_cast<int>(rect.width());
    const Base::SteadyTime from = side.trace->begin + m_from;
    const auto timeAt = [&](int pixel) {
        return from + Base::Duration(std::llround(static_cast<double>(m_length.count()) * pixel / pixels));
    };
    const QColor color = m_theme->color(lane.color);
    bool isDense = false;
    if (slices != side.trace->slices.end()) {
        const auto first = std::ranges::upper_bound(slices->second, timeAt(0), {}, endOf);
        const auto last = std::ranges::lower_bound(slices->second, timeAt(pixels), {}, &Trace::Slice::start);
        isDense = (last - first) * pixelsPerSlice > pixels;
    }
    for (int pixel = 0; slices != side.trace->slices.end() && pixel < pixels; ++pixel) {
        auto slice = std::ranges::upper_bound(slices->second, timeAt(pixel), {}, endOf);
        Base::SteadyTime upTo = timeAt(pixel);
        const Base::Duration whole = timeAt(pixel + 1) - upTo;
        Base::Duration busy{0};
        for (int tried = 0; tried < nestedAtMost && slice != slices->second.end(); ++tried, ++slice) {
            const Base::SteadyTime end = std::min(endOf(*slice), timeAt(pixel + 1));
            busy += std::max(end - std::max(slice->start, upTo), Base::Duration(0));
            upTo = std::max(upTo, end);
        }
        if (busy <= Base::Duration::zero())
            continue;
        const double share = isDense ? Base::toSeconds(busy) / std::max(1e-9, Base::toSeconds(whole)) : 1;
        const double tall = std::max(lowestShare, std::round(std::min(share, 1.0) * barHeight));
        painter.fillRect(QRectF(rect.left() + pixel, rect.center().y() + barHeight / 2 - tall, 1, tall),
                         color);
    }
    if (!lane.isSubject)
        return;
    for (const Trace::Stall *stall : side.run->stalls().in(from, from + m_length, side.trace->end)) {
        const double left = std::max(xOf(stall->startedAt - side.trace->begin), rect.left());
        const double right =
            std::min(xOf(stall->startedAt + stall->duration - side.trace->begin), rect.right());
        painter.fillRect(
            QRectF(left, rect.center().y() - stallHeight / 2, std::max(right - left, 2.0), stallHeight),
            m_theme->color(ColorRole::Stall));
    }
}

} // namespace Loopscope::Charts
