// The part of ProcessExecutor that looks after the worker processes.

#include "core/base/words.h"
#include "core/exec/findworker.h"
#include "core/exec/processslot.h"

#include <QFileInfo>

#include <algorithm>

namespace Loopscope::Exec {

namespace {

using namespace std::chrono_literals;

constexpr int mostFaults = 3;
/// A worker that ends by itself sooner than this, with nothing to do, is no good worker.
constexpr auto shortestLife = 100ms;

} // namespace

void ProcessExecutor::prepareStart()
{
    const WorkerSearch search = findWorker(m_options.workerPath);
    if (search.path.isEmpty())
        throw ExecException(Error::WorkerMissing, search.places.join(QStringLiteral(", ")));
    if (!QFileInfo(search.path).isExecutable())
        throw ExecException(Error::WorkerNotStartable, Words::tr("%1 is not executable").arg(search.path));
    if (!m_server.listen())
        throw ExecException(Error::SocketUnavailable, m_server.errorString());
    m_program = search.path;
    m_startError = nullptr;
    m_lastLoss.clear();
    for (const auto &slot : m_slots) {
        slot->faults = 0;
        slot->isGivenUp = false;
    }
}

void ProcessExecutor::launch(Slot &slot)
{
    slot.process.start(
        {m_program, m_server.path(), m_options.niceness, m_options.connectTimeout, m_options.endTimeout});
}

void ProcessExecutor::adopt(QLocalSocket *socket, qint64 processId)
{
    for (const auto &slot : m_slots) {
        const bool isExpected = slot->process.state() == WorkerProcess::State::Starting;
        if (isExpected && processId > 0 && slot->process.processId() == processId) {
            slot->process.adopt(socket);
            return;
        }
    }
}

void ProcessExecutor::noteReady(Slot &slot)
{
    slot.readyAt = Base::now();
    closeServerUnlessNeeded();
    if (m_phase == Phase::Running)
        Q_EMIT workerRestarted(slot.index);
    const auto isReady = [](const auto &each) {
        return each->process.state() == WorkerProcess::State::Ready;
    };
    if (m_phase == Phase::Starting && std::ranges::all_of(m_slots, isReady)) {
        m_phase = Phase::Running;
        m_startWaiters.resumeAll(*m_queue);
    }
    assignJobs();
}

void ProcessExecutor::takeReply(Slot &slot, const Wire::WorkerReply &reply)
{
    const auto found = std::ranges::find(slot.given, reply.jobId, &Slot::Given::id);
    if (found == slot.given.end()) {
        slot.process.reject(Words::tr("answered a job that it was not given"));
        return;
    }
    const bool isFirst = found == slot.given.begin();
    if (!isFirst && !found->isTakenBack && !found->mustStop) {
        slot.process.reject(Words::tr("answered a job before its turn"));
        return;
    }
    const Slot::Given given = *found;
    slot.given.erase(found);
    slot.faults = 0;
    if (isFirst)
        noteFirst(slot);
    if (!given.job)
        return;
    if (given.isTakenBack && reply.status == Wire::WorkerStatus::Stopped) {
        giveAgain(*given.job);
        return;
    }
    noteRun(slot, given.sentAt, *given.job, reply);
    finishAsReplied(*given.job, reply);
}

// The next job begins, if there is one.
void ProcessExecutor::noteFirst(Slot &slot)
{
    slot.firstSince = Base::now();
    if (!slot.given.empty() && slot.given.front().mustStop)
        slot.process.cancel(slot.given.front().id); // from now on it is due to end
}

void ProcessExecutor::noteRun(Slot &slot, Base::SteadyTime sentAt, const ProcessJob &job,
                              const Wire::WorkerReply &reply)
{
    // The worker's own times, as far as they are possible.
    const Base::SteadyTime now = Base::now();
    const Base::SteadyTime start = std::clamp(Base::fromNanoseconds(reply.startedAt), sentAt, now);
    const Base::SteadyTime end = std::clamp(Base::fromNanoseconds(reply.endedAt), start, now);
    const bool failed =
        reply.status == Wire::WorkerStatus::Failed || reply.status == Wire::WorkerStatus::Unknown;
    slot.quickAnswers = end - start <= Slot::longestQuick ? slot.quickAnswers + 1 : 0;
    std::optional<Base::Duration> waited;
    if (reply.waited != Wire::WorkerReply::waitNotMeasured)
        waited = std::min(Base::Duration(reply.waited), Base::Duration(end - start));
    slot.lane.write(nameId(job.m_name), start, end, failed, job.task(), waited);
}

void ProcessExecutor::noteEnded(Slot &slot, const QString &reason)
{
    const std::vector<Slot::Given> given = std::exchange(slot.given, {});
    ProcessJob *const job = given.empty() ? nullptr : given.front().job;
    slot.quickAnswers = 0;
    if (job)
        slot.lane.write(nameId(job->m_name), slot.firstSince, Base::now(), true, job->task());
    const bool endedByItself = !job && Base::now() - slot.readyAt < shortestLife;
    if (slot.process.isFaulty() || endedByItself)
        ++slot.faults;

    // Somebody's kill while it starts is no reason to give up; a worker that crashes each time is.
    // When the others were ready first, nobody listens any more.
    const bool mayComeBack = slot.process.wasKilled() && slot.faults < mostFaults;
    if (m_phase == Phase::Starting && mayComeBack && m_server.listen())
        launch(slot);
    else if (m_phase == Phase::Starting)
        noteStartFailed(slot, reason);
    if (m_phase == Phase::Running)
        replace(slot, reason);
    if (job)
        rerunOrFail(*job, reason);
    for (std::size_t place = 1; place < given.size(); ++place) {
        if (given[place].job)
            giveAgain(*given[place].job); // it had not begun
    }
    if (m_phase == Phase::Running)
        assignJobs();
    failWaitingIfExhausted(reason);
    noteDownIfAllAre();
}

void ProcessExecutor::failWaitingIfExhausted(const QString &reason)
{
    while (isExhausted() && firstWaiting()) {
        ProcessJob *const waiting = firstWaiting();
        waiting->unlink();
        fail(*waiting, Error::WorkersExhausted, reason);
    }
}

void ProcessExecutor::noteStartFailed(const Slot &slot, const QString &reason)
{
    const Error error = slot.process.wasStartable() ? Error::WorkerNotConnected : Error::WorkerNotStartable;
    const QString detail =
        slot.process.wasStartable() ? QStringLiteral("%1 %2").arg(m_program, reason) : reason;
    m_startError = std::make_exception_ptr(ExecException(error, detail));
    m_phase = Phase::Stopping;
    m_startWaiters.resumeAll(*m_queue);
    withdrawWaiting();
    endWorkers();
}

void ProcessExecutor::replace(Slot &slot, const QString &reason)
{
    m_lastLoss = reason;
    Q_EMIT workerLost(slot.index, reason);
    slot.isGivenUp = slot.faults >= mostFaults || !m_server.listen();
    if (!slot.isGivenUp)
        launch(slot);
    closeServerUnlessNeeded();
}

void ProcessExecutor::endWorkers()
{
    for (const auto &slot : m_slots)
        slot->process.end();
    noteDownIfAllAre();
}

void ProcessExecutor::noteDownIfAllAre()
{
    const auto isDown = [](const auto &each) { return each->process.state() == WorkerProcess::State::Down; };
    if (m_phase != Phase::Stopping || !std::ranges::all_of(m_slots, isDown))
        return;
    m_server.close();
    m_phase = Phase::Down;
    m_downWaiters.resumeAll(*m_queue);
}

void ProcessExecutor::closeServerUnlessNeeded()
{
    const auto isStarting = [](const auto &each) {
        return each->process.state() == WorkerProcess::State::Starting;
    };
    if (std::ranges::none_of(m_slots, isStarting))
        m_server.close();
}

bool ProcessExecutor::isExhausted() const
{
    return std::ranges::all_of(m_slots, [](const auto &slot) { return slot->isGivenUp; });
}

Trace::NameId ProcessExecutor::nameId(const QByteArray &name)
{
    Trace::NameId &id = m_names[name];
    if (id == 0)
        id = Monitor::TrackWriter::registerName(QString::fromUtf8(name));
    return id;
}

std::vector<qint64> ProcessExecutor::workerProcessIds() const
{
    std::vector<qint64> ids;
    for (const auto &slot : m_slots)
        ids.push_back(slot->process.processId());
    return ids;
}

} // namespace Loopscope::Exec
