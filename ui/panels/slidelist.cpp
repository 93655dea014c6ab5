#include "ui/panels/slidelist.h"

#include "ui/panels/keyuse.h"
#include "ui/panels/listview.h"
#include "ui/panels/look.h"
#include "ui/panels/sidecolumn.h"
#include "ui/panels/slidedelegate.h"
#include "ui/theme/icons.h"

#include <QVBoxLayout>

namespace Loopscope::Panels {

SlideList::SlideList(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new SlideModel(this))
    , m_view(new ListView(this))
{
    setFixedWidth(sideColumnWidth);
    setAccessibleName(tr("Slides"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new SlideDelegate(theme, m_view));
    m_view->setAccessibleName(tr("Slides"));
    m_view->setToolTip(tr("Slides (PageUp, PageDown)"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, sideColumnListTop, 1, 8);
    layout->addWidget(m_view);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (!m_selecting && current.isValid())
                    Q_EMIT slideChosen(current.data(SlideModel::IdRole).toString());
            });
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void SlideList::select(const QString &id)
{
    m_selecting = true;
    m_view->setCurrentIndex(m_model->index(m_model->rowOf(id)));
    m_selecting = false;
}

QString SlideList::selected() const
{
    return m_view->currentIndex().data(SlideModel::IdRole).toString();
}

void SlideList::chooseNext()
{
    choose(m_view->currentIndex().row() + 1);
}

void SlideList::choosePrevious()
{
    choose(m_view->currentIndex().row() - 1);
}

void SlideList::choose(int row)
{
    if (row >= 0 && row < m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(row));
}

void SlideList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSideColumn(painter, *this, *m_theme, tr("Slides"));
}

} // namespace Loopscope::Panels
