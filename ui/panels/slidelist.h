#pragma once

#include "ui/panels/slidemodel.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QListView;

namespace Loopscope::Panels {

class TextButton;

/// The left column, 216 wide: the name of the program, the slides, and what else can be looked at.
class SlideList final : public QWidget
{
    Q_OBJECT

public:
    explicit SlideList(const Theme::Theme *theme, QWidget *parent = nullptr);

    SlideModel *model() const { return m_model; }
    QListView *view() const { return m_view; }
    /// Does not emit slideChosen.
    void select(const QString &id);
    /// Empty when there is none.
    QString selected() const;
    TextButton *openButton() const { return m_open; }
    TextButton *recentButton() const { return m_recent; }
    TextButton *attachButton() const { return m_attach; }

    /// The trace that was open last; empty: none.
    void setRecent(const QString &path);

public Q_SLOTS:
    void chooseNext();
    void choosePrevious();

Q_SIGNALS:
    /// By the mouse or by a key.
    void slideChosen(const QString &id);
    void openRequested();
    void recentRequested(const QString &path);
    void attachRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void choose(int row);
    QWidget *makeButtons();

    const Theme::Theme *m_theme;
    SlideModel *m_model;
    QListView *m_view;
    TextButton *m_open;
    TextButton *m_recent;
    QString m_recentPath;
    TextButton *m_attach;
    QWidget *m_buttons = nullptr;
    bool m_selecting = false;
};

} // namespace Loopscope::Panels
