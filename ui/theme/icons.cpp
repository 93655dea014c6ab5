#include "ui/theme/icons.h"

#include <QPainter>
#include <QPainterPath>

#include <array>

namespace Loopscope::Theme {

namespace {

constexpr double gridSize = 16;

QPainterPath polyline(std::initializer_list<QPointF> points, bool closed = false)
{
    QPainterPath path(*points.begin());
    for (const QPointF *point = points.begin() + 1; point != points.end(); ++point)
        path.lineTo(*point);
    if (closed)
        path.closeSubpath();
    return path;
}

// QPainterPath's own operators unite areas, and lines have none.
QPainterPath together(std::initializer_list<QPainterPath> parts)
{
    QPainterPath path;
    for (const QPainterPath &part : parts)
        path.addPath(part);
    return path;
}

/// One icon: what is filled and what is stroked.
struct Drawing
{
    QPainterPath fill;
    QPainterPath stroke;
    double width = 1.6;
};

Drawing filled(const QPainterPath &path)
{
    return {path, {}};
}

Drawing stroked(const QPainterPath &path, double width = 1.6)
{
    return {{}, path, width};
}

Drawing step(bool forward)
{
    Drawing drawing = filled(polyline({{4, 3}, {12, 8}, {4, 13}}, true));
    drawing.fill.addRect(12, 3, 2, 10);
    if (!forward)
        drawing.fill = QTransform::fromScale(-1, 1).map(drawing.fill).translated(gridSize, 0);
    return drawing;
}

Drawing compare()
{
    return stroked(together(
        {polyline({{1.5, 11}, {5.5, 4.5}, {9, 8.5}, {14.5, 2.5}}), polyline({{1.5, 14}, {14.5, 14}})}));
}

Drawing chip()
{
    QPainterPath path;
    path.addRect(3.5, 2.5, 9, 11);
    for (const double y : {5.0, 8.0, 11.0}) {
        path.addPath(polyline({{1, y}, {3.5, y}}));
        path.addPath(polyline({{12.5, y}, {15, y}}));
    }
    QPainterPath core;
    core.addRect(6, 5.5, 4, 5);
    return {core, path, 1.4};
}

Drawing moon()
{
    QPainterPath disc;
    disc.addEllipse(QPointF(7.5, 8.5), 6, 6);
    QPainterPath bite;
    bite.addEllipse(QPointF(11, 5.5), 5.2, 5.2);
    return filled(disc.subtracted(bite));
}

Drawing arrows()
{
    return stroked(
        together({polyline({{5, 13.5}, {5, 2.5}}), polyline({{2, 5.5}, {5, 2.5}, {8, 5.5}}),
                  polyline({{11, 2.5}, {11, 13.5}}), polyline({{8, 10.5}, {11, 13.5}, {14, 10.5}})}));
}

Drawing lock()
{
    QPainterPath body;
    body.addRoundedRect(QRectF(3, 7, 10, 7.5), 1, 1);
    QPainterPath shackle(QPointF(5, 7));
    shackle.lineTo(5, 5);
    shackle.arcTo(QRectF(5, 2, 6, 6), 180, -180);
    shackle.lineTo(11, 7);
    return {body, shackle, 1.7};
}

Drawing clockFace()
{
    QPainterPath path = polyline({{8, 4.2}, {8, 8}, {10.8, 9.8}});
    path.addEllipse(QPointF(8, 8), 6.2, 6.2);
    return stroked(path);
}

Drawing warning()
{
    QPainterPath dot;
    dot.addEllipse(QPointF(8, 11.8), 0.95, 0.95);
    return {dot,
            together({polyline({{8, 2}, {14.7, 13.8}, {1.3, 13.8}}, true), polyline({{8, 6.2}, {8, 9.6}})}),
            1.5};
}

Drawing page()
{
    return stroked(together({polyline({{3.5, 1.8}, {9.5, 1.8}, {12.5, 4.8}, {12.5, 14.2}, {3.5, 14.2}}, true),
                             polyline({{6, 7.5}, {10, 7.5}}), polyline({{6, 10.5}, {10, 10.5}})}),
                   1.4);
}

Drawing folder()
{
    return stroked(polyline({{1.8, 13.2}, {1.8, 3.2}, {6, 3.2}, {7.8, 5.4}, {14.2, 5.4}, {14.2, 13.2}}, true),
                   1.5);
}

Drawing plug()
{
    QPainterPath body(QPointF(3.5, 6));
    body.lineTo(12.5, 6);
    body.lineTo(12.5, 8);
    body.arcTo(QRectF(3.5, 4, 9, 8), 0, -180);
    body.closeSubpath();
    return stroked(together(
        {body, polyline({{6, 2}, {6, 6}}), polyline({{10, 2}, {10, 6}}), polyline({{8, 12}, {8, 15}})}));
}

Drawing record(bool on)
{
    Drawing drawing;
    drawing.stroke.addEllipse(QPointF(8, 8), 6, 6);
    if (on)
        drawing.fill.addEllipse(QPointF(8, 8), 3, 3);
    return drawing;
}

Drawing logo()
{
    QPainterPath frame = polyline(
        {{1, 10.4}, {4.3, 10.4}, {7.6, 3.6}, {7.6, 10.4}, {9.6, 10.4}, {11, 8.2}, {12.2, 10.4}, {15, 10.4}});
    frame.addRoundedRect(QRectF(0.9, 0.9, 14.2, 14.2), 3, 3);
    return stroked(frame, 1.1);
}

Drawing chevron(double degrees)
{
    const QTransform turn = QTransform().translate(8, 8).rotate(degrees).translate(-8, -8);
    return stroked(turn.map(polyline({{6, 3.5}, {10.5, 8}, {6, 12.5}})), 1.8);
}

Drawing rectangle(const QRectF &rect)
{
    QPainterPath path;
    path.addRect(rect);
    return filled(path);
}

Drawing circle()
{
    QPainterPath path;
    path.addEllipse(QPointF(8, 8), 5, 5);
    return filled(path);
}

Drawing triangle()
{
    return filled(polyline({{3.5, 2.5}, {13.5, 8}, {3.5, 13.5}}, true));
}

Drawing check()
{
    return stroked(polyline({{2.5, 8.5}, {6.2, 12.2}, {13.5, 4}}), 1.9);
}

Drawing diamond()
{
    return filled(polyline({{8, 2}, {14, 8}, {8, 14}, {2, 8}}, true));
}

Drawing cross()
{
    return stroked(together({polyline({{3.5, 3.5}, {12.5, 12.5}}), polyline({{12.5, 3.5}, {3.5, 12.5}})}),
                   1.8);
}

Drawing pause()
{
    QPainterPath path;
    path.addRect(3.5, 3, 3.5, 10);
    path.addRect(9, 3, 3.5, 10);
    return filled(path);
}

// An i in a ring.
Drawing information()
{
    QPainterPath ring = polyline({{8, 7.4}, {8, 11.2}});
    ring.addEllipse(QPointF(8, 8), 6.2, 6.2);
    QPainterPath dot;
    dot.addEllipse(QPointF(8, 4.9), 1.0, 1.0);
    return {dot, ring};
}

// Paths are made once: icons are painted in every frame. In the order of Icon.
const Drawing &drawingOf(Icon icon)
{
    static const std::array<Drawing, iconCount> drawings{
        triangle(),
        rectangle({3, 3, 10, 10}),
        step(false),
        step(true),
        compare(),
        chip(),
        moon(),
        arrows(),
        lock(),
        clockFace(),
        warning(),
        page(),
        check(),
        folder(),
        plug(),
        record(true),
        record(false),
        logo(),
        chevron(180),
        chevron(0),
        chevron(-90),
        chevron(90),
        rectangle({3.5, 3.5, 9, 9}),
        diamond(),
        circle(),
        cross(),
        pause(),
        information(),
    };
    return drawings[static_cast<std::size_t>(icon)];
}

} // namespace

void paintIcon(QPainter &painter, Icon icon, const QRectF &rect, const QColor &color)
{
    const Drawing &drawing = drawingOf(icon);
    const double side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(side / 2, side / 2));
    painter.scale(side / gridSize, side / gridSize);
    if (!drawing.fill.isEmpty())
        painter.fillPath(drawing.fill, color);
    if (!drawing.stroke.isEmpty()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, drawing.width, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
        painter.drawPath(drawing.stroke);
    }
    painter.restore();
}

} // namespace Loopscope::Theme
