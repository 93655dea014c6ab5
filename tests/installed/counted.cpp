// Counts what its loop delivers: an observer must not change that, however many there are.
#include <QCoreApplication>
#include <QTimer>

#include <loopscope/monitor.h>

#include <cstdio>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const Loopscope::LoopMonitor monitor;
    int delivered = 0;
    for (int i = 0; i < 5; ++i)
        QMetaObject::invokeMethod(
            &app, [&delivered] { ++delivered; }, Qt::QueuedConnection);
    QTimer::singleShot(10, &app, [&delivered] { ++delivered; });
    QTimer::singleShot(100, &app, &QCoreApplication::quit);
    app.exec();
    std::printf("delivered %d\n", delivered);
}
