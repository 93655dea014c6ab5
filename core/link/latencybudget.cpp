#include "core/link/latencybudget.h"

#include "core/link/attachedloop.h"
#include "core/link/slowcallbacksink.h"

#include <QThread>

namespace Loopscope {

class LatencyBudget::Private
{
public:
    explicit Private(std::chrono::milliseconds limit)
        : loop(Link::AttachedLoop::of(QThread::currentThread(), {this, limit}, {}, true))
        , sink(std::make_shared<Link::SlowCallbackSink>(
              loop->track(), loop->name(), [this](const SlowCallback &slow) { add(slow); }, false))
    {
        sink->setThreshold(limit);
        Monitor::Monitor::instance().source()->addSink(sink);
    }

    ~Private()
    {
        loop->leave(this);
        sink->close();
        Monitor::Monitor::instance().source()->removeSink(sink);
    }

    void add(const SlowCallback &slow)
    {
        const QString place =
            slow.location.isEmpty() ? QString() : QStringLiteral(" at %1").arg(slow.location);
        const std::lock_guard lock(mutex);
        violations += QStringLiteral("%1%2 held up the loop for %3 ms (%4). %5")
                          .arg(slow.function, place)
                          .arg(Base::toMilliseconds(slow.duration), 0, 'f', 1)
                          .arg(slow.cause, slow.evidence);
    }

    const std::shared_ptr<Link::AttachedLoop> loop;
    const std::shared_ptr<Link::SlowCallbackSink> sink;
    std::mutex mutex; // protects what is below
    QStringList violations;
};

LatencyBudget::LatencyBudget(std::chrono::milliseconds limit)
    : d(std::make_unique<Private>(std::max(limit, std::chrono::milliseconds(1))))
{}

LatencyBudget::~LatencyBudget() = default;

QStringList LatencyBudget::violations() const
{
    Link::flushMonitor();
    const std::lock_guard lock(d->mutex);
    return d->violations;
}

} // namespace Loopscope
