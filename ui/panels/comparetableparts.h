#pragma once

#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace Loopscope::Panels {

inline constexpr int compareRow = 32;
inline constexpr int compareHeader = 44;
/// Before a variant's name: edge, mark and a gap.
inline constexpr int variantTextLeft = 40;
inline constexpr int cellGap = 16;
/// Before a figure: the tick of the best.
inline constexpr int tickRoom = 14;

/// Paints the cells of the table of a comparison.
class CompareDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CompareDelegate(const Theme::Theme *theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintVariant(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintFigure(QPainter &painter, const QRect &rect, const QModelIndex &index) const;

    const Theme::Theme *m_theme;
};

/// Two rows of titles: what several columns share, and each one's own.
class CompareHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit CompareHeader(const Theme::Theme *theme, QWidget *parent = nullptr);
    QSize sizeHint() const override { return {0, compareHeader}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString groupOf(int section) const;
    void paintGroup(QPainter &painter, const QString &title, int left, int right) const;

    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
