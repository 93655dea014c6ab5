#pragma once

#include "ui/charts/latencymarks.h"
#include "ui/charts/latencyscale.h"
#include "ui/charts/plotview.h"
#include "ui/charts/thresholdhandle.h"

namespace Loopscope::Charts {

/// How long an event posted now would wait, with the perception bands, the threshold and what goes on now.
class LatencyChart final : public PlotView
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds lowestThreshold{1};
    static constexpr std::chrono::milliseconds highestThreshold{60'000};
    /// How long the number of a stall stays after its end, so that it can be read.
    static constexpr std::chrono::milliseconds holdFor{800};

    explicit LatencyChart(const ChartContext &context, QWidget *parent = nullptr);

    using PlotView::setTitle; // it says whose latency this is

    std::chrono::milliseconds threshold() const { return m_threshold; }
    const LatencyScale &scale() const { return m_scale; }
    ThresholdHandle thresholdHandle() const;
    /// The stall whose number is held after its end, or that goes on; null when there is none.
    const Trace::Stall *shownStall() const;
    /// Where the stalls' texts stand that were painted last.
    const std::vector<QRectF> &stallTexts() const { return m_stallTexts; }
    QString invitation() const { return m_invitation; }
    QString waiting() const { return m_waiting; }
    QString description() const override;
    QString subtitle() const override;
    QStringList shorterSubtitles() const override;

public Q_SLOTS:
    /// Whole milliseconds; brought into range. Does not emit thresholdChanged.
    void setThreshold(std::chrono::milliseconds threshold);
    void setLinear(bool linear);
    /// What stands in place of the chart before there is a run.
    void setInvitation(const QString &sentence);
    /// What stands there while a run goes on of whose loop nothing is known yet.
    void setWaiting(const QString &sentence);

Q_SIGNALS:
    /// The user dragged the handle or pressed a key on it.
    void thresholdChanged(std::chrono::milliseconds threshold);

protected:
    void updateSeries() override;
    void paintUnder(QPainter &painter) override;
    void paintOver(QPainter &painter) override;
    void paintTitle(TextPainter &text, double y) override;
    void restyle() override;
    QString reading(Base::SteadyTime at) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void paintBands(QPainter &painter);
    bool hasOnlyAReason() const;
    void paintReason(QPainter &painter, const QString &reason);
    void paintLateWaits(QPainter &painter);
    void paintThreshold(QPainter &painter);
    void paintThresholdWord(QPainter &painter);
    void paintNow(LatencyMarks &marks);
    std::optional<LatencyMarks::Number> number() const;
    void placeNumber(QPainter &painter);
    double widthInTitle(const TextPainter &text) const;
    double paintNumberInTitle(TextPainter &text, double right, double y);
    void paintEmpty(QPainter &painter);
    QString scaleWords() const;
    QString withHatching(const QString &words) const;
    double paintFigures(TextPainter &text, double y);
    void dragTo(double y);
    void changeThreshold(std::chrono::milliseconds threshold);
    double nowY() const;
    std::optional<double> valueAt(Base::SteadyTime at) const;
    double lineTop(double left, double right) const;
    void paintStallTexts(QPainter &painter, const QRectF &taken);
    void paintLoneSample(QPainter &painter);
    bool graspsThreshold(const QPointF &position) const;

    LatencyScale m_scale;
    QValueAxis *const m_axis;
    QLineSeries *const m_line;
    QString m_waiting;
    QString m_invitation = tr("Press Space to run.");
    std::chrono::milliseconds m_threshold{10};
    bool m_dragging = false;
    double m_graspedAt = 0; // from the line, in pixels
    std::vector<QRectF> m_stallTexts;
    std::optional<LatencyMarks::Number> m_number; // in the picture that is painted
    QRectF m_numberArea;                          // empty: it stands in the title's row
    bool m_hasLateWaits = false;                  // in the picture that is painted
};

} // namespace Loopscope::Charts
