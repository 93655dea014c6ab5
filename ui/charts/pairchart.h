#pragma once

#include "core/session/replaytrace.h"
#include "ui/charts/latencyscale.h"
#include "ui/charts/pairgrid.h"
#include "ui/charts/timeview.h"
#include "ui/models/runmodel.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QScrollBar;

namespace Loopscope::Charts {

class TextPainter;

/// One of two traces: its events, and the run that they make up.
struct PairSide
{
    QString letter; ///< "A"
    QString name;   ///< "before"
    Theme::ColorRole color = Theme::ColorRole::TraceA;
    Session::ReplayTracePtr trace;
    Models::RunModel *run = nullptr; ///< the whole of it
};

/// Two traces one above the other on one time axis and one scale, with one cursor through everything. Times
/// count from the begin of each trace's work. GUI thread.
class PairChart final : public QWidget
{
    Q_OBJECT

public:
    explicit PairChart(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// The runs must outlive the chart, or be taken away by an empty list.
    void setSides(std::vector<PairSide> sides);
    void setCursor(Base::Duration position);
    Base::Duration cursorPosition() const { return m_cursor; }
    Base::Duration viewFrom() const { return m_from; }
    Base::Duration viewTo() const { return m_from + m_length; }
    /// Of the longer one.
    Base::Duration duration() const { return m_duration; }
    /// While a picture is taken: as high as all lanes ask for, up to a limit; what is beyond it is counted.
    void setForPicture(bool taken);
    void toggleLinear();
    bool isLinear() const { return m_scale.isLinear(); }
    /// Where a side's latency is painted; without a height when that is folded.
    QRectF plotOf(std::size_t side) const;
    const PairHeights &heights() const { return m_heights; }
    double xOf(Base::Duration at) const;
    /// "A Pool 3", all of them; those after the loops are scrolled when there is no room.
    QStringList laneNames() const;
    QRectF lanesRect() const;
    QScrollBar *scrollBar() const { return m_scroll; }

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void fit();

Q_SIGNALS:
    void scrubbed(std::chrono::nanoseconds position);
    void viewChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct LaneRow
    {
        std::size_t side = 0;
        Trace::TrackId track = 0;
        QString name;
        Theme::ColorRole color = Theme::ColorRole::Latency;
        bool isSubject = false;
        bool alwaysWaits = false; ///< a connection, for its answers
    };

    void collectLanes();
    void layOut();
    int hiddenLanes() const;
    std::vector<LaneRow> shownLanes() const;
    void placeView();
    void setLength(Base::Duration length);
    double plotLeft() const;
    double plotWidth() const;
    void scrubTo(double x);
    void paintSide(QPainter &painter, std::size_t index);
    void paintGrid(QPainter &painter, const QRectF &plot, const PairSide &side);
    void paintLine(QPainter &painter, const QRectF &plot, const PairSide &side, const TimeView &time);
    void paintStalls(QPainter &painter, const QRectF &plot, const PairSide &side, const TimeView &time);
    void paintTitles(QPainter &painter);
    QString subtitleOf(const PairSide &side) const;
    void paintLanes(QPainter &painter);
    void paintRest(QPainter &painter, const QRectF &row) const;
    void paintLaneLabel(QPainter &painter, const LaneRow &lane, const QRectF &rect);
    void paintLane(QPainter &painter, const LaneRow &lane, const QRectF &rect);
    void paintSlices(QPainter &painter, const LaneRow &lane, const QRectF &rect, double barHeight);
    void paintStallsOf(QPainter &painter, const LaneRow &lane, const QRectF &rect, double height);
    Base::SteadyTime timeAt(const PairSide &side, int pixel) const;
    void paintAxis(QPainter &painter, double y);
    void paintCursor(QPainter &painter, double bottom);

    const Theme::Theme *m_theme;
    QScrollBar *m_scroll;
    std::vector<PairSide> m_sides;
    std::vector<LaneRow> m_lanes;
    PairHeights m_heights;
    bool m_isForPicture = false;
    QSize m_sizeBefore; // the picture was taken
    int m_scrolledBefore = 0;
    LatencyScale m_scale;
    Base::Duration m_duration{0};
    Base::Duration m_cursor{0};
    Base::Duration m_from{0};
    Base::Duration m_length{TimeView::usual};
};

} // namespace Loopscope::Charts
