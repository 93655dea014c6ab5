#include "core/exec/processexecutor.h"

#include "core/async/stop.h"
#include "core/base/words.h"
#include "core/exec/processslot.h"

#include <QPointer>

#include <algorithm>

namespace Loopscope::Exec {

namespace {

/// A worker that still runs the job that it ran this long ago gives back the others that it has.
constexpr std::chrono::milliseconds patience{2};

ProcessExecutorOptions sanitized(ProcessExecutorOptions options)
{
    options.workers = std::clamp(options.workers, 1, 64);
    return options;
}

QString quoted(const QByteArray &name)
{
    return QLatin1Char('"') + QString::fromUtf8(name.left(Wire::maxWorkerJobName)) + QLatin1Char('"');
}

} // namespace

ProcessJob::~ProcessJob()
{
    if (m_awaited)
        m_executor->forget(*this);
}

bool ProcessJob::await_suspend(std::coroutine_handle<> handle)
{
    remember(handle);
    return m_executor->submit(*this);
}

QByteArray ProcessJob::await_resume()
{
    if (m_error)
        std::rethrow_exception(std::exchange(m_error, nullptr));
    return std::move(m_output);
}

ProcessExecutor::ProcessExecutor(const QString &name, ProcessExecutorOptions options, QObject *parent)
    : QObject(parent)
    , m_options(sanitized(std::move(options)))
    , m_counters(name, QStringLiteral("process"), m_options.workers)
    , m_queue(new ResumeQueue)
{
    setObjectName(name);
    connect(&m_server, &WorkerServer::connected, this, &ProcessExecutor::adopt);
    m_takeBackTimer.setInterval(patience);
    connect(&m_takeBackTimer, &QTimer::timeout, this, &ProcessExecutor::takeBackFromSlow);
    for (int i = 0; i < m_options.workers; ++i) {
        m_slots.push_back(std::make_unique<Slot>(i));
        Slot &slot = *m_slots.back();
        connect(&slot.process, &WorkerProcess::becameReady, this, [this, &slot] { noteReady(slot); });
        connect(&slot.process, &WorkerProcess::replied, this,
                [this, &slot](const Wire::WorkerReply &reply) { takeReply(slot, reply); });
        connect(&slot.process, &WorkerProcess::caughtUp, this, &ProcessExecutor::assignJobs);
        connect(&slot.process, &WorkerProcess::ended, this,
                [this, &slot](const QString &reason) { noteEnded(slot, reason); });
    }
}

ProcessExecutor::~ProcessExecutor()
{
    m_phase = Phase::Down;
    withdrawWaiting();
    for (const auto &slot : m_slots) {
        cancelGiven(*slot);
        slot->process.disconnect(this);
        slot->process.kill(QString()); // all, before the first of them is waited for
    }
    m_startWaiters.resumeAll(*m_queue);
    m_downWaiters.resumeAll(*m_queue);
    m_drainers.resumeAll(*m_queue);
    m_queue->release();
}

QCoro::Task<> ProcessExecutor::start()
{
    if (m_phase != Phase::Down)
        throw ExecException(Error::AlreadyStarted);
    prepareStart();
    m_phase = Phase::Starting;
    for (std::size_t i = 0; i < m_slots.size() && m_phase == Phase::Starting; ++i)
        launch(*m_slots[i]);

    const QPointer<ProcessExecutor> self(this);
    co_await m_startWaiters.wait(m_phase != Phase::Starting);
    if (self && m_startError)
        co_await m_downWaiters.wait(m_phase == Phase::Down);
    if (!self)
        throw Async::Cancelled();
    if (m_startError)
        std::rethrow_exception(std::exchange(m_startError, nullptr));
}

QCoro::Task<> ProcessExecutor::stop()
{
    if (m_phase == Phase::Starting) {
        m_startError = std::make_exception_ptr(Async::Cancelled());
        m_startWaiters.resumeAll(*m_queue);
    }
    if (m_phase == Phase::Starting || m_phase == Phase::Running) {
        m_phase = Phase::Stopping;
        withdrawWaiting();
        endWorkers();
    }
    co_await m_downWaiters.wait(m_phase == Phase::Down);
}

void ProcessExecutor::cancel()
{
    withdrawWaiting();
    for (const auto &slot : m_slots) {
        for (std::size_t place = 0; place < slot->given.size(); ++place) {
            ProcessJob *const job = slot->given[place].job;
            if (job && !std::exchange(job->m_cancelled, true))
                stopJob(*slot, place);
        }
        slot->process.flush();
    }
}

Waiters::Awaiter ProcessExecutor::drained()
{
    return m_drainers.wait(isIdle() && m_queue->isEmpty(), isIdle() ? m_queue : nullptr);
}

bool ProcessExecutor::submit(ProcessJob &job)
{
    try {
        refuseUnlessValid(job);
    } catch (const ExecException &) {
        job.m_error = std::current_exception();
        return false; // goes on at once
    }
    job.m_awaited = true;
    m_counters.addSubmitted();
    m_waiting.append(job);
    assignJobs();
    return true;
}

void ProcessExecutor::refuseUnlessValid(const ProcessJob &job) const
{
    if (m_phase != Phase::Starting && m_phase != Phase::Running)
        throw ExecException(Error::NotRunning, quoted(job.m_name));
    if (isExhausted())
        throw ExecException(Error::WorkersExhausted, m_lastLoss);
    if (job.m_name.size() > Wire::maxWorkerJobName) {
        throw ExecException(
            Error::PayloadTooLarge,
            Words::tr("%1 has a name of %2 bytes").arg(quoted(job.m_name)).arg(job.m_name.size()));
    }
    if (job.m_payload.size() > Wire::maxWorkerPayload) {
        throw ExecException(
            Error::PayloadTooLarge,
            Words::tr("%1 has %2 bytes of input").arg(quoted(job.m_name)).arg(job.m_payload.size()));
    }
}

void ProcessExecutor::forget(ProcessJob &job)
{
    job.m_awaited = false;
    m_counters.addFinished(JobOutcome::Cancelled);
    for (const auto &slot : m_slots) {
        const auto found = std::ranges::find(slot->given, &job, &Slot::Given::job);
        if (found == slot->given.end())
            continue;
        found->job = nullptr; // the worker is free again when it has answered
        stopJob(*slot, static_cast<std::size_t>(found - slot->given.begin()));
        slot->process.flush();
    }
}

// A job that the worker has not begun may wait for one that takes long: then nothing is wrong with the
// worker.
void ProcessExecutor::stopJob(Slot &slot, std::size_t place)
{
    Slot::Given &given = slot.given[place];
    given.mustStop = true;
    if (place == 0)
        slot.process.cancel(given.id);
    else
        slot.process.withdraw(given.id);
}

// To those who have nothing first; only what none of them could take is given in advance.
void ProcessExecutor::assignJobs()
{
    for (const std::size_t most : {std::size_t{1}, Slot::mostAhead}) {
        for (const auto &slot : m_slots) {
            if (!firstWaiting())
                return;
            fill(*slot, most);
        }
    }
}

void ProcessExecutor::fill(Slot &slot, std::size_t most)
{
    while (ProcessJob *const job = firstWaiting()) {
        if (slot.given.size() >= most || !slot.hasRoomFor(job->m_payload.size(), job->m_losses > 0))
            break;
        job->unlink();
        assign(slot, *job);
    }
    slot.process.flush();
}

ProcessJob *ProcessExecutor::firstWaiting()
{
    Suspension *const returned = m_returned.first();
    return static_cast<ProcessJob *>(returned ? returned : m_waiting.first());
}

void ProcessExecutor::assign(Slot &slot, ProcessJob &job)
{
    const Base::SteadyTime now = Base::now();
    slot.given.push_back({++m_lastJobId, &job, now, false, false});
    if (slot.given.size() == 1)
        slot.firstSince = now;
    else if (!m_takeBackTimer.isActive())
        m_takeBackTimer.start();
    slot.process.queue(Wire::WorkerRequest{m_lastJobId, job.m_name, job.m_payload});
}

// Short jobs were expected of a worker and one is long: the others behind it go to whoever is free.
void ProcessExecutor::takeBackFromSlow()
{
    const Base::SteadyTime now = Base::now();
    bool isNeeded = false;
    for (const auto &slot : m_slots) {
        isNeeded = isNeeded || slot->given.size() > 1;
        if (slot->given.size() < 2 || now - slot->firstSince < patience)
            continue;
        slot->quickAnswers = 0;
        for (std::size_t place = 1; place < slot->given.size(); ++place) {
            if (!std::exchange(slot->given[place].isTakenBack, true))
                slot->process.withdraw(slot->given[place].id);
        }
        slot->process.flush();
    }
    if (!isNeeded)
        m_takeBackTimer.stop();
}

void ProcessExecutor::cancelGiven(Slot &slot)
{
    for (const Slot::Given &given : std::exchange(slot.given, {})) {
        if (given.job)
            finish(*given.job, JobOutcome::Cancelled, std::make_exception_ptr(Async::Cancelled()));
    }
}

void ProcessExecutor::finish(ProcessJob &job, JobOutcome outcome, std::exception_ptr error)
{
    job.m_awaited = false;
    job.m_error = std::move(error);
    m_counters.addFinished(outcome);
    m_queue->append(job);
    if (isIdle())
        m_drainers.resumeAll(*m_queue);
}

void ProcessExecutor::fail(ProcessJob &job, Error error, const QString &detail)
{
    finish(job, JobOutcome::Failed, std::make_exception_ptr(ExecException(error, detail)));
}

void ProcessExecutor::finishAsReplied(ProcessJob &job, const Wire::WorkerReply &reply)
{
    switch (reply.status) {
    case Wire::WorkerStatus::Done:
        job.m_output = reply.payload;
        finish(job, JobOutcome::Completed);
        return;
    case Wire::WorkerStatus::Failed:
        fail(job, Error::JobFailed,
             Words::tr("%1 failed: %2").arg(quoted(job.m_name), QString::fromUtf8(reply.payload)));
        return;
    case Wire::WorkerStatus::Stopped:
        finish(job, JobOutcome::Cancelled, std::make_exception_ptr(Async::Cancelled()));
        return;
    case Wire::WorkerStatus::Unknown:
        fail(job, Error::JobUnknown, quoted(job.m_name));
        return;
    }
}

void ProcessExecutor::rerunOrFail(ProcessJob &job, const QString &reason)
{
    if (++job.m_losses < 2 || job.m_cancelled || m_phase == Phase::Stopping) {
        m_reruns += job.m_cancelled || m_phase == Phase::Stopping ? 0 : 1;
        giveAgain(job);
    } else {
        fail(job, Error::WorkerLost,
             Words::tr("%1 lost its worker twice: the last one %2").arg(quoted(job.m_name), reason));
    }
}

void ProcessExecutor::giveAgain(ProcessJob &job)
{
    if (job.m_cancelled || m_phase == Phase::Stopping)
        finish(job, JobOutcome::Cancelled, std::make_exception_ptr(Async::Cancelled()));
    else
        m_returned.append(job);
}

void ProcessExecutor::withdrawWaiting()
{
    while (ProcessJob *const job = firstWaiting()) {
        job->unlink();
        finish(*job, JobOutcome::Cancelled, std::make_exception_ptr(Async::Cancelled()));
    }
}

} // namespace Loopscope::Exec
