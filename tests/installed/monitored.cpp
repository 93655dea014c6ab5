// Attaches the monitor to its own loop, with a handler and a recording.
#include <QCoreApplication>
#include <QThread>
#include <QTimer>

#include <loopscope/monitor.h>

#include <cstdio>

namespace {

__attribute__((noinline)) void readConfiguration()
{
    QThread::msleep(150); // monitored: the stall
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Loopscope::TraceRecording recording;
    if (argc > 1 && !recording.start(QString::fromLocal8Bit(argv[1]))) {
        std::fprintf(stderr, "%s\n", qPrintable(recording.errorString()));
        return 1;
    }
    Loopscope::LoopMonitorOptions options;
    options.threshold = std::chrono::milliseconds(50);
    options.onSlowCallback = [](const Loopscope::SlowCallback &slow) {
        std::printf("slow: %s at %s, %s\n", qPrintable(slow.function), qPrintable(slow.location),
                    qPrintable(slow.cause));
    };
    Loopscope::LoopMonitor monitor(options);
    QTimer::singleShot(50, [] { readConfiguration(); });
    QTimer::singleShot(300, &app, &QCoreApplication::quit);
    return app.exec();
}
