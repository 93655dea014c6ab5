#pragma once

#include "tests/ui/models/testrun.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/queuechart.h"
#include "ui/charts/requestschart.h"
#include "ui/charts/timelinechart.h"

#include <QImage>

namespace Loopscope::Testing {

/// A column of charts over a made-up run, with a clock that stands still.
struct ColumnFixture
{
    explicit ColumnFixture(Theme::ThemeKind kind = Theme::ThemeKind::Dark)
        : theme(kind)
        , run(nullptr, [this] { return now; })
        , column(&theme, &run)
    {
        column.frameClock()->stop();
        column.resize(808, 740);
        column.setUsualLength(2s);
        column.show();
    }

    void apply(TestRun &made)
    {
        run.apply(made.batch());
        run.drainInbox();
        column.renderFrame();
    }
    /// Two seconds with stalls of 100 ms at 0.5, 1.0 and, still going on, at 1.5.
    void applyStalledRun()
    {
        now = at(1.564);
        TestRun made;
        made.begin().idle(0, 0.5).blocked(1, 0.5, 0.6, 1.564).idle(0.605, 1).blocked(2, 1, 1.1, 1.564);
        made.idle(1.105, 1.5)
            .blocked(3, 1.5, 1.6, 1.564)
            .sample(runningCounter, 0, 2)
            .sample(rateCounter, 0, 200);
        apply(made);
    }
    QImage grab() { return column.grab().toImage().convertToFormat(QImage::Format_RGB32); }
    /// In the coordinates of the column.
    QPoint inLatency(double seconds, double milliseconds)
    {
        const auto *chart = column.latencyChart();
        const QRectF plot = chart->plotRect();
        const double y = plot.bottom() - chart->scale().share(milliseconds) * plot.height();
        return QPointF(column.timeView()->xOf(at(seconds)), chart->y() + y).toPoint();
    }
    QColor color(Theme::ColorRole role) const { return theme.color(role); }

    Base::SteadyTime now = at(0);
    Theme::Theme theme;
    Models::RunModel run;
    Charts::ChartColumn column;
};

/// How far two colours are apart in their worst channel, 0 to 255.
inline int distance(const QColor &one, const QColor &other)
{
    return std::max({std::abs(one.red() - other.red()), std::abs(one.green() - other.green()),
                     std::abs(one.blue() - other.blue())});
}

/// Whether a pixel of about this colour lies within `radius` of the point.
inline bool hasColorNear(const QImage &image, QPoint point, const QColor &color, int radius = 2,
                         int tolerance = 40)
{
    for (int y = point.y() - radius; y <= point.y() + radius; ++y) {
        for (int x = point.x() - radius; x <= point.x() + radius; ++x) {
            if (image.rect().contains(x, y) && distance(image.pixelColor(x, y), color) <= tolerance)
                return true;
        }
    }
    return false;
}

} // namespace Loopscope::Testing
