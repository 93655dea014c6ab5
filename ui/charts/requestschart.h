#pragma once

#include "ui/charts/chartrange.h"
#include "ui/charts/plotview.h"

namespace Loopscope::Charts {

/// Requests per second and in flight, each with a range of its own.
class RequestsChart final : public PlotView
{
    Q_OBJECT

public:
    explicit RequestsChart(const ChartContext &context, QWidget *parent = nullptr);
    /// What is counted, in a sentence: "requests", "queries".
    void setCounted(const QString &several);
    /// How many answers went to the wrong caller, where the run's counters do not tell it.
    void setWrongAnswers(qint64 count);
    /// Of the whole run, for one that was too short for a rate over time; 0: not known.
    void setWholeRate(double perSecond);
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
    bool isFlightKnown() const;
    qint64 wrongAnswers() const;
    /// The run is over and its end is looked at.
    bool showsWhole() const;
    void showInFlight();
    QList<QPointF> fromFirstLookOn(QList<QPointF> points) const;
    void updateLabels();
    void paintRateLabel(QPainter &painter);

    ChartRange m_rateRange{ChartRange::Rounding::Rate};
    ChartRange m_flightRange{ChartRange::Rounding::Count};
    QValueAxis *const m_rateAxis;
    QValueAxis *const m_flightAxis;
    QLineSeries *const m_rate;
    QLineSeries *const m_inFlight;
    QList<QPointF> m_inFlightBottoms;
    bool m_hidesFalls = false;
    QString m_rateLabel;
    QString m_flightLabel;
    qint64 m_wrongAnswers = 0;
    double m_wholeRate = 0;
};

} // namespace Loopscope::Charts
