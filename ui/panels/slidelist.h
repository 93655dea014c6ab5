#pragma once

#include "ui/panels/slidemodel.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QListView;

namespace Loopscope::Panels {

/// The left column, 216 wide: the name of the program and the slides.
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

public Q_SLOTS:
    void chooseNext();
    void choosePrevious();

Q_SIGNALS:
    /// By the mouse or by a key.
    void slideChosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void choose(int row);

    const Theme::Theme *m_theme;
    SlideModel *m_model;
    QListView *m_view;
    bool m_selecting = false;
};

} // namespace Loopscope::Panels
