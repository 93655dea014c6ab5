#include "ui/panels/framedelegate.h"

#include "ui/panels/framemodel.h"
#include "ui/panels/look.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int numberRight = 24;
constexpr int functionLeft = 40;
constexpr int rightPadding = 14; // clear of the scroll bar
constexpr int barWidth = 4;
constexpr int columnGap = 16;

} // namespace

FrameDelegate::FrameDelegate(const Theme::Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize FrameDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, m_theme->lineHeight(FontRole::Code)};
}

void FrameDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const QRect row = option.rect;
    const bool culprit = index.data(FrameModel::CulpritRole).toBool();
    const bool own = index.data(FrameModel::OwnRole).toBool();
    const bool selected = option.state & QStyle::State_Selected;
    if (culprit)
        painter->fillRect(row, m_theme->color(ColorRole::StallFill));
    else if (selected || option.state & QStyle::State_MouseOver)
        painter->fillRect(row, m_theme->color(ColorRole::Raised));
    if (culprit || selected)
        painter->fillRect(QRect(row.left(), row.top(), barWidth, row.height()),
                          m_theme->color(culprit ? ColorRole::Stall : ColorRole::Accent));
    const bool isLoopscopes = index.data(FrameModel::LoopscopeRole).toBool();
    QFont font = m_theme->font(own ? FontRole::CodeStrong : FontRole::Code);
    font.setItalic(isLoopscopes);
    const QColor text = m_theme->color(own            ? ColorRole::Text
                                       : isLoopscopes ? ColorRole::Text3
                                                      : ColorRole::Text2);
    // The faintest text is not readable on the stall's fill.
    const QColor faint = m_theme->color(culprit ? ColorRole::Text : ColorRole::Text3);
    paintText(*painter, QRect(row.left(), row.top(), numberRight, row.height()),
              QString::number(index.data(FrameModel::NumberRole).toInt()), m_theme->font(FontRole::Code),
              faint, Qt::AlignRight | Qt::AlignVCenter, Qt::ElideNone);
    const QString place = index.data(FrameModel::PlaceRole).toString();
    const QFontMetrics metrics(m_theme->font(FontRole::Code));
    const QString name = index.data().toString();
    const int left = row.left() + functionLeft;
    const int placeRight = row.right() + 1 - rightPadding;
    const bool isFold = index.data(FrameModel::FoldRole).toBool();
    // How many frames of what a fold has begins with the number; a file's name ends with it.
    const int besideName = placeRight - left - columnGap - QFontMetrics(font).horizontalAdvance(name) - 1;
    const int mostWidth = isFold ? qMax(row.width() / 2, besideName) : row.width() / 2;
    const int placeWidth = qMin(metrics.horizontalAdvance(place) + 1, mostWidth);
    const int placeLeft = placeRight - placeWidth;
    paintText(*painter, QRect(placeLeft, row.top(), placeWidth, row.height()), place,
              m_theme->font(FontRole::Code), faint, Qt::AlignRight | Qt::AlignVCenter,
              isFold ? Qt::ElideRight : Qt::ElideLeft);
    paintText(*painter, QRect(left, row.top(), placeLeft - columnGap - left, row.height()),
              fittingName(name, font, placeLeft - columnGap - left), font, text);
}

} // namespace Loopscope::Panels
