#include "core/link/attachedloop.h"

#include <QCoreApplication>
#include <QThread>

#include <semaphore>

namespace Loopscope::Link {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration defaultThreshold = 100ms;
constexpr Base::Duration pingInterval = 50ms;

struct Known
{
    QThread *thread = nullptr;
    std::weak_ptr<AttachedLoop> loop;
};

std::mutex knownMutex; // protects `known`
std::vector<Known> known;

QString nameOf(QThread *thread)
{
    if (!thread->objectName().isEmpty())
        return thread->objectName();
    const QCoreApplication *app = QCoreApplication::instance();
    return app && app->thread() == thread ? QStringLiteral("main") : QStringLiteral("loop");
}

} // namespace

std::shared_ptr<AttachedLoop> AttachedLoop::of(QThread *thread, const QString &name, bool isStarted,
                                               Trace::LoopRole role)
{
    const std::lock_guard lock(knownMutex);
    std::erase_if(known, [](const Known &each) { return each.loop.expired(); });
    for (const Known &each : known) {
        auto loop = each.thread == thread ? each.loop.lock() : nullptr;
        if (loop && !loop->isClosed())
            return loop;
    }
    Monitor::LoopOptions options;
    options.name = name.isEmpty() ? nameOf(thread) : name;
    options.threshold = defaultThreshold;
    options.pingInterval = pingInterval;
    options.isStarted = isStarted;
    options.role = role;
    options.tellsPendingTasks = true;
    const auto loop =
        std::make_shared<AttachedLoop>(Monitor::Monitor::instance().attach(thread, std::move(options)));
    known.push_back({thread, loop});
    return loop;
}

void AttachedLoop::wish(const void *who, std::optional<Base::Duration> threshold)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_wishes, [who](const auto &wish) { return wish.first == who; });
    if (threshold)
        m_wishes.emplace_back(who, *threshold);
    Base::Duration lowest = m_wishes.empty() ? defaultThreshold : Base::Duration::max();
    for (const auto &wish : m_wishes)
        lowest = std::min(lowest, wish.second);
    m_watch->setThreshold(lowest);
}

void AttachedLoop::leave(const void *who)
{
    wish(who, std::nullopt);
    const std::lock_guard lock(m_mutex);
    if (m_wishes.empty())
        m_watch->detach();
}

bool flushMonitor()
{
    const auto done = std::make_shared<std::binary_semaphore>(0);
    Monitor::Monitor::instance().flush([done] { done->release(); });
    return done->try_acquire_for(3s);
}

} // namespace Loopscope::Link
