// Coroutines with names: which task blocked, and what became of those that nobody awaits.
#include <QCoreApplication>
#include <QCoroTimer>
#include <QThread>
#include <QTimer>

#include <loopscope/coroutines.h>
#include <loopscope/monitor.h>

#include <cstdio>
#include <stdexcept>

namespace {

using Loopscope::Async::spawn;
using Loopscope::Async::tracked;

QCoro::Task<> sleeper()
{
    QTimer timer;
    timer.start(20);
    co_await tracked(timer);
    QThread::msleep(150); // awaiting: the stall
}

QCoro::Task<> session()
{
    QTimer timer;
    timer.start(1);
    co_await tracked(timer);
    spawn([] { return sleeper(); }, QStringLiteral("sleeper")); // awaiting: the spawn
}

QCoro::Task<> failing()
{
    QTimer timer;
    timer.start(20);
    co_await tracked(timer);
    throw std::runtime_error("no such host");
}

QCoro::Task<> neverDone()
{
    QTimer timer;
    timer.start(3'600'000);
    co_await tracked(timer);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Loopscope::LoopMonitorOptions options;
    options.onSlowCallback = [](const Loopscope::SlowCallback &slow) {
        std::printf("%s, spawned by %s\n", qPrintable(slow.task), qPrintable(slow.spawnedBy.join(u'/')));
    };
    Loopscope::LoopMonitor monitor(options);
    spawn([] { return session(); }, QStringLiteral("session")); // awaiting: the session
    spawn([] { return failing(); }, QStringLiteral("failing"));
    spawn([] { return neverDone(); }, QStringLiteral("never done"));
    QTimer::singleShot(300, &app, &QCoreApplication::quit);
    return app.exec();
}
