#pragma once

#include "tests/core/session/replaysample.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/mainwindow.h"
#include "ui/replaycontroller.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

namespace Loopscope::Testing {

using Ui::MainWindow;
using Ui::ReplayStage;

/// A window, and traces to open in it.
class ReplayWindow
{
protected:
    bool setUp()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
        return showWindow(m_window.get());
    }

    void tearDown()
    {
        m_window.reset();
        m_folder.reset();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;

    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    Ui::ReplayController *replays() const { return m_window->replays(); }
    Base::Duration position() const { return replays()->source()->position(); }

    QString sample(const char *name, const ReplaySample &content = {}) const
    {
        return content.write(path(name)) ? path(name) : QString();
    }
    bool open(const QStringList &paths)
    {
        replays()->open(paths);
        return QTest::qWaitFor([this] { return replays()->isActive() && !replays()->loader()->isLoading(); },
                               20'000);
    }
};

} // namespace Loopscope::Testing
