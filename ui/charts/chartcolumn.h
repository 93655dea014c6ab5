#pragma once

#include "ui/charts/chartcontext.h"
#include "ui/charts/chartgrid.h"

#include <QWidget>

namespace Loopscope::Charts {

class LatencyChart;
class QueueChart;
class RequestsChart;
class TimelineChart;

/// The middle of the window: latency, queue, requests and timeline of a run over one time axis. It
/// empties the run's inbox and paints, both by its frame clock, and owns no part of the run. GUI thread.
class ChartColumn final : public QWidget
{
    Q_OBJECT

public:
    /// Theme and run must outlive the column.
    ChartColumn(Theme::Theme *theme, Models::RunModel *run, QWidget *parent = nullptr);

    FrameClock *frameClock() { return &m_clock; }
    TimeView *timeView() { return &m_time; }
    LatencyChart *latencyChart() const { return m_latency; }
    QueueChart *queueChart() const { return m_queue; }
    RequestsChart *requestsChart() const { return m_requests; }
    TimelineChart *timelineChart() const { return m_timeline; }

    std::chrono::milliseconds threshold() const;
    bool isLinear() const;
    /// While a picture is taken: as high as all lanes ask for, up to a limit; what is beyond it is counted.
    void setForPicture(bool taken);
    QSize minimumSizeHint() const override { return {480, 480}; }
    QSize sizeHint() const override { return {808, 740}; }

public Q_SLOTS:
    /// What the chart of requests counts: "requests", "queries"; and how many answers were wrong.
    void setCounted(const QString &several);
    void setWrongAnswers(qint64 count);
    /// Requests per second of the whole run, when it has ended; 0: not known.
    void setWholeRate(double perSecond);
    /// A program is observed, of whose executors and requests nothing can be known.
    void setProgram(bool isProgram);
    void setThreshold(std::chrono::milliseconds threshold);
    /// T: keys go to the threshold's handle until focus leaves it.
    void focusThreshold();
    /// Y: square root or linear.
    void toggleLinear();
    /// + - 0.
    void zoomIn();
    void zoomOut();
    void fit();
    /// By a fifth of the picture: -1 to what was earlier, 1 to what came later.
    void pan(int direction);
    /// How much time a run shows: 2 s for slow-callback, 5 s else.
    void setUsualLength(std::chrono::nanoseconds length);
    /// A stall that is selected while the run goes on holds the picture, too.
    void setHoldingSelected(bool holds) { m_holdsSelected = holds; }
    /// Marks a stall in all charts and, after a run, brings it into view; 0: none.
    void selectStall(Loopscope::Trace::StallId id);
    /// Paints the present state at once, without waiting for the clock.
    void renderFrame();
    /// The crosshair through all charts, at this x of the column; NaN: none.
    void pointAt(double x);

Q_SIGNALS:
    /// By the user, in whole milliseconds.
    void thresholdChanged(std::chrono::milliseconds threshold);
    void stallSelected(Loopscope::Trace::StallId id);
    void stallOpened(Loopscope::Trace::StallId id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void tick();
    void renderIfMoved();
    void prepareFrame();
    void showFrame();
    void layOut();
    void followRun();
    void describe();
    ColumnContents contents() const;
    template <typename Chart>
    void connectStalls(Chart *chart);

    Theme::Theme *const m_theme;
    Models::RunModel *const m_run;
    FrameClock m_clock;
    TimeView m_time;
    ChartFrame m_frame;
    bool m_holdsSelected = false;
    LatencyChart *m_latency = nullptr;
    QueueChart *m_queue = nullptr;
    RequestsChart *m_requests = nullptr;
    TimelineChart *m_timeline = nullptr;
    ColumnContents m_contents;
    Base::SteadyTime m_numbersAt;
    Base::SteadyTime m_shownUpTo;
    bool m_isProgram = false;
    bool m_isForPicture = false;
    QSize m_sizeBefore; // the picture was taken
    bool m_justEnded = false;
    bool m_dirty = true;
};

} // namespace Loopscope::Charts
