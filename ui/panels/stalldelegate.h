#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace Loopscope::Panels {

/// Paints a stall in two lines: how long and when, who and where, and why.
class StallDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    StallDelegate(const Theme::Theme *theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintTimes(QPainter &painter, const QRect &row, const QModelIndex &index) const;
    void paintPlace(QPainter &painter, const QRect &row, const QModelIndex &index) const;

    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
