#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace Loopscope::Panels {

/// Paints a slide's row: number, title, reason below it, and what became of it at the right.
class SlideDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    SlideDelegate(const Theme::Theme *theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintMark(QPainter &painter, const QRect &row, const QModelIndex &index) const;

    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
