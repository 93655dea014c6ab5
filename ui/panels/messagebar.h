#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <functional>

namespace Loopscope::Panels {

class IconLabel;
class RoleLabel;
class TextButton;

struct Message
{
    enum class Kind
    {
        Error,       ///< something failed
        Unavailable, ///< a slide cannot run here
        Information, ///< something to know
        Done,        ///< something worked, with a remark
    };
    Kind kind = Kind::Information;
    QString title;                        ///< "The local server did not start."
    QString detail;                       ///< the reason, one line
    QString action;                       ///< the button's text; empty: no button
    std::function<void()> act = {};       ///< what the button does; none: actionTriggered tells
    QString actionKey = {};               ///< the key that does the same
    QString dismissal = {};               ///< in place of "Dismiss"
    std::function<void()> dismissed = {}; ///< what it does besides
};

/// A bar of 56 px above the charts; the only place where the window says that something went wrong. Never in
/// the way of anything.
class MessageBar final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(const Theme::Theme *theme, QWidget *parent = nullptr);

    void showMessage(const Message &message);
    const Message &message() const { return m_message; }
    /// The action can be taken, and this is its key.
    bool isOfferedBy(const QString &key) const;
    TextButton *actionButton() const { return m_action; }
    TextButton *closeButton() const { return m_close; }

public Q_SLOTS:
    /// As its button does: the message goes.
    void dismiss();

Q_SIGNALS:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void act();
    bool isAlarming() const;
    void fitDetail();

    const Theme::Theme *m_theme;
    Message m_message;
    IconLabel *m_icon;
    RoleLabel *m_title;
    RoleLabel *m_detail;
    TextButton *m_action;
    TextButton *m_close;
};

} // namespace Loopscope::Panels
