#pragma once

#include "app/loopscope/attachedrun.h"
#include "tests/app/attachfixture.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/attachcontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/attachheader.h"
#include "ui/recordingcontroller.h"

#include <QLineEdit>
#include <QTemporaryDir>
#include <QtTest>

namespace Loopscope::Testing {

/// A window that can start programs, used by keys. Its recordings have a folder of their own.
class AttachWindow
{
protected:
    bool open()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
        m_window->recordings()->setFolder(m_folder->path());
        attaching()->setMaker(App::makeAttachedRun);
        return showWindow(m_window.get());
    }

    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }

    Ui::AttachController *attaching() const { return m_window->attaching(); }
    Panels::AttachHeader *header() const { return m_window->replayStage()->attachHeader(); }

    void type(const QString &command)
    {
        key(Qt::Key_T, Qt::ControlModifier);
        QVERIFY(header()->field()->hasFocus());
        QTest::keyClicks(header()->field(), command);
        QTest::keyClick(header()->field(), Qt::Key_Return);
    }

    static QString command(const char *arguments)
    {
        return QStringLiteral("\"%1\" %2").arg(attachedProgram(), QLatin1String(arguments));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Ui::MainWindow> m_window;
};

} // namespace Loopscope::Testing
