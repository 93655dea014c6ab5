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
constexpr double besideWithin = 18;
constexpr double namedPitch = 34;   // of name and value
constexpr double flatCrossing = 25; // degrees

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

// 0 to 90 degrees.
double angleBetween(const QLineF &one, const QLineF &other)
{
    const double angle = std::fmod(one.angleTo(other), 180);
    return std::min(angle, 180 - angle);
}

// Lines that end together meet there; that is no crossing. One under a larger angle than `flat` is none, too.
bool meets(const QPolygonF &way, const QPolygonF &line, double flat)
{
    const auto isAtTheEnd = [&way](const QPointF &point) {
        return QLineF(way.first(), point).length() < besideWithin;
    };
    for (qsizetype at = 1; at < way.size(); ++at) {
        const QLineF piece(way[at - 1], way[at]);
        for (qsizetype other = 1; other < line.size(); ++other) {
            const QLineF crossed(line[other - 1], line[other]);
            QPointF point;
            if (piece.intersects(crossed, &point) == QLineF::BoundedIntersection && !isAtTheEnd(point) &&
                angleBetween(piece, crossed) <= flat)
                return true;
        }
    }
    return false;
}

bool passesEnd(const QPolygonF &way, const QPolygonF &line)
{
    return !line.isEmpty() && QLineF(way.first(), line.last()).length() >= besideWithin &&
           crosses(way, QRectF(line.last() - QPointF(6, 6), QSizeF(12, 12)));
}

} // namespace

// At the height of its line's highest value, where it is the height that is named; each below the one that
// reaches higher. A low chart has no room for the names: there the mark tells.
std::vector<OverlayChart::StackedLabel> OverlayChart::stackedLabels() const
{
    std::vector<StackedLabel> labels;
    for (std::size_t at = 0; at < m_picture.lines.size(); ++at) {
        const OverlayLine &line = m_picture.lines[at];
        if (line.label.isEmpty() && line.below.isEmpty())
            continue;
        double highest = 0;
        for (const QPointF &point : line.points)
            highest = std::max(highest, point.y());
        labels.push_back({at, pointOf({0, highest}).y()});
    }
    const QRectF plot = plotRect();
    const auto count = static_cast<double>(labels.size());
    const bool hasNames = plot.height() + labelLine >= count * namedPitch;
    const double pitch = hasNames ? namedPitch : stackPitch;
    std::ranges::stable_sort(labels, {}, &StackedLabel::y);
    // Each below the one above it, then each above the one below it: all stay beside the plot.
    double lowest = plot.top();
    for (StackedLabel &label : labels) {
        label.y = std::max(label.y, lowest);
        label.hasName = hasNames;
        lowest = label.y + pitch;
    }
    double highest = plot.bottom() - (hasNames ? labelLine : 0);
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        label->y = std::min(label->y, highest);
        highest = label->y - pitch;
    }
    return labels;
}

void OverlayChart::paintStacked(QPainter &painter) const
{
    TextPainter text(painter, *m_theme);
    const double x = plotRect().right() + Grid::labelGap;
    const double left = x + swatch + 6;
    const double room = width() - left - 2;
    for (const StackedLabel &label : stackedLabels()) {
        const OverlayLine &line = m_picture.lines[label.line];
        paintMark(painter, line.rank, {x + swatch / 2, label.y}, swatch - 2, *m_theme);
        if (label.hasName)
            text.left(left, label.y, text.elided(line.label, FontRole::Label, room), FontRole::Label,
                      colorOf(line.rank));
        text.left(left, label.y + (label.hasName ? labelLine : 0),
                  text.elided(line.below, FontRole::LabelStrong, room), FontRole::LabelStrong,
                  colorOf(line.rank));
    }
}

