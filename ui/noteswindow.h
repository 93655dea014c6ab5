#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Ui {

/// The speaker's notes on the screen that the audience does not see. GUI thread.
class NotesWindow final : public QWidget
{
    Q_OBJECT

public:
    explicit NotesWindow(QWidget *parent = nullptr);

    void showSlide(const QString &title, const QStringList &notes, const QString &next);
    QStringList notes() const { return m_notes; }

Q_SIGNALS:
    /// A key pressed here is meant for the picture.
    void keyPressed(QKeyEvent *event);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Theme::Theme m_theme{Theme::ThemeKind::HighContrast};
    QString m_title;
    QStringList m_notes;
    QString m_next;
};

} // namespace Loopscope::Ui
