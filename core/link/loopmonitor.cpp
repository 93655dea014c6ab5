#include "core/link/loopmonitor.h"

#include "core/link/attachedloop.h"
#include "core/link/environment.h"
#include "core/link/slowcallbacksink.h"

#include <QThread>

namespace Loopscope {

namespace {

std::chrono::milliseconds atLeastOne(std::chrono::milliseconds threshold)
{
    return std::max(threshold, std::chrono::milliseconds(1));
}

} // namespace

class LoopMonitor::Private
{
public:
    Private(QThread *thread, LoopMonitorOptions options)
        : loop(Link::AttachedLoop::of(thread, {this, wished(options)}, options.name, false))
        , sink(std::make_shared<Link::SlowCallbackSink>(loop->track(), loop->name(),
                                                        std::move(options.onSlowCallback), true))
    {
        sink->setThreshold(wished(options));
        Monitor::Monitor::instance().source()->addSink(sink);
    }

    ~Private()
    {
        loop->leave(this); // the last one detaches, which ends what is open
        loop.reset();
        Link::flushMonitor();
        sink->close();
        Monitor::Monitor::instance().source()->removeSink(sink);
    }

    void setThreshold(std::chrono::milliseconds threshold)
    {
        sink->setThreshold(atLeastOne(threshold));
        loop->wish({this, atLeastOne(threshold)});
    }

    static std::chrono::milliseconds wished(const LoopMonitorOptions &options)
    {
        return atLeastOne(Link::thresholdAskedFor().value_or(options.threshold));
    }

    std::shared_ptr<Link::AttachedLoop> loop;
    const std::shared_ptr<Link::SlowCallbackSink> sink;
};

LoopMonitor::LoopMonitor(LoopMonitorOptions options)
    : LoopMonitor(QThread::currentThread(), std::move(options))
{}

LoopMonitor::LoopMonitor(QThread *thread, LoopMonitorOptions options)
    : d(std::make_unique<Private>(thread, std::move(options)))
{}

LoopMonitor::~LoopMonitor() = default;

void LoopMonitor::setThreshold(std::chrono::milliseconds threshold)
{
    d->setThreshold(threshold);
}

std::chrono::milliseconds LoopMonitor::threshold() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(d->sink->threshold());
}

int LoopMonitor::slowCallbacks() const
{
    return d->sink->count();
}

} // namespace Loopscope
