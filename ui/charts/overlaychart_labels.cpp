// The labels of the lines; overlaychart.cpp has the rest.
#include "ui/charts/chartgrid.h"
#include "ui/charts/labelroom.h"
#include "ui/charts/overlaychart.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/variantmark.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double markSize = 10;
constexpr double swatch = 10;
constexpr double labelLine = 16;
constexpr double labelHeight = 36;
constexpr double stackPitch = 18;

double distanceOf(const QRectF &rect, const QPointF &point)
{
    const double dx = std::max({rect.left() - point.x(), point.x() - rect.right(), 0.0});
    const double dy = std::max({rect.top() - point.y(), point.y() - rect.bottom(), 0.0});
    return std::hypot(dx, dy);
}

bool crosses(const QPolygonF &way, const QRectF &rect)
{
    constexpr double step = 3;
    for (qsizetype at = 1; at < way.size(); ++at) {
        const QLineF piece(way[at - 1], way[at]);
        const int steps = static_cast<int>(piece.length() / step) + 1;
        for (int done = 0; done <= steps; ++done) {
            if (rect.contains(piece.pointAt(static_cast<double>(done) / steps)))
                return true;
        }
    }
    return false;
}

} // namespace

void OverlayChart::paintStacked(QPainter &painter) const
{
    TextPainter text(painter, *m_theme);
    const QRectF plot = plotRect();
    const double x = plot.right() + Grid::labelGap;
    const auto count = static_cast<double>(
        std::ranges::count_if(m_picture.lines, [](const auto &line) { return !line.label.isEmpty(); }));
    double y = plot.center().y() - (count - 1) * stackPitch / 2;
    for (const OverlayLine &line : m_picture.lines) {
        if (line.label.isEmpty())
            continue;
        paintMark(painter, line.rank, {x + swatch / 2, y}, swatch - 2, *m_theme);
        const double left = x + swatch + 6;
        text.left(left, y, text.elided(line.label, FontRole::LabelStrong, width() - left - 2),
                  FontRole::LabelStrong, colorOf(line.rank));
        y += stackPitch;
    }
}

std::vector<QRectF> OverlayChart::labelRects() const
{
    const QRectF plot = plotRect();
    LabelRoom room(QRectF(plot.left() + 4, plot.top() - 4, width() - plot.left() - 4 - Grid::padding / 2.0,
                          plot.height()));
    const QFontMetricsF strong(m_theme->font(FontRole::LabelStrong));
    const QFontMetricsF plain(m_theme->font(FontRole::Label));
    for (const OverlayLine &line : m_picture.lines) {
        room.blockLine(polygonOf(line));
        if (!line.points.isEmpty())
            room.block(QRectF(pointOf(line.points.last()) - QPointF(10, 10), QSizeF(20, 20)));
    }
    // What stands beside a mark is taken for its label: the one that ended last, with the least beside it,
    // chooses first.
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < m_picture.lines.size(); ++at)
        order.push_back(at);
    const auto endOf = [this](std::size_t at) {
        const QList<QPointF> &points = m_picture.lines[at].points;
        return points.isEmpty() ? 0 : points.last().x();
    };
    std::ranges::stable_sort(order, std::greater(), endOf);
    std::vector<QRectF> rects(m_picture.lines.size());
    for (const std::size_t at : order) {
        const OverlayLine &line = m_picture.lines[at];
        if (line.label.isEmpty() || line.points.isEmpty())
            continue;
        const double width =
            swatch + 6 + std::max(strong.horizontalAdvance(line.label), plain.horizontalAdvance(line.below)) +
            8;
        const QPointF end = pointOf(line.points.last());
        rects[at] = room.take({width, line.below.isEmpty() ? labelHeight / 2 : labelHeight},
                              end + QPointF(markSize, 0))
                        .value_or(QRectF());
    }
    return rects;
}

void OverlayChart::paintLabel(TextPainter &text, QPainter &painter, const OverlayLine &line,
                              const QRectF &rect) const
{
    const double y = rect.top() + labelLine / 2 + 1;
    paintMark(painter, line.rank, {rect.left() + swatch / 2, y}, swatch - 2, *m_theme);
    text.left(rect.left() + swatch + 6, y, line.label, FontRole::LabelStrong, colorOf(line.rank));
    if (!line.below.isEmpty())
        text.left(rect.left() + swatch + 6, y + labelLine + 1, line.below, FontRole::Label,
                  line.isAlarm ? ColorRole::StallText : ColorRole::Text2);
}

