#pragma once

#include "ui/charts/chartrange.h"
#include "ui/charts/plotview.h"

namespace Loopscope::Charts {

/// Jobs of the run's main executor: waiting and running.
class QueueChart final : public PlotView
{
    Q_OBJECT

public:
    explicit QueueChart(const ChartContext &context, QWidget *parent = nullptr);
    QString description() const override;

protected:
    void updateSeries() override;
    void paintUnder(QPainter &painter) override;
    void paintOver(QPainter &painter) override;
    void restyle() override;
    QString subtitle() const override;
    QStringList shorterSubtitles() const override;
    QString reading(Base::SteadyTime at) const override;

private:
    ChartRange m_range{ChartRange::Rounding::Count};
    QValueAxis *const m_axis;
    QLineSeries *const m_running;
    QLineSeries *const m_waiting;
    QList<QPointF> m_runningBottoms;
    QList<QPointF> m_waitingBottoms;
    bool m_hidesFalls = false;
    QString m_runningLabel;
    QString m_waitingLabel;
    QString m_workersLabel;
};

/// The newest value of a counter at the charts' right edge; 0 without one.
double valueAt(const Models::CounterSeries *counter, Base::SteadyTime at);

} // namespace Loopscope::Charts
