#pragma once

#include "ui/models/comparedrun.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>

namespace Loopscope::Charts {

class LabelRoom;
class TextPainter;

/// One variant's line and what is written beside it.
struct OverlayLine
{
    Models::VariantRank rank = Models::VariantRank::Best;
    QList<QPointF> points; ///< seconds of own time, value
    bool hasEnded = true;  ///< its end gets a mark
    QString label;         ///< "Pipelined"; empty: none
    QString below;         ///< "105 ms, 190 000 /s", "max 4.7 ms"
    bool isAlarm = false;  ///< `below` says that something is wrong
};

/// What the chart shows.
struct OverlayPicture
{
    enum class Scale
    {
        Linear,
        SquareRoot ///< of milliseconds
    };
    QString title;
    QString subtitle;
    Scale scale = Scale::Linear;
    double seconds = 0; ///< of the longest of all charts of the page
    std::vector<OverlayLine> lines;
    std::optional<double> threshold; ///< ms
    QString thresholdNote;           ///< after the subtitle, when the threshold is within the plot
    QString emptyText;               ///< in place of lines, when none has points
};

/// The lines of several runs over one another, each over its own time.
class OverlayChart final : public QWidget
{
    Q_OBJECT

public:
    enum class Labels
    {
        AtTheEnds, ///< each where its line ends
        Stacked,   ///< at the right, at the height of the highest value
    };

    OverlayChart(const Theme::Theme *theme, Labels labels, QWidget *parent = nullptr);

    void setPicture(OverlayPicture picture);
    const OverlayPicture &picture() const { return m_picture; }
    /// Whether this chart, the lowest one, has the time axis.
    void setTimeAxis(bool shown);
    QRectF plotRect() const;
    QPointF pointOf(const QPointF &value) const;
    /// As it is shown.
    QString subtitle() const;
    double top() const { return m_top; }
    std::vector<double> ticks() const;
    /// Of the time axis: seconds, and what is written there.
    std::vector<std::pair<double, QString>> timeTicks() const;
    /// A label at the right: whose, and where its first line is.
    struct StackedLabel
    {
        std::size_t line = 0;
        double y = 0;
        bool hasName = false;
    };
    std::vector<StackedLabel> stackedLabels() const;
    /// Where the labels at the ends stand, in the order of the lines; empty for those without.
    std::vector<QRectF> labelRects() const;
    /// From the ends of the lines to labels that do not stand beside them, in the order of the lines.
    std::vector<QPolygonF> leaders(const std::vector<QRectF> &labels) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintEmpty(QPainter &painter) const;
    void paintGrid(QPainter &painter) const;
    void paintTimeAxis(QPainter &painter) const;
    void paintThreshold(QPainter &painter) const;
    void paintLines(QPainter &painter) const;
    void paintStacked(QPainter &painter) const;
    void paintAtEnds(QPainter &painter) const;
    QPolygonF leader(std::size_t at, const std::vector<QRectF> &labels) const;
    bool isBesideItsEnd(std::size_t at, const QRectF &label) const;
    std::optional<QRectF> placeOf(std::size_t at, const LabelRoom &room) const;
    LabelRoom awayFromOtherEnds(std::size_t at, LabelRoom room) const;
    void paintLabel(TextPainter &text, QPainter &painter, std::size_t at, const QRectF &rect) const;
    QPolygonF polygonOf(const OverlayLine &line) const;
    double shareOf(double value) const;
    double findTop() const;
    bool hasPoints() const;
    bool showsThreshold() const;

    const Theme::Theme *m_theme;
    const Labels m_labels;
    bool m_timeAxis = false;
    OverlayPicture m_picture;
    double m_top = 1;
};

/// A step of 1, 2 or 5 times a power of ten, so that at most `most` of them fit.
double niceStep(double range, int most);

} // namespace Loopscope::Charts
