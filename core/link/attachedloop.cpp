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

std::shared_ptr<AttachedLoop> AttachedLoop::of(QThread *thread, Wish wish, const QString &name,
                                               bool isStarted, Trace::LoopRole role)
{
    const std::lock_guard lock(knownMutex);
    std::erase_if(known, [](const Known &each) { return each.loop.expired(); });
    for (const Known &each : known) {
        const auto loop = each.thread == thread ? each.loop.lock() : nullptr;
        if (loop && loop->join(wish))
            return loop;
        // What was left from another thread is this thread's to end, before it is observed anew.
        if (loop && thread == QThread::currentThread())
            loop->m_watch->detach();
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
    loop->wish(wish);
    known.push_back({thread, loop});
    return loop;
}

// Looked at and joined in one step: meanwhile nobody can leave as the last one.
bool AttachedLoop::join(Wish wish)
{
    const std::lock_guard lock(m_mutex);
    if (m_isLeft || m_watch->isClosed())
        return false;
    addWish(wish);
    return true;
}

void AttachedLoop::wish(Wish wish)
{
    const std::lock_guard lock(m_mutex);
    addWish(wish);
}

void AttachedLoop::addWish(Wish wish)
{
    std::erase_if(m_wishes, [&wish](const Wish &each) { return each.who == wish.who; });
    m_wishes.push_back(wish);
    applyLowest();
}

void AttachedLoop::applyLowest()
{
    Base::Duration lowest = m_wishes.empty() ? defaultThreshold : Base::Duration::max();
    for (const Wish &wish : m_wishes)
        lowest = std::min(lowest, wish.threshold);
    m_watch->setThreshold(lowest);
}

void AttachedLoop::leave(const void *who)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_wishes, [who](const Wish &wish) { return wish.who == who; });
    applyLowest();
    if (!m_wishes.empty() || std::exchange(m_isLeft, true))
        return;
    m_watch->detach();
}

bool flushMonitor()
{
    const auto done = std::make_shared<std::binary_semaphore>(0);
    Monitor::Monitor::instance().flush([done] { done->release(); });
    return done->try_acquire_for(3s);
}

} // namespace Loopscope::Link
