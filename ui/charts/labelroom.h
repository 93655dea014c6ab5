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

    static constexpr int nobody = -1;

    /// What belongs to an owner is not in the way of that owner's leader.
    void block(const QRectF &rect, int owner = nobody);
    /// A line and a little room on both sides of it.
    void blockLine(const QPolygonF &line, int owner = nobody);
    /// The free place nearest to the point, rather at its right than at its left, and rather further away
    /// than behind something that is not the owner's. None when nothing is free.
    std::optional<QRectF> find(const QSizeF &size, const QPointF &near, int owner = nobody) const;
    /// The same, taken from now on.
    std::optional<QRectF> take(const QSizeF &size, const QPointF &near, int owner = nobody);

private:
    static constexpr double cell = 6;
    static constexpr int free = -2;

    bool isFree(int column, int row, int columns, int rows) const;
    bool isBehindAnother(const QPointF &from, const QPointF &to, int owner) const;
    int at(int column, int row) const;
    void set(int column, int row, int owner);

    const QRectF m_area;
    const int m_columns;
    const int m_rows;
    std::vector<int> m_owners;
};

} // namespace Loopscope::Charts
