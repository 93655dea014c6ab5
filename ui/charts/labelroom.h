#pragma once

#include <QPolygonF>
#include <QRectF>

#include <optional>
#include <vector>

namespace Loopscope::Charts {

/// Finds places for labels in a plot where they cover neither a line nor each other.
class LabelRoom
{
public:
    explicit LabelRoom(const QRectF &area);

    void block(const QRectF &rect);
    /// A line and a little room on both sides of it.
    void blockLine(const QPolygonF &line);
    /// The free place nearest to the point, rather at its right than at its left, which is taken from now
    /// on. None when nothing is free.
    std::optional<QRectF> take(const QSizeF &size, const QPointF &near);

private:
    static constexpr double cell = 6;

    bool isFree(int column, int row, int columns, int rows) const;
    void set(int column, int row);

    const QRectF m_area;
    const int m_columns;
    const int m_rows;
    std::vector<bool> m_taken;
};

} // namespace Loopscope::Charts
