#include "core/monitor/monitor.h"

#include "core/monitor/collector.h"
#include "core/monitor/loopagent.h"
#include "core/monitor/monitorthread.h"
#include "core/monitor/probecost.h"
#include "core/monitor/registry.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QThread>

namespace Loopscope::Monitor {

namespace {

Q_LOGGING_CATEGORY(selfLog, "loopscope.self")

void onLoopThread(LoopAgent *agent, std::function<void()> action)
{
    if (agent->thread() == QThread::currentThread())
        action();
    else
        QMetaObject::invokeMethod(agent, std::move(action), Qt::QueuedConnection);
}

} // namespace

void LoopWatch::detach()
{
    if (m_probe->isClosed())
        return;
    onLoopThread(m_probe->agent.get(), [probe = m_probe] { probe->uninstall(); });
    // A loop that ended meanwhile, or never began, uninstalls its probe itself: the call, which holds it,
    // never comes.
    const QThread *const thread = m_probe->agent->thread();
    if (m_probe->isClosed() || !thread || !thread->isRunning())
        m_probe->dropQueuedCalls();
}

class Monitor::Private
{
public:
    Private()
        : collector(&watchdog)
        , cost("loopscope-cost", [this] {
            nanosecondsPerDispatch.store(measureProbeCost(), std::memory_order_relaxed);
            return Base::Duration(std::chrono::hours(24));
        })
    {
        installDispatchHook();
        cost.start();
    }
    ~Private() { removeDispatchHook(); }

    std::atomic<double> nanosecondsPerDispatch{0};
    Watchdog watchdog;
    Collector collector;
    MonitorThread cost;
};

Monitor &Monitor::instance()
{
    static Monitor monitor;
    return monitor;
}

Monitor::Monitor()
    : d(std::make_unique<Private>())
{}

Monitor::~Monitor() = default;

std::unique_ptr<LoopWatch> Monitor::attach(QThread *thread, LoopOptions options)
{
    auto probe = std::make_shared<LoopProbe>(std::move(options));
    probe->track.id = nextTrackId();
    probe->collectorBell = d->collector.bell();
    probe->moveTo(thread);
    onLoopThread(probe->agent.get(), [this, probe] {
        if (!probe->install()) {
            qCWarning(selfLog).noquote()
                << QStringLiteral("The loop \"%1\" is observed by another monitor of this "
                                  "process, such as that of loopscope attach: this one "
                                  "measures nothing.")
                       .arg(probe->track.name);
            return;
        }
        announce(probe);
        d->watchdog.watch(probe);
        d->collector.wake();
    });
    return std::make_unique<LoopWatch>(std::move(probe));
}

Trace::EventSource *Monitor::source() const
{
    return &d->collector;
}

void Monitor::flush(std::function<void()> done)
{
    d->collector.flush(std::move(done));
}

bool Monitor::isWarm() const
{
    return d->collector.isWarm();
}

void Monitor::setBudget(double share)
{
    d->watchdog.setBudget(share);
}

Base::Duration Monitor::watchdogCpuTime() const
{
    return d->watchdog.cpuTime();
}

Base::Duration Monitor::collectorCpuTime() const
{
    return d->collector.cpuTime();
}

double Monitor::probeNanosecondsPerDispatch() const
{
    return d->nanosecondsPerDispatch.load(std::memory_order_relaxed);
}

} // namespace Loopscope::Monitor
