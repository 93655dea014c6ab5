#include "ui/panels/stalldelegate.h"

#include "ui/models/stalllistmodel.h"
#include "ui/panels/causebadge.h"
#include "ui/panels/look.h"
#include "ui/theme/format.h"

namespace Loopscope::Panels {

using Models::StallListModel;

namespace {

constexpr int stallRowHeight = 56;
constexpr int barWidth = 4;
constexpr int placeLeft = 112;
constexpr int columnGap = 8;
constexpr int firstTop = 8;
constexpr int secondTop = 31;
constexpr int lineHeight = 24;
constexpr int secondHeight = 16;
constexpr int badgeTop = 7;
constexpr int badgeHeight = 24;
constexpr int startDecimals = 3;

} // namespace

StallDelegate::StallDelegate(const Theme::Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize StallDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, stallRowHeight};
}

void StallDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const QRect row = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || option.state & QStyle::State_MouseOver)
        painter->fillRect(row, m_theme->color(ColorRole::Raised));
    if (selected)
        painter->fillRect(QRect(row.left(), row.top(), barWidth, row.height()),
                          m_theme->color(ColorRole::Accent));
    if (index.row() > 0)
        paintRule(*painter, row.left() + edge, row.top(), row.width() - edge,
                  m_theme->color(ColorRole::Grid));
    paintTimes(*painter, row, index);
    paintPlace(*painter, row, index);
}

void StallDelegate::paintTimes(QPainter &painter, const QRect &row, const QModelIndex &index) const
{
    const bool open = index.data(StallListModel::OpenRole).toBool();
    const Base::Duration duration(index.data(StallListModel::DurationRole).toLongLong());
    const Base::Duration start(index.data(StallListModel::StartRole).toLongLong());
    const int width = placeLeft - edge - columnGap;
    const QRect first(row.left() + edge, row.top() + firstTop, width, lineHeight);
    paintText(painter, first, open ? Theme::formatLive(duration) : Theme::formatStall(duration),
              m_theme->font(FontRole::ListNumber),
              m_theme->color(open ? ColorRole::StallText : ColorRole::Text));
    const QString started = Theme::formatSeconds(start, startDecimals);
    const QRect second(first.left(), row.top() + secondTop, width, secondHeight);
    paintText(painter, second, open ? tr("%1, now").arg(started) : started, m_theme->font(FontRole::Label),
              m_theme->color(ColorRole::Text3));
}

void StallDelegate::paintPlace(QPainter &painter, const QRect &row, const QModelIndex &index) const
{
    const auto cause = static_cast<Trace::StallCause>(index.data(StallListModel::CauseRole).toInt());
    const int badgeWidth = causeBadgeWidth(m_theme, cause);
    const QRect badge(row.right() + 1 - edge - badgeWidth, row.top() + badgeTop, badgeWidth, badgeHeight);
    const int left = row.left() + placeLeft;
    const QRect first(left, row.top() + firstTop, badge.left() - columnGap - left, lineHeight);
    const QFont code = m_theme->font(FontRole::Code);
    paintText(painter, first,
              fittingName(index.data(StallListModel::CulpritRole).toString(), code, first.width()), code,
              m_theme->color(ColorRole::Text));
    // Under the badge the whole width is free; a place is told by its end.
    const QRect second(left, row.top() + secondTop, row.right() + 1 - edge - left, secondHeight);
    const QString place = index.data(StallListModel::PlaceRole).toString();
    if (place.isEmpty())
        paintText(painter, second, index.data(StallListModel::RemarkRole).toString(),
                  m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text3));
    else
        paintText(painter, second, place, m_theme->font(FontRole::CodeSmall),
                  m_theme->color(ColorRole::Text2), Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideLeft);
    paintCauseBadge(painter, m_theme, badge, cause);
}

} // namespace Loopscope::Panels
