#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

#include <vector>

namespace Loopscope::Panels {

/// The ring around whatever has the keyboard: 2 px in the text colour, 2 px outside the control. One for a
/// whole window, on top of everything, never in the way of the mouse. It is shown when the focus came by
/// the keyboard, and for fields one types into.
class FocusRing final : public QWidget
{
    Q_OBJECT

public:
    /// Follows the focus within this window.
    FocusRing(const Theme::Theme *theme, QWidget *window);

    /// The control that is marked; null when the ring is hidden.
    QWidget *marked() const { return isVisible() ? m_target.data() : nullptr; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow(QWidget *focused);
    void place();

    const Theme::Theme *m_theme;
    QPointer<QWidget> m_target;
    std::vector<QPointer<QWidget>> m_watched; // it, and what it lies in
};

/// Containers that take the focus only so that keys have somewhere to go are not marked.
void leaveUnmarked(QWidget *widget);

} // namespace Loopscope::Panels
