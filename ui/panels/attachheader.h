#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLineEdit;
QT_END_NAMESPACE

namespace Loopscope::Panels {

class RoleLabel;
class TextButton;

/// The top of the window while a program is observed: its command line, which can be typed here, and what it
/// does.
class AttachHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit AttachHeader(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QString title() const;
    /// One line; `isProblem`: in the colour of a problem.
    void setState(const QString &state, bool isProblem = false);
    QString state() const;
    void setCommand(const QString &command);
    /// Running, the button ends the program; else it starts what is typed.
    void setRunning(bool running);
    void focusCommand();

    QLineEdit *field() const { return m_field; }
    TextButton *button() const { return m_button; }
    TextButton *backButton() const { return m_back; }

Q_SIGNALS:
    void startRequested(const QString &command);
    void endRequested();
    void backRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void act();
    void dress();
    void place();

    const Theme::Theme *m_theme;
    RoleLabel *m_title;
    RoleLabel *m_state;
    QLineEdit *m_field;
    TextButton *m_button;
    TextButton *m_back;
    bool m_isRunning = false;
};

} // namespace Loopscope::Panels
