#pragma once

#include "ui/charts/chartcontext.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/plotview.h"

#include <QWidget>

class QScrollBar;

namespace Loopscope::Charts {

/// What ran when: one lane per loop, worker and connection, and the time axis of all charts. The
/// first lane, the loop under test, stays in place when the others are scrolled.
class TimelineChart final : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineChart(const ChartContext &context, QWidget *parent = nullptr);

    /// How many lanes have room, how high each is, and how far below the upper edge the first.
    void setRows(int visible, int height, int top);
    /// Without the scroll bar: lanes that have no room are counted in the last row.
    void setForPicture(bool taken);
    int hiddenLanes() const;
    void showFrame(const ChartFrame *frame);
    QString description() const;
    /// The lanes' names, as they were written last.
    QStringList names() const { return m_names; }
    /// Of the last painting, for tests of its limits.
    int paintedRectangles() const { return m_painted; }
    /// Where the row of this lane (0: the loop) is painted.
    QRectF rowRect(int visibleRow) const;
    /// "Pool 1: job(), 4.02 ms, at 3.501 s": the slice that was clicked, or chosen by the arrows; empty when
    /// none was. It is the accessible description, too.
    QString details() const;

Q_SIGNALS:
    void stallSelected(Loopscope::Trace::StallId id);
    void stallOpened(Loopscope::Trace::StallId id);
    /// The pointer is over the lanes, at this x; NaN: it is not.
    void pointed(double x);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void beginChoosing();
    void moveTo(int key);
    void moveInLane(const Models::Lane &lane, int key);
    void moveToLane(const std::vector<const Models::Lane *> &lanes, std::ptrdiff_t from, int step);
    void choose(const Models::Lane &lane, const Models::Lane::Bar &bar);
    void scrollTo(const Models::Lane &lane);
    void sayChosen();
    void paintTitle(QPainter &painter);
    void paintRows(QPainter &painter);
    void paintRow(QPainter &painter, const Models::Lane &lane, int row, QString &nameAbove);
    void paintRest(QPainter &painter, int row);
    int shortening(const TextPainter &text) const;
    QString nameOf(const Models::Lane &lane, const TextPainter &text, double width);
    void paintColumns(QPainter &painter);
    void choose(const QPointF &position);
    const Models::Lane *laneAt(double y) const;
    void paintChosen(QPainter &painter, const Models::Lane &lane, const QRectF &row) const;
    std::vector<const Models::Lane *> visibleLanes() const;
    void updateScrollBar();
    QString pointerTime() const;
    QRectF pointerBox(QPainter &painter) const;
    void paintCrosshair(QPainter &painter) const;
    QRectF lanesRect() const;

    const ChartContext m_context;
    QScrollBar *const m_scroll;
    const ChartFrame *m_frame = nullptr;
    int m_rows = 1;
    int m_rowHeight = Grid::lane;
    int m_lanesTop = Grid::lanesTop;
    bool m_isForPicture = false;
    int m_scrolledBefore = 0; // the picture was taken
    int m_painted = 0;
    int m_shortening = 0; // of the connections' names
    bool m_isFirstConnection = true;
    QStringList m_names; // as they are written
    Drag m_drag;
    struct Chosen
    {
        Trace::TrackId track = 0;
        QString lane;
        Models::Lane::Bar bar;
    };
    std::optional<Chosen> m_chosen;
};

} // namespace Loopscope::Charts
