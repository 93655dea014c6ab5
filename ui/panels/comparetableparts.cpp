#include "ui/panels/comparetableparts.h"

#include "ui/charts/variantmark.h"
#include "ui/models/comparisonmodel.h"
#include "ui/panels/look.h"
#include "ui/theme/icons.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

using Models::ComparedState;
using Models::ComparisonModel;

constexpr double markSize = 10;
constexpr int tickSize = 10;
constexpr int groupTop = 4;
constexpr int groupHeight = 16;

} // namespace

CompareDelegate::CompareDelegate(const Theme::Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    painter->fillRect(option.rect, m_theme->color(ColorRole::Panel));
    paintRule(*painter, option.rect.left(), option.rect.top(), option.rect.width(),
              m_theme->color(ColorRole::Grid));
    if (index.column() == 0)
        paintVariant(*painter, option.rect, index);
    else
        paintFigure(*painter, option.rect, index);
    painter->restore();
}

void CompareDelegate::paintVariant(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const auto rank = index.data(ComparisonModel::RankRole).value<Models::VariantRank>();
    Charts::paintMark(painter, rank, QPointF(rect.left() + edge + markSize / 2, rect.center().y() + 1),
                      markSize, *m_theme);
    const bool isBest = index.data(ComparisonModel::BestRole).toBool();
    paintText(painter, rect.adjusted(variantTextLeft, 0, 0, 0), index.data().toString(),
              m_theme->font(isBest ? FontRole::BodyStrong : FontRole::Body), m_theme->color(ColorRole::Text));
}

void CompareDelegate::paintFigure(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const QString reason = index.data(ComparisonModel::ReasonRole).toString();
    if (!reason.isEmpty()) {
        const bool failed =
            index.data(ComparisonModel::StateRole).value<ComparedState>() == ComparedState::Failed;
        QRect place = rect.adjusted(0, 0, -cellGap, 0);
        if (failed) {
            Theme::paintIcon(painter, Theme::Icon::Warning,
                             QRectF(place.left(), place.center().y() - 7, 16, 16),
                             m_theme->color(ColorRole::StallText));
            place.setLeft(place.left() + 24);
        }
        paintText(painter, place, reason, m_theme->font(FontRole::Body),
                  m_theme->color(failed ? ColorRole::StallText : ColorRole::Text2));
        return;
    }
    const bool isBest = index.data(ComparisonModel::BestRole).toBool();
    const bool isAlarm = index.data(ComparisonModel::AlarmRole).toBool();
    const QFont font = m_theme->font(isBest || isAlarm ? FontRole::BodyStrong : FontRole::Body);
    const QString text = index.data().toString();
    const QColor color = m_theme->color(isAlarm ? ColorRole::StallText : ColorRole::Text);
    paintText(painter, rect.adjusted(0, 0, -cellGap, 0), text, font, color, Qt::AlignRight | Qt::AlignVCenter,
              Qt::ElideNone);
    if (isBest) {
        const int left = rect.right() - cellGap - QFontMetrics(font).horizontalAdvance(text) - tickRoom;
        Theme::paintIcon(painter, Theme::Icon::Check,
                         QRectF(left, rect.center().y() - tickSize / 2.0 + 1, tickSize, tickSize),
                         m_theme->color(ColorRole::Text));
    }
}

CompareHeader::CompareHeader(const Theme::Theme *theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
{
    setSectionsClickable(false);
    setSectionResizeMode(QHeaderView::Fixed);
    setHighlightSections(false);
    viewport()->setAutoFillBackground(false);
}

QString CompareHeader::groupOf(int section) const
{
    const auto *comparison = qobject_cast<const ComparisonModel *>(model());
    if (!comparison || section < 0 || section >= comparison->columnCount())
        return {};
    return comparison->group(comparison->figures()[static_cast<std::size_t>(section)]);
}

void CompareHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme->color(ColorRole::Panel));
    paintRule(painter, 0, 0, width(), m_theme->color(ColorRole::Line));
    QString group;
    int groupLeft = 0;
    int right = 0;
    for (int section = 0; section < count(); ++section) {
        if (isSectionHidden(section))
            continue;
        const QRect place(sectionViewportPosition(section), groupTop + groupHeight, sectionSize(section),
                          compareHeader - groupTop - groupHeight);
        const QString own = groupOf(section);
        if (own != group) {
            paintGroup(painter, group, groupLeft, right);
            group = own;
            groupLeft = place.left();
        }
        right = place.right() - cellGap;
        const QString title = model()->headerData(section, Qt::Horizontal).toString();
        const bool isVariant = section == 0;
        paintText(painter, isVariant ? place.adjusted(edge, 0, 0, 0) : place.adjusted(0, 0, -cellGap, 0),
                  title, m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text2),
                  Qt::AlignVCenter | (isVariant ? Qt::AlignLeft : Qt::AlignRight), Qt::ElideNone);
    }
    paintGroup(painter, group, groupLeft, right);
}

void CompareHeader::paintGroup(QPainter &painter, const QString &title, int left, int right) const
{
    if (title.isEmpty())
        return;
    const QRect place(left, groupTop, right - left + 1, groupHeight);
    paintText(painter, place, title, m_theme->font(FontRole::CaptionStrong), m_theme->color(ColorRole::Text3),
              Qt::AlignRight | Qt::AlignVCenter);
    paintRule(painter, left, groupTop + groupHeight, right - left + 1, m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
