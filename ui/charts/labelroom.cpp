#include "ui/charts/labelroom.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

LabelRoom::LabelRoom(const QRectF &area)
    : m_area(area)
    , m_columns(std::max(0, static_cast<int>(area.width() / cell)))
    , m_rows(std::max(0, static_cast<int>(area.height() / cell)))
    , m_taken(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), false)
{}

void LabelRoom::set(int column, int row)
{
    if (column >= 0 && row >= 0 && column < m_columns && row < m_rows)
        m_taken[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                static_cast<std::size_t>(column)] = true;
}

void LabelRoom::block(const QRectF &rect)
{
    const int lastRow = static_cast<int>((rect.bottom() - m_area.top()) / cell);
    const int lastColumn = static_cast<int>((rect.right() - m_area.left()) / cell);
    for (int row = static_cast<int>((rect.top() - m_area.top()) / cell); row <= lastRow; ++row) {
        for (int column = static_cast<int>((rect.left() - m_area.left()) / cell); column <= lastColumn;
             ++column)
            set(column, row);
    }
}

void LabelRoom::blockLine(const QPolygonF &line)
{
    for (qsizetype at = 1; at < line.size(); ++at) {
        const QLineF piece(line[at - 1], line[at]);
        const int steps = static_cast<int>(piece.length() / (cell / 2)) + 1;
        for (int step = 0; step <= steps; ++step) {
            const QPointF point = piece.pointAt(static_cast<double>(step) / steps) - m_area.topLeft();
            const int column = static_cast<int>(std::floor(point.x() / cell));
            const int row = static_cast<int>(std::floor(point.y() / cell));
            for (int near = -1; near <= 1; ++near) {
                set(column + near, row);
                set(column, row + near);
            }
        }
    }
}

bool LabelRoom::isFree(int column, int row, int columns, int rows) const
{
    for (int y = row; y < row + rows; ++y) {
        for (int x = column; x < column + columns; ++x) {
            if (m_taken[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_columns) +
                        static_cast<std::size_t>(x)])
                return false;
        }
    }
    return true;
}

std::optional<QRectF> LabelRoom::take(const QSizeF &size, const QPointF &near)
{
    constexpr double atTheLeft = 120; // counts as so many pixels further away
    const int columns = static_cast<int>(std::ceil(size.width() / cell));
    const int rows = static_cast<int>(std::ceil(size.height() / cell));
    std::optional<QRectF> best;
    double bestDistance = 0;
    for (int row = 0; row + rows <= m_rows; ++row) {
        for (int column = 0; column + columns <= m_columns; ++column) {
            const QRectF rect(m_area.left() + column * cell, m_area.top() + row * cell, size.width(),
                              size.height());
            const double dx = std::max({rect.left() - near.x(), near.x() - rect.right(), 0.0});
            const double dy = std::max({rect.top() - near.y(), near.y() - rect.bottom(), 0.0});
            const double distance = std::hypot(dx, dy) + (rect.left() < near.x() ? atTheLeft : 0);
            if ((!best || distance < bestDistance) && isFree(column, row, columns, rows)) {
                best = rect;
                bestDistance = distance;
            }
        }
    }
    if (best)
        block(*best);
    return best;
}

} // namespace Loopscope::Charts
