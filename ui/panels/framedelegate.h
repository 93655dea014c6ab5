#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace Loopscope::Panels {

/// Paints a frame of a stack: number, function, place. Own code stands out, the guilty line most of all;
/// Loopscope's own steps back.
class FrameDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    FrameDelegate(const Theme::Theme *theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
