#include "ui/panels/slidedelegate.h"

#include "ui/panels/look.h"
#include "ui/panels/slidemodel.h"
#include "ui/theme/icons.h"

namespace Loopscope::Panels {

namespace {

constexpr int pitch = 44; // a row of 40 and the gap below it
constexpr int sideMargin = 8;
constexpr int barTop = 8;
constexpr int barWidth = 3;
constexpr int numberRight = 39;
constexpr int titleLeft = 52;
constexpr int markCenter = 24; // from the right edge
constexpr int titleRight = 40;

bool isAlarming(SlideState state)
{
    return state == SlideState::Failed || state == SlideState::Wrong;
}

SlideState stateOf(const QModelIndex &index)
{
    return static_cast<SlideState>(index.data(SlideModel::StateRole).toInt());
}

} // namespace

SlideDelegate::SlideDelegate(const Theme::Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize SlideDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, pitch};
}

void SlideDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const QRect row(option.rect.left(), option.rect.top(), option.rect.width(), rowHeight);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    const SlideState state = stateOf(index);
    if (selected || hovered)
        paintBox(*painter, row.adjusted(sideMargin, 0, -sideMargin, 0), m_theme->color(ColorRole::Raised));
    if (selected)
        painter->fillRect(
            QRect(row.left() + sideMargin, row.top() + barTop, barWidth, rowHeight - 2 * barTop),
            m_theme->color(ColorRole::Accent));

    ColorRole titleRole = selected || hovered ? ColorRole::Text : ColorRole::Text2;
    if (state == SlideState::Unavailable)
        titleRole = ColorRole::Text3;
    const QString reason = index.data(SlideModel::ReasonRole).toString();
    const QRect first = reason.isEmpty() ? row : QRect(row.left(), row.top() + 2, row.width(), 20);
    paintText(*painter, QRect(row.left(), first.top(), numberRight - row.left(), first.height()),
              QString::number(index.row() + 1), m_theme->font(FontRole::Body),
              m_theme->color(ColorRole::Text3), Qt::AlignRight | Qt::AlignVCenter);
    const QRect title(titleLeft, first.top(), row.width() - titleLeft - titleRight, first.height());
    paintText(*painter, title, index.data().toString(),
              m_theme->font(state == SlideState::Unavailable ? FontRole::Body : FontRole::BodyStrong),
              m_theme->color(titleRole));
    if (!reason.isEmpty()) {
        // A failed slide has its sign at the right, over both lines.
        const int right = isAlarming(state) ? titleRight : 2 * sideMargin;
        const QRect second(titleLeft, row.top() + 21, row.width() - titleLeft - right, 16);
        paintText(*painter, second, reason, m_theme->font(FontRole::Caption),
                  m_theme->color(isAlarming(state) ? ColorRole::StallText : ColorRole::Text3));
    }
    paintMark(*painter, row, index);
}

void SlideDelegate::paintMark(QPainter &painter, const QRect &row, const QModelIndex &index) const
{
    const QPointF center(row.right() + 1 - markCenter, row.center().y() + 0.5);
    const QRectF icon(center - QPointF(8, 8), QSizeF(16, 16));
    switch (stateOf(index)) {
    case SlideState::Running:
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme->color(ColorRole::Accent));
        painter.drawEllipse(center, 4, 4);
        painter.restore();
        break;
    case SlideState::Done:
        Theme::paintIcon(painter, Theme::Icon::Check, icon, m_theme->color(ColorRole::Text2));
        break;
    case SlideState::Wrong:
    case SlideState::Failed:
        Theme::paintIcon(painter, Theme::Icon::Warning, icon, m_theme->color(ColorRole::StallText));
        break;
    case SlideState::Rest:
    case SlideState::Unavailable:
        break;
    }
}

} // namespace Loopscope::Panels
