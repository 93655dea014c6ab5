// What it costs to draw a large trace: plays it ten times as fast as it was, out of sight.
//   bench_replay TRACE [TRACE]          LOOPSCOPE_PICTURE=FILE.png: a picture of it, not played
#include "ui/charts/chartcolumn.h"
#include "ui/mainwindow.h"
#include "ui/replaycontroller.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

using namespace Loopscope;

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    Ui::MainWindow window(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    window.show();
    Ui::ReplayController *replays = window.replays();
    const Charts::FrameClock *clock = window.charts()->frameClock();
    const Base::SteadyTime opened = Base::now();
    QObject::connect(replays, &Ui::ReplayController::activeChanged, &window, [&] {
        std::printf("shown %.2f s after it was asked for\n", Base::toSeconds(Base::now() - opened));
        // Once it is at its end, where it is opened.
        const QString picture = qEnvironmentVariable("LOOPSCOPE_PICTURE");
        QTimer::singleShot(0, &window, [replays, picture] {
            replays->setSpeed(picture.isEmpty() ? 10 : 1);
            if (picture.isEmpty())
                replays->togglePlay();
        });
        const std::chrono::seconds enough(picture.isEmpty() ? 9 : 1);
        QTimer::singleShot(enough, &app, [&app, &window, picture] {
            if (!picture.isEmpty())
                window.grab().save(picture);
            app.quit();
        });
    });
    QObject::connect(clock, &Charts::FrameClock::measured, &window, [&] {
        if (clock->framesPerSecond() > 0)
            std::printf("%.1f frames per second, %.2f ms of work each, at %.1f s\n", clock->framesPerSecond(),
                        Base::toMilliseconds(clock->frameTime()),
                        replays->source() ? Base::toSeconds(replays->source()->position()) : 0.0);
    });
    replays->open(QCoreApplication::arguments().mid(1));
    return QCoreApplication::exec();
}
