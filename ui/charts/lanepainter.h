#pragma once

#include "ui/charts/chartcontext.h"
#include "ui/models/lane.h"

#include <QPainter>

namespace Loopscope::Charts {

/// Paints one row of the timeline.
class LanePainter
{
public:
    /// More slices of a lane than this in view are painted as busy shares.
    static constexpr std::size_t mostSlices = 2000;

    LanePainter(QPainter &painter, const ChartContext &context);

    /// Its slices, hatched those that waited for most of their time: of connections, which wait for an
    /// answer, all. A bar of busy share per pixel column where there are too many, or older ones are gone.
    void paintLane(const Models::Lane &lane, const QRectF &row);
    /// The stalls of the loop, over its slices. Their names stand in them from 64 px up.
    void paintStalls(const std::vector<StallColumn> &columns, const QRectF &row);
    /// What the last paintLane() could not write into a slice; empty when it did, or nothing ran.
    QString unwrittenName() const { return m_unwritten; }
    /// Rectangles that were painted, for the tests of the limits.
    int painted() const { return m_painted; }

private:
    void paintSlices(const Models::Lane &lane, const QRectF &row, const QColor &color);
    void paintShares(const Models::Lane &lane, const QRectF &row, const QColor &color);
    void paintBars(const QList<QRectF> &bars, const QList<QRectF> &waiting, const QColor &color);
    void writeName(const QRectF &bar, const QString &name, Theme::ColorRole color);
    QColor colorOf(const Trace::Track &track) const;

    QPainter &m_painter;
    const ChartContext &m_context;
    QString m_unwritten;
    int m_painted = 0;
};

/// "and 37 more lanes": of a picture that cannot hold all.
QString moreLanes(int count);

} // namespace Loopscope::Charts
