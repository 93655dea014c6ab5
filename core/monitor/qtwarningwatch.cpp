#include "core/monitor/qtwarningwatch.h"

#include "core/monitor/wrongthread.h"

#include <QString>

#include <algorithm>
#include <array>
#include <atomic>

namespace Loopscope::Monitor {

namespace {

// How Qt 6 begins what it says of wrong threads (qobject.cpp, qtimer.cpp, qbasictimer.cpp,
// qsocketnotifier.cpp, qcoreapplication.cpp).
constexpr std::array beginnings{
    QLatin1String("QObject::startTimer: Timers cannot be started from another thread"),
    QLatin1String("QObject::startTimer: Timers can only be used with threads started with QThread"),
    QLatin1String("QObject::killTimer: Timers cannot be stopped from another thread"),
    QLatin1String("QObject::setParent: Cannot set parent, new parent is in a different thread"),
    QLatin1String("QObject: Cannot create children for a parent that is in a different thread"),
    QLatin1String("QObject::moveToThread: Current thread"),
    QLatin1String("QObject::installEventFilter(): Cannot filter events for objects in a different thread"),
    QLatin1String("QBasicTimer::stop: Failed. Possibly trying to stop from a different thread"),
    QLatin1String("QSocketNotifier: Socket notifiers cannot be enabled or disabled from another thread"),
    QLatin1String("QSocketNotifier: Can only be used with threads started with QThread"),
};

constinit std::atomic<int> watches{0};
constinit std::atomic<QtMessageHandler> former{nullptr};

bool isAboutThreads(const QString &message)
{
    return std::ranges::any_of(beginnings,
                               [&message](QLatin1String beginning) { return message.startsWith(beginning); });
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type == QtWarningMsg && watches.load(std::memory_order_relaxed) > 0 && isAboutThreads(message))
        reportQtWarning(message);
    if (const QtMessageHandler next = former.load(std::memory_order_acquire))
        next(type, context, message);
}

} // namespace

QtWarningWatch::QtWarningWatch()
{
    if (watches.fetch_add(1, std::memory_order_relaxed) > 0)
        return;
    const QtMessageHandler before = qInstallMessageHandler(handle);
    if (before != handle)
        former.store(before, std::memory_order_release);
}

QtWarningWatch::~QtWarningWatch()
{
    if (watches.fetch_sub(1, std::memory_order_relaxed) > 1)
        return;
    // Somebody else's that came later stays.
    const QtMessageHandler installed = qInstallMessageHandler(former.load(std::memory_order_acquire));
    if (installed != handle)
        qInstallMessageHandler(installed);
}

} // namespace Loopscope::Monitor
