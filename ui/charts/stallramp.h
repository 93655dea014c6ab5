#pragma once

#include "core/trace/stall.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Charts {

/// How latency climbed during one stall, and when a stack was taken. GUI thread.
class StallRamp final : public QWidget
{
    Q_OBJECT

public:
    /// The theme must outlive it.
    explicit StallRamp(const Theme::Theme *theme, QWidget *parent = nullptr);

    void showStall(const Trace::Stall &stall, Base::Duration duration, Base::Duration threshold);
    /// The points on the ramp, in pixels of the widget.
    std::vector<QPointF> samplePoints() const;
    /// Where a duration is drawn.
    double yOf(double milliseconds) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRectF plot() const;
    double xOf(double milliseconds) const;
    void paintGrid(QPainter &painter) const;
    void paintTimes(QPainter &painter) const;
    void paintThreshold(QPainter &painter) const;
    void paintSamples(QPainter &painter) const;

    const Theme::Theme *m_theme;
    double m_duration = 0; // milliseconds, as all of these
    double m_threshold = 10;
    std::vector<double> m_samples; // since the stall began
};

} // namespace Loopscope::Charts
