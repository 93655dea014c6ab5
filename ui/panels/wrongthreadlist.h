#pragma once

#include "core/base/sourceplace.h"
#include "ui/models/wrongthreadmodel.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

class ListView;
class RoleLabel;

/// What the run used in a wrong thread. Hidden while there is nothing.
class WrongThreadList final : public QWidget
{
    Q_OBJECT

public:
    /// The model must outlive the list.
    WrongThreadList(const Theme::Theme *theme, Models::WrongThreadModel *model, QWidget *parent = nullptr);

    ListView *view() const { return m_view; }
    QString summary() const;

Q_SIGNALS:
    /// A row was chosen, or the first coroutine went on in a wrong thread: the line, and how often.
    void placeShown(const Loopscope::Base::SourcePlace &place, const QString &badge);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void showPlace(int row);

    const Theme::Theme *m_theme;
    Models::WrongThreadModel *m_model;
    RoleLabel *m_summary;
    ListView *m_view;
};

} // namespace Loopscope::Panels
