#pragma once

#include "tests/ui/panels/panelfixture.h"
#include "ui/mainwindow.h"
#include "ui/workarea.h"

#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>
#include <QtTest>

namespace Loopscope::Testing {

/// A window with settings of its own, never the user's.
class SettingsWindow
{
protected:
    static void setNames()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("loopscope-test"));
        QCoreApplication::setApplicationName(QStringLiteral("loopscope-test"));
    }
    void forget()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
    }
    static std::unique_ptr<Ui::MainWindow> show(bool remember)
    {
        auto window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, remember});
        if (!showWindow(window.get()))
            QTest::qFail("the window is not active", __FILE__, __LINE__);
        return window;
    }
    /// As a user does it: by the handle.
    static void dragColumns(Ui::MainWindow *window, int by)
    {
        QWidget *handle = window->workArea()->columns()->handle(1);
        const QPoint from = handle->rect().center();
        QTest::mousePress(handle, Qt::LeftButton, {}, from);
        QTest::mouseMove(handle, from + QPoint(by, 0));
        QTest::mouseRelease(handle, Qt::LeftButton, {}, handle->rect().center());
    }
    static void key(Ui::MainWindow *window, int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window, Qt::Key(code), modifiers);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace Loopscope::Testing
