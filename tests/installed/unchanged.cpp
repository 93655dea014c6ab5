// Knows nothing of the monitor but is linked with it: LOOPSCOPE_DEBUG=1 is enough.
#include <QCoreApplication>
#include <QThread>
#include <QTimer>

namespace {

__attribute__((noinline)) void loadPlugins()
{
    QThread::msleep(150); // unchanged: the stall
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTimer::singleShot(50, [] { loadPlugins(); });
    QTimer::singleShot(250, &app, &QCoreApplication::quit);
    return app.exec();
}
