#include "core/exec/threadexecutor.h"

#include "core/base/steadytime.h"
#include "core/base/waitmeter.h"
#include "core/exec/handover.h"
#include "core/exec/threadmailbox.h"

#include <QThread>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace Loopscope::Exec {

struct ThreadExecutor::Lane
{
    void show(int number)
    {
        writer.emplace(Trace::TrackKind::WorkerThread, QStringLiteral("Pool %1").arg(number), ::gettid());
        waits.emplace();
    }

    std::optional<Monitor::TrackWriter> writer;
    std::optional<Base::WaitMeter> waits; ///< with the writer
};

namespace {

quint64 nextSerial() noexcept
{
    static std::atomic<quint64> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

/// Unlike a QThread's address it is never used twice.
quint64 serialOfThisThread() noexcept
{
    thread_local const quint64 serial = nextSerial();
    return serial;
}

ThreadExecutorOptions withinLimits(ThreadExecutorOptions options)
{
    options.workers = std::clamp(options.workers, 1, 64);
    return options;
}

/// The slice of the job that this thread runs.
struct RunningSlice
{
    Base::SteadyTime start;
    Base::WaitMeter *waits = nullptr;

    void begin() noexcept
    {
        start = Base::now();
        if (waits)
            waits->begin(start);
    }
};
thread_local RunningSlice runningSlice;

/// What a thread looked up last, so that it looks up once.
template <typename Value>
struct Cached
{
    quint64 executor = 0;
    Value *value = nullptr;
};

} // namespace

ThreadExecutor::ThreadExecutor(const QString &name, ThreadExecutorOptions options)
    : m_serial(nextSerial())
    , m_options(withinLimits(options))
    , m_defaultName(name)
    , m_counters(name, QStringLiteral("thread"), m_options.workers, m_options.showsQueue)
    , m_lanes(static_cast<std::size_t>(m_options.workers))
{
    m_pool.setMaxThreadCount(m_options.workers);
    m_pool.setExpiryTimeout(-1); // a thread keeps its lane, and connections that jobs open in it
    m_pool.setObjectName(name);
}

ThreadExecutor::~ThreadExecutor()
{
    m_closing.store(true);
    ThreadMailbox *const mailbox = findMailbox(serialOfThisThread());
    if (mailbox)
        cancelHere(*mailbox);
    m_pool.waitForDone();
    if (mailbox)
        mailbox->collect(); // its jobs don't know the executor any more
    for (ThreadMailbox *next = m_mailboxes.load(); next;)
        std::exchange(next, next->next)->release();
}

void ThreadExecutor::cancel()
{
    const quint64 here = serialOfThisThread();
    for (ThreadMailbox *mailbox = m_mailboxes.load(std::memory_order_acquire); mailbox;
         mailbox = mailbox->next) {
        if (mailbox->threadSerial == here)
            cancelHere(*mailbox);
        else
            mailbox->requestCancel();
    }
}

void ThreadExecutor::cancelHere(ThreadMailbox &mailbox)
{
    mailbox.requestStop();
    // A job that the pool does not have any more runs or is about to; it ends as usual.
    mailbox.finishAwaited([this](ThreadJobBase &job) { return withdraw(job); });
}

Waiters::Awaiter ThreadExecutor::drained()
{
    return mailboxOfThisThread().drained();
}

void ThreadExecutor::submit(ThreadJobBase &job)
{
    ThreadMailbox &mailbox = mailboxOfThisThread();
    job.m_mailbox = job.m_replyTo = &mailbox;
    job.m_stop = mailbox.stopToken();
    mailbox.addAwaited(job);
    m_counters.addSubmitted();
    noteGiven(&job);
    m_pool.start(&job);
}

void ThreadExecutor::runHere(ThreadJobBase &job) noexcept
{
    JobOutcome outcome = JobOutcome::Cancelled;
    if (m_closing.load(std::memory_order_relaxed) || job.m_stop.stop_requested()) {
        job.m_error = std::make_exception_ptr(Async::Cancelled());
    } else {
        Lane &lane = laneOfThisThread();
        runningSlice.waits = lane.waits ? &*lane.waits : nullptr;
        runningSlice.begin();
        outcome = job.invoke(job.m_stop);
        if (lane.writer) {
            const Base::SteadyTime end = Base::now();
            lane.writer->write(job.m_name.id(), runningSlice.start, end, outcome == JobOutcome::Failed,
                               job.task(), lane.waits->waited(end));
        }
    }
    m_counters.addFinished(outcome); // before its coroutine can see that it ended
    job.m_replyTo->post(job);
}

void ThreadExecutor::beginSliceNow() noexcept
{
    runningSlice.begin();
}

bool ThreadExecutor::withdraw(ThreadJobBase &job)
{
    if (!m_pool.tryTake(&job))
        return false;
    job.m_error = std::make_exception_ptr(Async::Cancelled());
    m_counters.addFinished(JobOutcome::Cancelled);
    return true;
}

void ThreadExecutor::abandon(ThreadJobBase &job) noexcept
{
    ThreadMailbox &mailbox = *job.m_mailbox;
    if (withdraw(job))
        mailbox.finish(job); // the queue loses it again when it is destroyed
    else
        mailbox.waitFor(job);
}

ThreadMailbox &ThreadExecutor::mailboxOfThisThread()
{
    thread_local Cached<ThreadMailbox> cached;
    if (cached.executor == m_serial)
        return *cached.value;
    const quint64 thread = serialOfThisThread();
    ThreadMailbox *mailbox = findMailbox(thread);
    if (!mailbox) {
        mailbox = new ThreadMailbox(*this, thread);
        mailbox->next = m_mailboxes.load(std::memory_order_relaxed);
        while (!m_mailboxes.compare_exchange_weak(mailbox->next, mailbox, std::memory_order_release,
                                                  std::memory_order_relaxed)) {
        }
    }
    cached = {m_serial, mailbox};
    return *mailbox;
}

ThreadMailbox *ThreadExecutor::findMailbox(quint64 threadSerial) const
{
    ThreadMailbox *mailbox = m_mailboxes.load(std::memory_order_acquire);
    while (mailbox && mailbox->threadSerial != threadSerial)
        mailbox = mailbox->next;
    return mailbox;
}

ThreadExecutor::Lane &ThreadExecutor::laneOfThisThread()
{
    thread_local Cached<Lane> cached;
    if (cached.executor == m_serial)
        return *cached.value;
    const int index = m_laneCount.fetch_add(1, std::memory_order_relaxed);
    auto &lane = m_lanes[static_cast<std::size_t>(index)];
    lane = std::make_unique<Lane>();
    if (m_options.showsLanes)
        lane->show(m_options.firstLane + index);
    if (m_options.niceness > 0)
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), m_options.niceness);
    cached = {m_serial, lane.get()};
    return *lane;
}

} // namespace Loopscope::Exec
