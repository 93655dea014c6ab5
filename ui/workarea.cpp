#include "ui/workarea.h"

#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/theme/format.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Loopscope::Ui {

using Panels::TextButton;

namespace {

constexpr int tabbedBelow = 1100; // width of the window
constexpr int tabsHeight = 40;
constexpr int tabsMargin = 8;
constexpr int sideWidth = 416;
constexpr int wideFrom = 1600; // width of the window: the code need not be cut at its right
constexpr int sideNarrowest = 360;
constexpr int sideWidest = 560;
constexpr int codeHeight = 400;
constexpr int codeLowest = 200;

} // namespace

WorkArea::WorkArea(const Theme::Theme *theme, const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(makeTabs())
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_left(new QWidget(m_columns))
    , m_pages(new QStackedWidget(m_left))
    , m_side(new QSplitter(Qt::Vertical, m_columns))
{
    auto *left = new QVBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    left->addWidget(parts.messages);
    left->addWidget(m_pages, 1);
    m_pages->addWidget(parts.charts);
    m_pages->addWidget(parts.stall);
    m_side->addWidget(parts.code);
    m_side->addWidget(parts.list);
    m_side->addWidget(parts.wire);
    parts.wire->hide();
    m_side->setChildrenCollapsible(false);
    m_side->setStretchFactor(1, 1);
    m_columns->setChildrenCollapsible(false);
    m_columns->setStretchFactor(0, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_columns, 1);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    connect(m_side, &QSplitter::splitterMoved, this, [this] { m_moved = true; });
    connect(m_columns, &QSplitter::splitterMoved, this, [this] { m_moved = m_widthMoved = true; });
    setTabbed(false);
}

QWidget *WorkArea::makeTabs()
{
    auto *row = new QWidget(this);
    row->setFixedHeight(tabsHeight);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(tabsMargin, 0, tabsMargin, 0);
    const auto makeTab = [&](const QString &text) {
        auto *tab = new TextButton(m_theme, TextButton::Weight::Quiet, row);
        tab->setContent(text);
        tab->setToolTip(tr("%1 (F6)").arg(text));
        tab->setCheckable(true);
        tab->setAutoExclusive(true);
        layout->addWidget(tab);
        return tab;
    };
    m_chartsTab = makeTab(tr("Charts"));
    m_sideTab = makeTab(tr("Code and slow callbacks"));
    m_verdict = new Panels::RoleLabel(m_theme, Theme::FontRole::Label, Theme::ColorRole::Text, row);
    m_verdict->setWrapped();
    m_verdict->setAccessibleName(tr("Verdict"));
    m_verdict->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_verdict, 1);
    layout->addStretch(); // without it
    const auto makeOpener = [&](Panel panel) {
        auto *opener = new TextButton(m_theme, TextButton::Weight::Normal, row);
        layout->addWidget(opener);
        connect(opener, &TextButton::clicked, this, [this, panel] {
            setOpen(panel, true);
            showTab(m_tabbed);
        });
        return opener;
    };
    m_openCode = makeOpener(Panel::Code);
    m_openList = makeOpener(Panel::List);
    nameButtons();
    connect(m_chartsTab, &TextButton::clicked, this, [this] { showTab(false); });
    connect(m_sideTab, &TextButton::clicked, this, [this] { showTab(true); });
    return row;
}

void WorkArea::setVerdict(const QString &sentences, bool isWrong)
{
    m_verdict->setText(sentences);
    m_verdict->setColorRole(isWrong ? Theme::ColorRole::StallText : Theme::ColorRole::Text);
}

QString WorkArea::verdict() const
{
    return m_verdict->text();
}

void WorkArea::setStallCount(int count)
{
    if (std::exchange(m_stalls, count) != count)
        nameButtons();
}

void WorkArea::nameButtons()
{
    const QString count = Theme::formatCount(m_stalls);
    const bool any = m_stalls > 0;
    const QString side = m_wireOpen ? tr("Wire")
                         : any      ? tr("Code and slow callbacks: %1").arg(count)
                                    : tr("Code and slow callbacks");
    m_sideTab->setContent(side);
    m_sideTab->setToolTip(tr("%1 (F6)").arg(side));
    // They open what lies behind the right edge.
    const auto nameOpener = [](TextButton *button, const QString &text) {
        button->setContent(text, Theme::Icon::ChevronLeft, tr("F6"));
    };
    nameOpener(m_openCode, tr("Show code"));
    nameOpener(m_openList, any ? tr("Show slow callbacks: %1").arg(count) : tr("Show slow callbacks"));
}

TextButton *WorkArea::openButton(Panel panel) const
{
    TextButton *button = panel == Panel::Code ? m_openCode : m_openList;
    return button->isHidden() ? nullptr : button;
}

WorkArea::Page WorkArea::page() const
{
    return m_pages->currentIndex() == 0 ? Page::Charts : Page::Stall;
}

