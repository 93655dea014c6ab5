// How the window closes, and what it remembers for the next time.
#include "ui/mainwindow.h"
#include "ui/runcontroller.h"

#include <QCloseEvent>
#include <QSettings>

namespace Loopscope::Ui {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString themeKey = QStringLiteral("window/theme");
const QString lightTheme = QStringLiteral("light");

} // namespace

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_session.isRunning() && !m_closing) {
        event->ignore();
        endSoonThenClose();
        return;
    }
    if (m_session.isRunning() && m_closeTimer.isActive()) {
        event->ignore();
        return;
    }
    remember();
    event->accept();
}

void MainWindow::endSoonThenClose()
{
    m_closing = true;
    m_runs->stop();
    m_closeTimer.start();
}

void MainWindow::remember() const
{
    if (!m_options.remember)
        return;
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    settings.setValue(themeKey, m_theme.isDark() ? QStringLiteral("dark") : lightTheme);
}

void MainWindow::recall()
{
    if (!m_options.remember)
        return;
    const QSettings settings;
    restoreGeometry(settings.value(geometryKey).toByteArray());
    if (settings.contains(themeKey))
        m_theme.setKind(settings.value(themeKey).toString() == lightTheme ? Theme::ThemeKind::Light
                                                                          : Theme::ThemeKind::Dark);
}

} // namespace Loopscope::Ui