// Nearer to its own line's end than to any other line, and near enough to be taken for its label.
bool OverlayChart::isBesideItsEnd(std::size_t at, const QRectF &label) const
{
    const double distance = distanceOf(label, pointOf(m_picture.lines[at].points.last()));
    if (distance > markSize + 4)
        return false;
    for (std::size_t other = 0; other < m_picture.lines.size(); ++other) {
        if (other == at)
            continue;
        const QPolygonF line = polygonOf(m_picture.lines[other]);
        if (std::ranges::any_of(line,
                                [&](const QPointF &point) { return distanceOf(label, point) < distance; }))
            return false;
    }
    return true;
}

// Straight or round corners, so that it crosses no other label and, if there is such a way, no other line's
// end: it would be taken for the leader of that one.
QPolygonF OverlayChart::leader(std::size_t at, const std::vector<QRectF> &labels) const
{
    const QRectF &label = labels[at];
    const QPointF end = pointOf(m_picture.lines[at].points.last());
    const double y = label.top() + labelLine / 2 + 1;
    const QPointF side(end.x() < label.center().x() ? label.left() - 3 : label.right() - 4, y);
    const QPointF edge(label.left() + swatch / 2,
                       end.y() < label.center().y() ? label.top() : label.bottom());
    const double below = label.bottom() + 6;
    const QPolygonF ways[] = {
        {end, side},
        {end, {end.x(), side.y()}, side},
        {end, {edge.x(), end.y()}, edge},
        {end, {end.x(), below}, {edge.x(), below}, {edge.x(), label.bottom()}},
    };
    const auto crossesLabel = [&](const QPolygonF &way) {
        for (std::size_t other = 0; other < labels.size(); ++other) {
            const QRectF &own = labels[other];
            const QRectF words = other == at ? own.adjusted(2, 2, -6, -2) : own.adjusted(-4, -2, 4, 2);
            if (!own.isEmpty() && crosses(way, words))
                return true;
        }
        return false;
    };
    const auto crossesEnd = [&](const QPolygonF &way) {
        for (std::size_t other = 0; other < m_picture.lines.size(); ++other) {
            const QList<QPointF> &points = m_picture.lines[other].points;
            if (other != at && !points.isEmpty() &&
                crosses(way, QRectF(pointOf(points.last()) - QPointF(6, 6), QSizeF(12, 12))))
                return true;
        }
        return false;
    };
    const QPolygonF *best = nullptr;
    for (const QPolygonF &way : ways) {
        if (crossesLabel(way))
            continue;
        if (!crossesEnd(way))
            return way;
        best = best ? best : &way;
    }
    return best ? *best : QPolygonF(); // mark and colour tell it
}

std::vector<QPolygonF> OverlayChart::leaders(const std::vector<QRectF> &labels) const
{
    std::vector<QPolygonF> lines(labels.size());
    for (std::size_t at = 0; at < labels.size(); ++at) {
        if (!labels[at].isEmpty() && !isBesideItsEnd(at, labels[at]))
            lines[at] = leader(at, labels);
    }
    return lines;
}

void OverlayChart::paintAtEnds(QPainter &painter) const
{
    TextPainter text(painter, *m_theme);
    const std::vector<QRectF> rects = labelRects();
    const std::vector<QPolygonF> lines = leaders(rects);
    for (std::size_t at = 0; at < rects.size(); ++at) {
        const OverlayLine &line = m_picture.lines[at];
        if (!lines[at].isEmpty()) {
            QPen pen(m_theme->color(colorOf(line.rank)), 1, Qt::SolidLine, Qt::FlatCap);
            pen.setDashPattern({2, 3});
            painter.setPen(pen);
            painter.drawPolyline(lines[at]);
            paintMark(painter, line.rank, lines[at].first(), line.hasEnded ? markSize : markSize - 3,
                      *m_theme);
        }
        if (!rects[at].isEmpty())
            paintLabel(text, painter, line, rects[at]);
    }
}

} // namespace Loopscope::Charts
