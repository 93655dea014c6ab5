#pragma once

#include "ui/charts/chartcontext.h"
#include "ui/charts/latencyscale.h"
#include "ui/charts/textpainter.h"

#include <functional>

namespace Loopscope::Charts {

/// What is painted over the latency line: band labels, the stalls' texts, and now.
class LatencyMarks
{
public:
    LatencyMarks(QPainter &painter, const Theme::Theme &theme, const LatencyScale &scale, const QRectF &plot);

    /// Ticks in the left gutter; the one that is hidden by the threshold's handle at `handleY` is left out.
    void paintTicks(double handleY);
    /// What each band means, in the right gutter.
    void paintBandLabels();

    /// The highest point of the line between two x.
    using LineTop = std::function<double(double left, double right)>;
    struct Number
    {
        QString value;
        QString caption;
        bool isOfMachine; ///< no line of the loop's code is to blame
        double before;    ///< x at which the stall begins that it tells of
    };

    /// Where the big number hides nothing, beside its stall; empty: nowhere in the plot.
    QRectF placeOf(const Number &number, const LineTop &lineTop) const;
    void paintNumber(const Number &number, const QRectF &area);
    /// The dot on the line at now.
    void paintDot(double y, Theme::ColorRole color, bool ring);

    double yOf(double milliseconds) const
    {
        return m_plot.bottom() - m_scale.share(milliseconds) * m_plot.height();
    }

private:
    std::vector<double> tickValues() const;
    bool isRow(const Number &number) const;
    QRectF freePlace(const QSizeF &size, const Number &number, const LineTop &lineTop) const;

    QPainter &m_painter;
    const Theme::Theme &m_theme;
    const LatencyScale &m_scale;
    const QRectF m_plot;
    TextPainter m_text;
};

} // namespace Loopscope::Charts
