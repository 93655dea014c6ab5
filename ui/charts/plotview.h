#pragma once

#include "ui/charts/chartcontext.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/textpainter.h"

#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

namespace Loopscope::Charts {

/// A press of the mouse that may become a pan of the time that all charts show.
class Drag
{
public:
    void begin(double x)
    {
        m_from = x;
        m_pans = false;
    }
    /// True while it pans: from a few pixels on.
    bool move(double x, TimeView &time);
    void end() { m_from.reset(); }
    bool isActive() const { return m_from.has_value(); }

private:
    std::optional<double> m_from;
    bool m_pans = false;
};

/// A line through all charts where the pointer is, with what stands at it in a box beside it.
void paintCrosshairAt(QPainter &painter, const Theme::Theme &theme, const QRectF &plot, double x,
                      const QString &text);

/// What is read at a crosshair, in a box of its own ground; how wide that is.
void paintReading(QPainter &painter, const Theme::Theme &theme, const QRectF &box, const QString &text);
double readingWidth(QPainter &painter, const Theme::Theme &theme, const QString &text);

/// A chart of the column: a title row, a plot that lies exactly on its pixels, stall columns behind
/// the lines and labels in the gutters. Without anything to show it is one row with a sentence.
class PlotView : public QChartView
{
    Q_OBJECT

public:
    PlotView(const ChartContext &context, const QString &title, QWidget *parent = nullptr);

    /// In the coordinates of this widget. Call it whenever the widget was moved or resized.
    void setPlotRect(const QRectF &rect);
    QRectF plotRect() const { return m_plot; }
    QString title() const { return m_title; }
    /// The sentence in place of the plot; empty: there is something to show.
    void setEmptyRow(const QString &sentence);
    bool isEmptyRow() const { return !m_emptyRow.isEmpty(); }
    /// There is no room for a plot: one row says what its lines end with.
    void setFolded(bool folded);
    bool isFolded() const { return m_isFolded; }

    /// Where the texts of the title row stand that was painted last.
    const std::vector<QRectF> &titleAreas() const { return m_titleAreas; }

    /// Once per frame; the frame stays valid until the next.
    void showFrame(const ChartFrame *frame);
    /// What a screen reader says of the chart; rebuilt when a run ends.
    virtual QString description() const = 0;

Q_SIGNALS:
    void stallSelected(Loopscope::Trace::StallId id);
    void stallOpened(Loopscope::Trace::StallId id);
    /// The pointer is over the plot, at this x; NaN: it is not.
    void pointed(double x);

protected:
    const ChartContext &context() const { return m_context; }
    void setTitle(const QString &title);
    const ChartFrame *frame() const { return m_frame; }

    virtual void updateSeries() = 0;
    virtual void paintUnder(QPainter &painter) = 0;
    virtual void paintOver(QPainter &painter) = 0;
    virtual void paintTitle(TextPainter &text, double y);
    /// Title and subtitle, up to `right`.
    void paintTitleUpTo(double right, TextPainter &text, double y);
    void addTitleArea(const QRectF &area) { m_titleAreas.push_back(area); }
    virtual void restyle() = 0;
    /// What stands behind the title in a fainter colour.
    virtual QString subtitle() const = 0;
    /// The same, shorter and shorter, for a narrow chart.
    virtual QStringList shorterSubtitles() const { return {}; }
    /// What the lines say at a time: read at the crosshair.
    virtual QString reading(Base::SteadyTime at) const = 0;

    /// A value axis that is not shown; the series of one axis share a range.
    QValueAxis *addValueAxis();
    QLineSeries *addLine(QValueAxis *axis);
    /// Sets a range of 0 to `top` so that the values meet the plot's exact edges.
    void setTop(QValueAxis *axis, double top);
    /// `dash` in pixels; empty: solid.
    void setPen(QLineSeries *series, Theme::ColorRole color, double width, const QList<qreal> &dash = {});
    /// Pixel of a share of the height, 0 at the bottom.
    double yOf(double share) const { return m_plot.bottom() - share * m_plot.height(); }
    /// Two gridlines and their ticks, the base line and its 0.
    void paintSmallGrid(QPainter &painter, double top);
    /// Of the two lines of a small chart, in its right gutter.
    double upperLabelY() const;
    double lowerLabelY() const;
    /// A piece of the line (null: none is drawn), the label beside it, and under it a fainter one.
    void paintLineLabel(QPainter &painter, double y, const QLineSeries *series, const QString &label,
                        Theme::ColorRole color, const QString &below = {});

    /// Under the line of a quantity that often changes: faintly, down to what it fell to. `top` is the
    /// range's.
    void paintFalls(QPainter &painter, const QLineSeries *line, const QList<QPointF> &bottoms, double top);
    /// What the line of such a quantity says, behind the words of a subtitle.
    static QString withFalls(const QString &words);
    /// Over the lines of gauges: hatched where nobody looked at them.
    void paintUnwatched(QPainter &painter);
    bool isUnwatched(Base::SteadyTime at) const;
    /// What the hatching means, behind the words of a subtitle, while there is some.
    QString withUnwatched(const QString &words) const;
    /// A sign and words in the right gutter: what is wrong.
    void paintAlarm(QPainter &painter, double y, const QString &words);

    void paintEvent(QPaintEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    bool isRow() const { return m_isFolded || isEmptyRow(); }
    void paintRow(TextPainter &text) const;
    void applyTheme();
    void paintColumns(QPainter &painter);
    void paintGaps(QPainter &painter);
    QRectF areaOf(const Models::RunModel::Gap &gap) const;
    void paintCrosshair(QPainter &painter);
    void updateTimeAxis();

    const ChartContext m_context;
    QString m_title;
    QString m_emptyRow;
    bool m_isFolded = false;
    QRectF m_plot;
    std::vector<QRectF> m_titleAreas;
    QValueAxis *const m_timeAxis;
    const ChartFrame *m_frame = nullptr;
    Drag m_drag;
};

/// Wheel: zoom at the pointer; with Shift: pan. The same on every chart.
void turnWheel(TimeView &time, const QWheelEvent &event);

} // namespace Loopscope::Charts
