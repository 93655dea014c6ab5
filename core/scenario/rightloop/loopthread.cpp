#include "core/scenario/rightloop/loopthread.h"

#include "core/async/tracked.h"

#include <QCoroThread>

namespace Loopscope::Scenario {

LoopThread::LoopThread()
    : m_receiver(std::make_unique<QObject>())
{}

LoopThread::LoopThread(const QString &name)
    : m_thread(std::make_unique<QThread>())
    , m_receiver(std::make_unique<QObject>())
{
    m_thread->setObjectName(name);
    m_receiver->moveToThread(m_thread.get());
    m_thread->start();
    Monitor::LoopOptions options;
    options.name = name;
    options.role = Trace::LoopRole::Server;
    m_watch = Monitor::Monitor::instance().attach(m_thread.get(), options);
}

LoopThread::~LoopThread()
{
    if (m_thread && m_thread->isRunning()) {
        m_thread->quit();
        m_thread->wait();
    }
}

void LoopThread::post(std::function<void()> function)
{
    QMetaObject::invokeMethod(m_receiver.get(), std::move(function), Qt::QueuedConnection);
}

QCoro::Task<> LoopThread::stop()
{
    if (!m_thread || !m_thread->isRunning())
        co_return;
    // The thread is asked when we listen: waitForFinished() connects after it has looked, and never ends when
    // the thread does in between.
    QMetaObject::invokeMethod(m_thread.get(), &QThread::quit, Qt::QueuedConnection);
    auto finished = qCoro(m_thread.get()).waitForFinished();
    co_await Async::tracked(std::move(finished));
}

} // namespace Loopscope::Scenario
