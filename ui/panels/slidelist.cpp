#include "ui/panels/slidelist.h"

#include "ui/panels/keyuse.h"
#include "ui/panels/listview.h"
#include "ui/panels/look.h"
#include "ui/panels/sidecolumn.h"
#include "ui/panels/slidedelegate.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/icons.h"

#include <QFileInfo>
#include <QFontMetrics>
#include <QVBoxLayout>

namespace Loopscope::Panels {

namespace {

constexpr int buttonsGap = 8;    // above and below the line
constexpr int recentWidth = 148; // of the name

} // namespace

SlideList::SlideList(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new SlideModel(this))
    , m_view(new ListView(this))
    , m_open(new TextButton(theme, TextButton::Weight::Row, this))
    , m_recent(new TextButton(theme, TextButton::Weight::Row, this))
    , m_attach(new TextButton(theme, TextButton::Weight::Row, this))
{
    setFixedWidth(sideColumnWidth);
    setAccessibleName(tr("Slides"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new SlideDelegate(theme, m_view));
    m_view->setAccessibleName(tr("Slides"));
    m_view->setToolTip(tr("Slides (PageUp, PageDown)"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, sideColumnListTop, 1, 8);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addSpacing(2 * buttonsGap + 1);
    layout->addWidget(makeButtons());
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (!m_selecting && current.isValid())
                    Q_EMIT slideChosen(current.data(SlideModel::IdRole).toString());
            });
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

QWidget *SlideList::makeButtons()
{
    m_open->setContent(tr("Open a trace\u2026"), Theme::Icon::Folder, tr("Ctrl+O"));
    m_recent->hide();
    m_attach->setContent(tr("Attach\u2026"), Theme::Icon::Plug, tr("Ctrl+T"));
    m_attach->setToolTip(tr("Observe a program (Ctrl+T)"));
    connect(m_open, &TextButton::clicked, this, &SlideList::openRequested);
    connect(m_recent, &TextButton::clicked, this, [this] { Q_EMIT recentRequested(m_recentPath); });
    connect(m_attach, &TextButton::clicked, this, &SlideList::attachRequested);
    m_buttons = new QWidget(this);
    auto *column = new QVBoxLayout(m_buttons);
    column->setContentsMargins(8, 0, 7, 0);
    column->setSpacing(rowHeight - controlHeight);
    for (TextButton *button : {m_open, m_recent, m_attach}) {
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        column->addWidget(button);
    }
    return m_buttons;
}

void SlideList::setRecent(const QString &path)
{
    m_recentPath = path;
    const QString name = QFileInfo(path).completeBaseName();
    const QFontMetrics metrics(m_theme->font(FontRole::Body));
    m_recent->setContent(metrics.elidedText(name, Qt::ElideMiddle, recentWidth), Theme::Icon::Clock);
    m_recent->setAccessibleName(tr("Open %1").arg(name));
    m_recent->setToolTip(tr("%1 (Ctrl+Shift+O)").arg(path));
    m_recent->setVisible(!path.isEmpty());
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
    paintRule(painter, edge, m_buttons->y() - buttonsGap - 1, width() - 2 * edge,
              m_theme->color(ColorRole::Line));
}

} // namespace Loopscope::Panels