void WorkArea::showPage(Page page)
{
    m_pages->setCurrentIndex(page == Page::Charts ? 0 : 1);
    m_chartsTab->setContent(page == Page::Charts ? tr("Charts") : tr("Stall"), std::nullopt, tr("F6"));
    showTab(false);
}

void WorkArea::resetPage()
{
    const bool side = m_tabbed && m_sideTab->isChecked();
    showPage(Page::Charts);
    showTab(side);
}

void WorkArea::showSide()
{
    setWireOpen(false);
    showTab(true);
}

void WorkArea::setWireOpen(bool open)
{
    m_wireOpen = open;
    showSidePanels();
    if (open)
        showTab(true);
}

void WorkArea::showSidePanels()
{
    m_side->widget(0)->setVisible(m_codeOpen && !m_wireOpen);
    m_side->widget(1)->setVisible(m_listOpen && !m_wireOpen);
    m_side->widget(2)->setVisible(m_wireOpen);
    nameButtons();
    showTabs();
    showTab(m_tabbed && m_sideTab->isChecked());
}

// Beside each other everything is in sight, but for what was closed.
void WorkArea::showTabs()
{
    m_chartsTab->setVisible(m_tabbed);
    m_sideTab->setVisible(m_tabbed && (m_codeOpen || m_listOpen || m_wireOpen));
    m_openCode->setVisible(!m_codeOpen);
    m_openList->setVisible(!m_listOpen);
    m_verdict->setVisible(m_tabbed || !m_listOpen);
    m_tabs->setVisible(m_tabbed || !m_codeOpen || !m_listOpen);
    update();
}

void WorkArea::showTab(bool side)
{
    side = side && !(m_tabbed && m_sideTab->isHidden());
    m_chartsTab->setChecked(!side);
    m_sideTab->setChecked(side);
    m_left->setVisible(!m_tabbed || !side);
    m_side->setVisible((!m_tabbed || side) && (m_codeOpen || m_listOpen || m_wireOpen));
}

void WorkArea::setOpen(Panel panel, bool open)
{
    (panel == Panel::Code ? m_codeOpen : m_listOpen) = open;
    m_wireOpen = m_wireOpen && !open;
    showSidePanels();
}

QList<int> WorkArea::sizes() const
{
    return !m_moved || m_tabbed || m_wireOpen ? QList<int>() : m_columns->sizes() + m_side->sizes().first(2);
}

void WorkArea::restoreSizes(const QList<int> &sizes)
{
    const bool isUsable = sizes.size() == 4 && std::ranges::all_of(sizes, [](int size) {
                              return size >= 0 && size < QWIDGETSIZE_MAX;
                          });
    if (!isUsable)
        return;
    m_wanted = sizes;
    m_moved = m_widthMoved = true;
}

void WorkArea::applyWidth()
{
    const int side = m_wide ? sideWidest : sideWidth;
    m_columns->setSizes({width() - side, side});
}

void WorkArea::applySizes()
{
    applyWidth();
    if (m_tabbed) {
        const int side = m_wide ? sideWidest : sideWidth;
        m_side->setSizes({width() - side, side, width()});
        return;
    }
    m_side->setSizes({codeHeight, height() - codeHeight, height()});
    if (m_wanted.size() != 4)
        return;
    m_columns->setSizes(m_wanted.first(2));
    m_side->setSizes(m_wanted.last(2) + QList<int>{height()});
    m_wanted.clear();
}

// Tabs have sizes of their own.
void WorkArea::keepMoved()
{
    if (const QList<int> moved = sizes(); !moved.isEmpty())
        m_wanted = moved;
}

void WorkArea::setTabbed(bool tabbed)
{
    m_tabbed = tabbed;
    // As a tab of its own the side is wide: code and list stand beside each other.
    m_side->setOrientation(tabbed ? Qt::Horizontal : Qt::Vertical);
    m_side->setMinimumWidth(tabbed ? 0 : sideNarrowest);
    m_side->setMaximumWidth(tabbed ? QWIDGETSIZE_MAX : sideWidest);
    m_side->widget(0)->setMinimumHeight(codeLowest);
    m_side->widget(1)->setMinimumWidth(tabbed ? sideNarrowest : 0);
    showTabs();
    showTab(tabbed && m_sideTab->isChecked());
}

void WorkArea::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool tabbed = window()->width() < tabbedBelow;
    const bool turned = tabbed != m_tabbed;
    const bool wide = window()->width() >= wideFrom;
    const bool crossed = std::exchange(m_wide, wide) != wide;
    if (turned) {
        keepMoved();
        setTabbed(tabbed);
    }
    if (turned || std::exchange(m_first, false))
        applySizes();
    else if (crossed && !m_widthMoved)
        applyWidth();
}

void WorkArea::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(Theme::ColorRole::Window));
    if (m_tabs->isVisible())
        painter.fillRect(QRect(0, tabsHeight - 1, width(), 1), m_theme->color(Theme::ColorRole::Line));
}

} // namespace Loopscope::Ui
