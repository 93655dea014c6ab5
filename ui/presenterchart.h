#pragma once

#include "ui/charts/chartrange.h"
#include "ui/charts/latencyscale.h"
#include "ui/charts/timeview.h"
#include "ui/models/runmodel.h"
#include "ui/presentercontents.h"
#include "ui/presenterlayout.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace Loopscope::Ui {

/// The one chart of presenter mode: a thick line, the stalls as columns, few words and one number. Keeps its
/// range while a run lasts. GUI thread.
class PresenterChart
{
public:
    PresenterChart(const Theme::Theme *theme, const Models::RunModel *run);

    /// A new run: ranges start over.
    void reset();
    void setThreshold(std::chrono::milliseconds threshold) { m_threshold = threshold; }
    /// How much time is shown while a run goes on.
    void setUsualLength(Base::Duration length);
    void paint(QPainter &painter, const PresenterLayout &layout, const PresenterContents &contents);
    /// There is no room for a chart that could be read.
    static bool isNumberAlone(const PresenterLayout &layout);

private:
    struct Label
    {
        double y;
        QString text;
        Theme::ColorRole color;
        bool strong;
    };
    struct Canvas
    {
        QPainter &painter;
        const PresenterLayout &layout;
        QRectF plot;
    };

    void follow(const QRectF &plot);
    void paintColumns(const Canvas &canvas) const;
    void paintLatencyGrid(const Canvas &canvas) const;
    void paintRequestsGrid(const Canvas &canvas) const;
    void paintGridLine(const Canvas &canvas, double y) const;
    void paintTick(const Canvas &canvas, double y, const QString &text) const;
    void paintGutter(const Canvas &canvas, std::vector<Label> labels) const;
    void paintTimes(const Canvas &canvas) const;
    void paintLine(const Canvas &canvas, bool isLatency) const;
    double lineTop(const QRectF &plot, double left, double right) const;
    Theme::FontRole numberFont() const;
    QSizeF numberSize(const PresenterLayout &layout, const PresenterContents::Number &number) const;
    /// Null where the line leaves no room.
    std::optional<QRectF> numberArea(const Canvas &canvas, const PresenterContents::Number &number) const;
    void makeRoom(const Canvas &canvas, const PresenterContents::Number &number);
    /// Of the plot's height.
    double shareBelowNumber(const Canvas &canvas, const PresenterContents::Number &number) const;
    QRectF paintNumber(const Canvas &canvas, const PresenterContents &contents) const;
    void paintNumberAlone(const Canvas &canvas, const PresenterContents::Number &number) const;
    void paintPeaks(const Canvas &canvas, const QRectF &taken, Trace::StallId told) const;
    void paintNow(const Canvas &canvas, const QPointF &center, bool stalled) const;
    double latencyY(const QRectF &plot, double milliseconds) const;
    void write(const Canvas &canvas, const QRectF &rect, int alignment, const QString &text,
               Theme::FontRole font, Theme::ColorRole color) const;

    const Theme::Theme *m_theme;
    const Models::RunModel *m_run;
    Charts::LatencyScale m_scale;
    Charts::ChartRange m_rates{Charts::ChartRange::Rounding::Rate};
    Charts::TimeView m_time;
    // For the rest of the run, so that nothing jumps: the line leaves a little more to the number, and the
    // number is a smaller one.
    bool m_isLowered = false;
    bool m_isSmall = false;
    double m_share = 1; // of the plot's height that the line has
    Base::Duration m_usual = Charts::TimeView::usual;
    std::chrono::milliseconds m_threshold{10};
};

} // namespace Loopscope::Ui
