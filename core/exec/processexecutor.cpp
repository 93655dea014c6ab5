#include "core/exec/processexecutor.h"

#include "core/async/stop.h"
#include "core/exec/processslot.h"

#include <QPointer>

#include <algorithm>

namespace Loopscope::Exec {

namespace {

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
    for (int i = 0; i < m_options.workers; ++i) {
        m_slots.push_back(std::make_unique<Slot>(i));
        Slot &slot = *m_slots.back();
        connect(&slot.process, &WorkerProcess::becameReady, this, [this, &slot] { noteReady(slot); });
        connect(&slot.process, &WorkerProcess::replied, this,
                [this, &slot](const Wire::WorkerReply &reply) { takeReply(slot, reply); });
        connect(&slot.process, &WorkerProcess::ended, this,
                [this, &slot](const QString &reason) { noteEnded(slot, reason); });
    }
}

ProcessExecutor::~ProcessExecutor()
{
    m_phase = Phase::Down;
    withdrawWaiting();
    for (const auto &slot : m_slots) {
        if (slot->job)
            finish(*slot->job, JobOutcome::Cancelled, std::make_exception_ptr(Async::Cancelled()));
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
        if (slot->job && !std::exchange(slot->job->m_cancelled, true))
            slot->process.cancel(slot->jobId);
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
            QStringLiteral("%1 has a name of %2 bytes").arg(quoted(job.m_name)).arg(job.m_name.size()));
    }
    if (job.m_payload.size() > Wire::maxWorkerPayload) {
        throw ExecException(
            Error::PayloadTooLarge,
            QStringLiteral("%1 has %2 bytes of input").arg(quoted(job.m_name)).arg(job.m_payload.size()));
    }
}

void ProcessExecutor::forget(ProcessJob &job)
{
    job.m_awaited = false;
    m_counters.addFinished(JobOutcome::Cancelled);
    for (const auto &slot : m_slots) {
        if (slot->job != &job)
            continue;
        slot->job = nullptr; // the worker is free again when it has answered
        slot->process.cancel(slot->jobId);
    }
}

void ProcessExecutor::assignJobs()
{
    for (const auto &slot : m_slots) {
        if (m_waiting.isEmpty())
            return;
        if (slot->isIdle())
            assign(*slot, *static_cast<ProcessJob *>(m_waiting.takeFirst()));
    }
}

void ProcessExecutor::assign(Slot &slot, ProcessJob &job)
{
    job.m_id = ++m_lastJobId;
    slot.job = &job;
    slot.jobId = job.m_id;
    slot.sentAt = Base::now();
    slot.process.send(Wire::WorkerRequest{job.m_id, job.m_name, job.m_payload});
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
             QStringLiteral("%1 failed: %2").arg(quoted(job.m_name), QString::fromUtf8(reply.payload)));
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
    if (job.m_cancelled || m_phase == Phase::Stopping) {
        finish(job, JobOutcome::Cancelled, std::make_exception_ptr(Async::Cancelled()));
    } else if (++job.m_losses < 2) {
        ++m_reruns;
        m_waiting.prepend(job); // it was first once
    } else {
        fail(job, Error::WorkerLost,
             QStringLiteral("%1 lost its worker twice: the last one %2").arg(quoted(job.m_name), reason));
    }
}

void ProcessExecutor::withdrawWaiting()
{
    while (Suspension *job = m_waiting.takeFirst())
        finish(*static_cast<ProcessJob *>(job), JobOutcome::Cancelled,
               std::make_exception_ptr(Async::Cancelled()));
}

} // namespace Loopscope::Exec
