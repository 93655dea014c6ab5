#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace Loopscope::Panels {
class RoleLabel;
class TextButton;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

/// What lies below the header: charts or a stall's page at the left, code and stalls at the right. Too narrow
/// for both, they become two tabs.
class WorkArea final : public QWidget
{
    Q_OBJECT

public:
    enum class Page
    {
        Charts,
        Stall
    };

    struct Parts
    {
        QWidget *messages;
        QWidget *charts;
        QWidget *stall;
        QWidget *code;
        QWidget *list;
        QWidget *wire;
    };

    /// Takes the parts as its children.
    WorkArea(const Theme::Theme *theme, const Parts &parts, QWidget *parent = nullptr);

    Page page() const;
    /// Brings the page into sight, also out of the other tab.
    void showPage(Page page);
    /// For a new run: the charts instead of a stall, in whichever tab the user has chosen.
    void resetPage();
    /// The code and the list are in sight.
    void showSide();
    bool isTabbed() const { return m_tabbed; }
    QSplitter *columns() const { return m_columns; }
    QSplitter *side() const { return m_side; }

    enum class Panel
    {
        Code,
        List
    };
    bool isOpen(Panel panel) const { return panel == Panel::Code ? m_codeOpen : m_listOpen; }
    void setOpen(Panel panel, bool open);
    /// The wire stands where code and list are otherwise.
    bool isWireOpen() const { return m_wireOpen; }
    void setWireOpen(bool open);
    /// A button brings it back; null while it is open.
    Panels::TextButton *openButton(Panel panel) const;
    /// As tabs hide what stands in the other one, and a closed list its verdict, these say it beside them.
    void setVerdict(const QString &sentences, bool isWrong);
    QString verdict() const;
    void setStallCount(int count);
    /// Widths and heights as the user left them; empty before a splitter was moved, while there are tabs, or
    /// the wire.
    QList<int> sizes() const;
    /// What sizes() gave; anything else is ignored.
    void restoreSizes(const QList<int> &sizes);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeTabs();
    void setTabbed(bool tabbed);
    void showTab(bool side);
    void applySizes();
    void applyWidth();
    void keepMoved();
    void showSidePanels();
    void showTabs();
    void nameButtons();

    const Theme::Theme *m_theme;
    // Before the tabs, which name it.
    int m_stalls = 0;
    bool m_wireOpen = false;
    QWidget *m_tabs;
    Panels::TextButton *m_chartsTab;
    Panels::TextButton *m_sideTab;
    Panels::TextButton *m_openCode;
    Panels::TextButton *m_openList;
    Panels::RoleLabel *m_verdict;
    QSplitter *m_columns;
    QWidget *m_left;
    QStackedWidget *m_pages;
    QSplitter *m_side;
    bool m_tabbed = false;
    bool m_first = true;
    bool m_wide = false;
    // A splitter, by the user: now or when the window was left.
    bool m_moved = false;
    bool m_widthMoved = false;
    bool m_codeOpen = true;
    bool m_listOpen = true;
    QList<int> m_wanted;
};

} // namespace Loopscope::Ui