// Without a mark of its own where it stands beside the one of its line.
std::optional<QRectF> OverlayChart::placeOf(std::size_t at, const LabelRoom &room) const
{
    const OverlayLine &line = m_picture.lines[at];
    const double words =
        std::max(QFontMetricsF(m_theme->font(FontRole::LabelStrong)).horizontalAdvance(line.label),
                 QFontMetricsF(m_theme->font(FontRole::Label)).horizontalAdvance(line.below));
    const double height = line.below.isEmpty() ? labelHeight / 2 : labelHeight;
    const QPointF end = pointOf(line.points.last());
    const auto owner = static_cast<int>(at);
    const auto beside = room.find({words + 4, height}, end + QPointF(markSize, 0), owner);
    if (beside && beside->left() > end.x() && isBesideItsEnd(at, *beside))
        return beside;
    const QSizeF size(swatch + 6 + words + 8, height);
    const auto apart = awayFromOtherEnds(at, room).find(size, end + QPointF(markSize, 0), owner);
    return apart ? apart : room.find(size, end + QPointF(markSize, 0), owner);
}

// Where a label would be taken for another line's.
LabelRoom OverlayChart::awayFromOtherEnds(std::size_t at, LabelRoom room) const
{
    for (std::size_t other = 0; other < m_picture.lines.size(); ++other) {
        const QList<QPointF> &points = m_picture.lines[other].points;
        if (other == at || points.isEmpty())
            continue;
        const QPointF reach(besideWithin, besideWithin);
        room.block({pointOf(points.last()) - reach, pointOf(points.last()) + reach}, static_cast<int>(other));
    }
    return room;
}

std::vector<QRectF> OverlayChart::labelRects() const
{
    const QRectF plot = plotRect();
    LabelRoom room(QRectF(plot.left() + 4, plot.top() - 4, width() - plot.left() - 4, plot.height()));
    for (std::size_t at = 0; at < m_picture.lines.size(); ++at)
        room.blockLine(polygonOf(m_picture.lines[at]), static_cast<int>(at));
    for (std::size_t at = 0; at < m_picture.lines.size(); ++at) {
        const OverlayLine &line = m_picture.lines[at];
        if (!line.points.isEmpty())
            room.block(QRectF(pointOf(line.points.last()) - QPointF(8, 8), QSizeF(16, 16)),
                       static_cast<int>(at));
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
        rects[at] = placeOf(at, room).value_or(QRectF());
        if (!rects[at].isEmpty())
            room.block(rects[at]);
    }
    return rects;
}

void OverlayChart::paintLabel(TextPainter &text, QPainter &painter, std::size_t at, const QRectF &rect) const
{
    const OverlayLine &line = m_picture.lines[at];
    const double y = rect.top() + labelLine / 2 + 1;
    const bool isBeside = rect.left() > pointOf(line.points.last()).x() && isBesideItsEnd(at, rect);
    const double left = rect.left() + (isBeside ? 0 : swatch + 6);
    if (!isBeside)
        paintMark(painter, line.rank, {rect.left() + swatch / 2, y}, swatch - 2, *m_theme);
    text.left(left, y, line.label, FontRole::LabelStrong, colorOf(line.rank));
    if (!line.below.isEmpty())
        text.left(left, y + labelLine + 1, line.below, FontRole::Label,
                  line.isAlarm ? ColorRole::StallText : ColorRole::Text);
}

// Nearer to its own line's end than to any other line, and near enough to be taken for its label.
bool OverlayChart::isBesideItsEnd(std::size_t at, const QRectF &label) const
{
    const double distance = distanceOf(label, pointOf(m_picture.lines[at].points.last()));
    if (distance > besideWithin)
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

// Straight or round corners, so that it crosses no other label, and no other line as flat as if it were a
// part of that one: none at all where there is such a way. Empty when there is no way.
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
    const auto crossesLine = [&](const QPolygonF &way, double flat) {
        for (std::size_t other = 0; other < m_picture.lines.size(); ++other) {
            const QPolygonF line = polygonOf(m_picture.lines[other]);
            if (other != at && (meets(way, line, flat) || passesEnd(way, line)))
                return true;
        }
        return false;
    };
    for (const double flat : {90.0, flatCrossing}) {
        for (const QPolygonF &way : ways) {
            if (!crossesLabel(way) && !crossesLine(way, flat))
                return way;
        }
    }
    return {}; // mark and colour tell it
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
            paintLabel(text, painter, at, rects[at]);
    }
}

} // namespace Loopscope::Charts
