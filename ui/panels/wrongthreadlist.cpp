#include "ui/panels/wrongthreadlist.h"

#include "ui/panels/listheader.h"
#include "ui/panels/listview.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/theme/format.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace Loopscope::Panels {

using Models::WrongThreadModel;

namespace {

constexpr int useRowHeight = 56;
constexpr int fewestRows = 2;
constexpr int firstTop = 8;
constexpr int secondTop = 31;
constexpr int lineHeight = 24;
constexpr int secondHeight = 16;
constexpr int gap = 8;

QString countText(quint64 count)
{
    return QStringLiteral("\u00d7\u00a0") + Theme::formatCount(static_cast<qint64>(count));
}

QString kindText(Trace::WrongThreadKind kind)
{
    switch (kind) {
    case Trace::WrongThreadKind::Resumption:
        return WrongThreadList::tr("Resumed");
    case Trace::WrongThreadKind::Delivery:
        return WrongThreadList::tr("Delivered");
    case Trace::WrongThreadKind::QtWarning:
        return WrongThreadList::tr("Refused by Qt");
    case Trace::WrongThreadKind::Assertion:
        break;
    }
    return WrongThreadList::tr("Asserted");
}

/// What and how often; where in the code and in which threads.
class UseDelegate final : public QStyledItemDelegate
{
public:
    UseDelegate(const Theme::Theme *theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {0, useRowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QRect row = option.rect;
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
            painter->fillRect(row, m_theme->color(ColorRole::Raised));
        if (index.row() > 0)
            paintRule(*painter, row.left() + edge, row.top(), row.width() - edge,
                      m_theme->color(ColorRole::Grid));
        const QRect inner = row.adjusted(edge, 0, -edge, 0);
        const QRect first(inner.left(), row.top() + firstTop, inner.width(), lineHeight);
        const QRect second(inner.left(), row.top() + secondTop, inner.width(), secondHeight);
        const auto kind = static_cast<Trace::WrongThreadKind>(index.data(WrongThreadModel::KindRole).toInt());
        paintPair(
            painter, first,
            {kindText(kind) + QStringLiteral(": ") + index.data(WrongThreadModel::ObjectRole).toString(),
             FontRole::Body, ColorRole::Text},
            {countText(index.data(WrongThreadModel::CountRole).toULongLong()), FontRole::BodyStrong,
             ColorRole::StallText});
        paintPair(painter, second,
                  {index.data(WrongThreadModel::PlaceRole).toString(), FontRole::CodeSmall, ColorRole::Text2},
                  {index.data(WrongThreadModel::ThreadsRole).toString(), FontRole::Label, ColorRole::Text3});
    }

private:
    struct Part
    {
        QString text;
        FontRole font;
        ColorRole color;
    };

    // The right part is whole, the left one gets what is left.
    void paintPair(QPainter *painter, const QRect &line, const Part &left, const Part &right) const
    {
        const QFont font = m_theme->font(right.font);
        const int width =
            std::min(QFontMetrics(font).horizontalAdvance(right.text) + 1, line.width() * 2 / 3);
        const QRect end(line.right() + 1 - width, line.top(), width, line.height());
        paintText(*painter, end, right.text, font, m_theme->color(right.color),
                  Qt::AlignRight | Qt::AlignVCenter);
        paintText(*painter, line.adjusted(0, 0, -width - gap, 0), left.text, m_theme->font(left.font),
                  m_theme->color(left.color), Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight);
    }

    const Theme::Theme *m_theme;
};

} // namespace

WrongThreadList::WrongThreadList(const Theme::Theme *theme, WrongThreadModel *model, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(model)
    , m_summary(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
    , m_view(new ListView(this))
{
    setAccessibleName(tr("Wrong thread"));
    m_view->setModel(model);
    m_view->setItemDelegate(new UseDelegate(theme, m_view));
    m_view->setAccessibleName(tr("What was used in a wrong thread"));
    m_view->setToolTip(tr("What was used in a wrong thread (Tab)"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(makeListHeader(theme, tr("Wrong thread"), m_summary, this));
    layout->addWidget(m_view, 1);
    connect(model, &QAbstractItemModel::rowsInserted, this, &WrongThreadList::refresh);
    connect(model, &QAbstractItemModel::dataChanged, this, &WrongThreadList::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &WrongThreadList::refresh);
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex &index) { showPlace(index.row()); });
    connect(m_view, &QListView::activated, this,
            [this](const QModelIndex &index) { showPlace(index.row()); });
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

QString WrongThreadList::summary() const
{
    return m_summary->text();
}

void WrongThreadList::refresh()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_view->setMinimumHeight(std::min(m_model->rowCount(), fewestRows) * useRowHeight);
    setVisible(!isEmpty);
    if (isEmpty)
        return;
    // As the header and the comparison call it.
    const auto total = static_cast<qint64>(m_model->total());
    const QString text = Theme::formatPlural(tr("%n wrong use(s)", nullptr, Theme::pluralOf(total)), total);
    if (text != m_summary->text())
        m_summary->setText(text);
    const Trace::WrongThreadUse *first = m_model->useAt(0);
    if (first && first->kind == Trace::WrongThreadKind::Resumption && !m_view->currentIndex().isValid())
        showPlace(0);
}

void WrongThreadList::showPlace(int row)
{
    const Trace::WrongThreadUse *use = m_model->useAt(row);
    if (use && use->where().isValid())
        Q_EMIT placeShown(use->where(), countText(m_model->totalAt(use->where())));
}

void WrongThreadList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    paintRule(painter, 0, 0, width(), m_theme->color(ColorRole::Line));
    paintRule(painter, 0, rowHeight - 1, width(), m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
