#pragma once

#include "ui/charts/stallcolumns.h"
#include "ui/charts/textpainter.h"

#include <functional>
#include <optional>

namespace Loopscope::Charts {

/// A function or a place in a width: its class gives way first.
QString codeWithin(const TextPainter &text, const QString &code, double width);

/// Duration and place of each stall, at its peak: above it, or in its column or beside it where that is too
/// near to the upper edge. Never over the line, never over each other; a stall without such a place has no
/// text: it would be taken for another's. Several that became one column are always told of: on a ground of
/// its own at the upper edge, where no other place is.
class StallTexts
{
public:
    struct Plot
    {
        QRectF rect;
        /// How high a duration in milliseconds is drawn.
        std::function<double(double milliseconds)> yOf;
        /// The highest point of the line between two x.
        std::function<double(double left, double right)> lineTop;
    };

    /// `ground` paints what lies behind a text that stands over the line.
    StallTexts(TextPainter &text, Plot plot, std::function<void(const QRectF &)> ground);

    /// Nothing is painted into `taken`, where the stall `told` is told of.
    void paint(const std::vector<StallColumn> &columns, const QRectF &taken, Trace::StallId told = 0);
    /// Where the texts of the last call stand.
    const std::vector<QRectF> &areas() const { return m_areas; }

private:
    enum class Side
    {
        Above,
        Left,
        Right,
        Inside, ///< at its upper left
        OnTop,  ///< at the upper edge, over whatever is there
    };
    struct Words
    {
        QString number;
        QString place; ///< may be empty
        double width = 0;
        Theme::ColorRole color = Theme::ColorRole::StallText;
        double height() const;
    };
    struct Spot
    {
        QRectF area;
        Side side = Side::Above;
    };

    Words wordsOf(const StallColumn &column, double room, bool withPlace) const;
    std::optional<Spot> spotFor(const StallColumn &column, const Words &words, const QRectF &taken) const;
    std::optional<Spot> spotOnTop(const StallColumn &column, const Words &words, const QRectF &taken) const;
    QRectF areaAt(const StallColumn &column, const Words &words, Side side) const;
    bool isOffTheLine(const QRectF &area) const;
    bool isFree(const QRectF &area, const QRectF &taken) const;
    void write(const Spot &spot, const Words &words);

    TextPainter &m_text;
    const Plot m_plot;
    const std::function<void(const QRectF &)> m_ground;
    double m_from = 0; // left of it other texts stand
    double m_to = 0;   // right of it the loop is blocked now
    std::vector<QRectF> m_areas;
};

} // namespace Loopscope::Charts
