#include "ui/charts/lanepainter.h"

#include "core/base/words.h"
#include "core/trace/shortname.h"
#include "ui/charts/stalltexts.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/waithatch.h"
#include "ui/models/tracewords.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double sliceHeight = 14;
constexpr double stallHeight = 18;
constexpr double aroundSlice = 4; // of a row that is less high
constexpr double aroundStall = 2;
constexpr double lowestShare = 3; // what ran can be seen
constexpr double lowestWithName = 12;
constexpr double widthForName = 64;
constexpr double aroundName = 6;

QRectF inRow(const QRectF &row, double left, double right, double height)
{
    return {left, std::round(row.center().y() - height / 2), right - left, height};
}

double heightOfSlice(const QRectF &row)
{
    return std::min(sliceHeight, row.height() - aroundSlice);
}

} // namespace

QString moreLanes(int count)
{
    return Theme::formatPlural(Words::tr("and %n more lane(s)", nullptr, Theme::pluralOf(count)), count);
}

LanePainter::LanePainter(QPainter &painter, const ChartContext &context)
    : m_painter(painter)
    , m_context(context)
{}

QColor LanePainter::colorOf(const Trace::Track &track) const
{
    const bool isLoop = track.kind == Trace::TrackKind::Loop;
    const bool isConnection = track.kind == Trace::TrackKind::Connection;
    QColor color = m_context.theme->color(isLoop         ? ColorRole::Latency
                                          : isConnection ? ColorRole::Throughput
                                                         : ColorRole::Running);
    color.setAlphaF(isLoop ? 0.8F : 0.9F);
    return color;
}

void LanePainter::paintLane(const Models::Lane &lane, const QRectF &row)
{
    m_unwritten.clear();
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    const Base::SteadyTime from = std::max(m_context.time->from(), m_context.time->begin());
    const auto [first, last] = lane.indexesIn(from, m_context.time->to());
    if (last - first > mostSlices || from < lane.keptFrom())
        paintShares(lane, row, colorOf(lane.track()));
    else
        paintSlices(lane, row, colorOf(lane.track()));
}

void LanePainter::paintSlices(const Models::Lane &lane, const QRectF &row, const QColor &color)
{
    const TimeView &time = *m_context.time;
    const auto [first, last] = lane.indexesIn(std::max(time.from(), time.begin()), time.to());
    QList<QRectF> bars;
    QList<QRectF> waiting;
    Trace::NameId lastName = 0;
    bool written = false;
    for (std::size_t index = first; index < last; ++index) {
        const Models::Lane::Bar &bar = lane.at(index);
        const double start = std::round(std::max(time.xOf(bar.start), time.plotLeft()));
        const double right = std::max(std::round(std::min(time.xOf(bar.end()), time.plotRight())), start + 1);
        // A gap of one pixel to the bar before; what has no room behind it is not painted.
        const double left = bars.isEmpty() ? start : std::max(start, bars.back().right() + 1);
        if (left >= right)
            continue;
        bars.append(inRow(row, left, right, heightOfSlice(row)));
        if (bar.isMostlyWaiting() || lane.track().kind == Trace::TrackKind::Connection)
            waiting.append(bars.back());
        lastName = bar.name;
    }
    paintBars(bars, waiting, color);
    if (lane.track().kind == Trace::TrackKind::Loop)
        return; // its dispatches are short; what matters of them are the stalls
    if (!bars.isEmpty() && bars.back().width() >= widthForName && bars.back().height() >= lowestWithName) {
        writeName(bars.back(), Models::sliceName(m_context.run->name(lastName)), ColorRole::OnAccent);
        written = true;
    }
    if (!written && !bars.isEmpty())
        m_unwritten = m_context.run->name(lastName);
}

void LanePainter::paintShares(const Models::Lane &lane, const QRectF &row, const QColor &color)
{
    const TimeView &time = *m_context.time;
    const QRectF frame = inRow(row, time.plotLeft(), time.plotRight(), heightOfSlice(row));
    QList<QRectF> bars;
    QList<QRectF> waiting;
    const bool isConnection = lane.track().kind == Trace::TrackKind::Connection;
    const double perPixel = static_cast<double>(time.perPixel().count());
    Models::Lane::Spent before = lane.spentUntil(time.timeAt(time.plotLeft()));
    for (double x = time.plotLeft(); x < time.plotRight(); ++x) {
        const Models::Lane::Spent spent = lane.spentUntil(time.timeAt(x + 1));
        const Base::Duration busy = spent.busy - before.busy;
        const bool isWaiting = isConnection || Models::isMostOf(spent.waited - before.waited, busy);
        before = spent;
        if (busy <= Base::Duration::zero())
            continue;
        const double share = std::min(static_cast<double>(busy.count()) / perPixel, 1.0);
        const double height = std::max(lowestShare, std::round(share * frame.height()));
        bars.append(QRectF(x, frame.bottom() - height, 1, height));
        if (isWaiting)
            waiting.append(bars.back());
    }
    paintBars(bars, waiting, color);
}

void LanePainter::paintBars(const QList<QRectF> &bars, const QList<QRectF> &waiting, const QColor &color)
{
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(color);
    m_painter.drawRects(bars.constData(), static_cast<int>(bars.size()));
    m_painted += static_cast<int>(bars.size());
    hatchWaiting(m_painter, *m_context.theme, waiting, ColorRole::OnAccent);
}

void LanePainter::paintStalls(const std::vector<StallColumn> &columns, const QRectF &row)
{
    const double height = std::min(stallHeight, row.height() - aroundStall);
    for (const StallColumn &column : columns) {
        QRectF widest;
        const Trace::Stall *stall = m_context.run->stalls().find(column.id);
        for (const auto &[left, right] : column.parts) {
            const QRectF part = inRow(row, left, right, height);
            m_painter.fillRect(
                part, m_context.theme->color(column.isOfMachine ? ColorRole::Text3 : ColorRole::Stall));
            if (stall && (column.isOfMachine || isWaiting(stall->cause)))
                hatchWaiting(m_painter, *m_context.theme, {part}, ColorRole::OnStall);
            widest = part.width() > widest.width() ? part : widest;
        }
        ++m_painted;
        if (stall && widest.width() >= widthForName && height >= lowestWithName)
            writeName(widest,
                      column.isOfMachine ? column.place : Trace::shortFunctionName(stall->culpritName()),
                      ColorRole::OnStall);
    }
}

void LanePainter::writeName(const QRectF &bar, const QString &name, ColorRole color)
{
    TextPainter text(m_painter, *m_context.theme);
    const QString fitting = codeWithin(text, name, bar.width() - 2 * aroundName);
    m_painter.save();
    m_painter.setClipRect(bar);
    text.left(bar.left() + aroundName, bar.center().y(), fitting, FontRole::Caption, color);
    m_painter.restore();
}

} // namespace Loopscope::Charts
