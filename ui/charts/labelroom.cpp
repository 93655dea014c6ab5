#include "ui/charts/labelroom.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

LabelRoom::LabelRoom(const QRectF &area)
    : m_area(area)
    , m_columns(std::max(0, static_cast<int>(area.width() / cell)))
    , m_rows(std::max(0, static_cast<int>(area.height() / cell)))
    , m_owners(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), free)
{}

void LabelRoom::set(int column, int row, int owner)
{
    if (column >= 0 && row >= 0 && column < m_columns && row < m_rows)
        m_owners[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                 static_cast<std::size_t>(column)] = owner;
}

int LabelRoom::at(int column, int row) const
{
    if (column < 0 || row < 0 || column >= m_columns || row >= m_rows)
        return free;
    return m_owners[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                    static_cast<std::size_t>(column)];
}

void LabelRoom::block(const QRectF &rect, int owner)
{
    const int lastRow = static_cast<int>((rect.bottom() - m_area.top()) / cell);
    const int lastColumn = static_cast<int>((rect.right() - m_area.left()) / cell);
    for (int row = static_cast<int>((rect.top() - m_area.top()) / cell); row <= lastRow; ++row) {
        for (int column = static_cast<int>((rect.left() - m_area.left()) / cell); column <= lastColumn;
             ++column)
            set(column, row, owner);
    }
}

void LabelRoom::blockLine(const QPolygonF &line, int owner)
{
    for (qsizetype at = 1; at < line.size(); ++at) {
        const QLineF piece(line[at - 1], line[at]);
        const int steps = static_cast<int>(piece.length() / (cell / 2)) + 1;
        for (int step = 0; step <= steps; ++step) {
            const QPointF point = piece.pointAt(static_cast<double>(step) / steps) - m_area.topLeft();
            const int column = static_cast<int>(std::floor(point.x() / cell));
            const int row = static_cast<int>(std::floor(point.y() / cell));
            for (int near = -1; near <= 1; ++near) {
                set(column + near, row, owner);
                set(column, row + near, owner);
            }
        }
    }
}

bool LabelRoom::isFree(int column, int row, int columns, int rows) const
{
    for (int y = row; y < row + rows; ++y) {
        for (int x = column; x < column + columns; ++x) {
            if (at(x, y) != free)
                return false;
        }
    }
    return true;
}

bool LabelRoom::isBehindAnother(const QPointF &from, const QPointF &to, int owner) const
{
    const QLineF way(from, to);
    const int steps = static_cast<int>(way.length() / cell);
    for (int step = 1; step < steps; ++step) {
        const QPointF point = way.pointAt(static_cast<double>(step) / steps) - m_area.topLeft();
        const int there = at(static_cast<int>(point.x() / cell), static_cast<int>(point.y() / cell));
        if (there != free && there != owner)
            return true;
    }
    return false;
}

std::optional<QRectF> LabelRoom::find(const QSizeF &size, const QPointF &near, int owner) const
{
    // What counts as so many pixels further away.
    constexpr double atTheLeft = 24;
    constexpr double behindAnother = 160;
    const int columns = static_cast<int>(std::ceil(size.width() / cell));
    const int rows = static_cast<int>(std::ceil(size.height() / cell));
    std::optional<QRectF> best;
    double bestDistance = 0;
    for (int row = 0; row + rows <= m_rows; ++row) {
        for (int column = 0; column + columns <= m_columns; ++column) {
            const QRectF rect(m_area.left() + column * cell, m_area.top() + row * cell, size.width(),
                              size.height());
            const QPointF nearest(std::clamp(near.x(), rect.left(), rect.right()),
                                  std::clamp(near.y(), rect.top(), rect.bottom()));
            double distance = QLineF(near, nearest).length() + (rect.left() < near.x() ? atTheLeft : 0);
            if ((best && distance >= bestDistance) || !isFree(column, row, columns, rows))
                continue;
            distance += isBehindAnother(near, nearest, owner) ? behindAnother : 0;
            if (best && distance >= bestDistance)
                continue;
            best = rect;
            bestDistance = distance;
        }
    }
    return best;
}

std::optional<QRectF> LabelRoom::take(const QSizeF &size, const QPointF &near, int owner)
{
    const std::optional<QRectF> found = find(size, near, owner);
    if (found)
        block(*found);
    return found;
}

} // namespace Loopscope::Charts
