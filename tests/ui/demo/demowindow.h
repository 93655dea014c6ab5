#pragma once

#include "core/monitor/monitor.h"
#include "tests/support/stricttest.h"
#include "tests/ui/window/windowstalls.h"
#include "ui/mainwindow.h"

#include <QTemporaryDir>
#include <QTimer>

namespace Loopscope::Testing {

/// The real window as a speaker drives it: by keys, with its own loop watched, and pictures of every state.
class DemoWindow : public StrictTest
{
    Q_OBJECT

protected:
    /// False when the window did not come up.
    bool open();
    void close();

    /// To the window, or to the presenter's view when that is shown.
    void key(int code, Qt::KeyboardModifiers modifiers = {});
    /// Amounts of work that take parts of a second, and one round per run.
    void makeSmall();
    /// Space, until the run has ended; a scenario without an amount is stopped after its first stalls.
    bool runVariant();
    /// In dark and light, at two sizes: checked for being painted, kept when pictures are asked for.
    void pictures(const QString &state);
    void presenterPictures(const QString &state);
    void picture(const QString &name);
    /// What the test does between turns of the loop is no turn of the window's.
    template <typename Work>
    void asTest(Work work)
    {
        QTest::qWait(1);
        const Base::SteadyTime from = Base::now();
        work();
        QTest::qWait(1);
        m_testsOwn.push_back({from, Base::now()});
        note();
    }

    /// What made the window's own loop late by more than the limit; empty when nothing did. Pictures that the
    /// test takes do not count. A machine that is busy makes a loop late too: what counts is waiting, and
    /// computing that took so long by the thread's own clock.
    QString waitsOver(std::chrono::milliseconds limit);

    QTemporaryDir m_folder;
    std::unique_ptr<Ui::MainWindow> m_window;

private:
    struct Moment
    {
        Base::SteadyTime at;
        Base::Duration computed; // by this thread, until then
    };
    struct Stretch
    {
        Base::SteadyTime from;
        Base::SteadyTime to;
    };

    QWidget *target() const;
    void takePictures(const QString &state);
    void note();
    Base::Duration computedIn(const Stretch &stretch) const;
    bool isTheWindows(const Trace::Stall &stall, Base::Duration limit) const;

    std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::shared_ptr<StallSink> m_stalls;
    QTimer m_clock;
    std::vector<Moment> m_moments;
    std::vector<Stretch> m_testsOwn; // when the test took pictures
};

/// main() of a demo: offscreen, or on the platform that QT_QPA_PLATFORM names (xcb under Xvfb).
template <typename Test>
int demoMain(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace Loopscope::Testing
