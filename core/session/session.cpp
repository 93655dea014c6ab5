#include "core/session/session.h"

#include "core/base/words.h"
#include "core/monitor/monitor.h"
#include "core/session/descriptorlimit.h"
#include "core/session/recording.h"
#include "core/session/reportbuilder.h"
#include "core/session/run.h"
#include "core/session/runsource.h"
#include "core/session/threadlimit.h"
#include "core/session/traceload.h"

#include <QPointer>
#include <QThread>

namespace Loopscope::Session {

namespace {

constexpr std::chrono::milliseconds runPingInterval{5};

// Its loop, servers, the recorder, bystanders, those of Qt; and as many workers as the scenario has.
int threadsOf(const Scenario::Parameters &parameters)
{
    constexpr int always = 16;
    qint64 workers = 0;
    for (const char *key : {"workers", "threads"}) {
        if (parameters.has(QLatin1String(key)))
            workers += parameters.integer(QLatin1String(key));
    }
    return always + static_cast<int>(workers);
}

} // namespace

/// What one run needs, from start() until its thread has ended.
class Session::Private
{
public:
    explicit Private(Session *session)
        : q(session)
    {}

    void openRecording(const QString &path);
    void setState(RunState next);
    void beginRun(const Scenario::Scenario &scenario, const Scenario::Variant &variant);
    void onPhase(Trace::Phase phase);
    void onEnded(const RunOutcome &outcome);
    void onFlushed();
    void startThread();
    void attachWatch();
    void connectRun();
    void onThreadFinished();
    void fail(const QString &reason);
    void finishIfReleased();

    Session *const q;
    RunSource source{Monitor::Monitor::instance().source()};
    RunState state = RunState::Idle;
    RunPlan plan;
    QThread *thread = nullptr; // null also while a run is on this thread's own loop
    std::unique_ptr<Monitor::LoopWatch> watch;
    Run *run = nullptr; // lives in the thread of the loop under test and deletes itself
    std::shared_ptr<Trace::Statistics> statistics;
    std::unique_ptr<Recording> recording;
    RunOutcome outcome;
    CostMark costAtStart;
    std::shared_ptr<RunReport> report;
    bool isReportReady = false;
};

Session::Session(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    qRegisterMetaType<Loopscope::Session::RunOutcome>();
    qRegisterMetaType<Loopscope::Trace::Phase>();
}

Session::~Session()
{
    if (!d->run)
        return;
    d->run->disconnect(this);
    d->run->requestStop();
    d->run->endThread();
    if (d->thread) {
        d->thread->disconnect(this);
        d->thread->wait();
        d->watch.reset();
        delete d->thread;
    } else {
        d->run->keepWatch(std::move(d->watch));
    }
    source()->removeSink(d->statistics);
}

RunState Session::state() const
{
    return d->state;
}

bool Session::isRunning() const
{
    return d->state == RunState::Preparing || d->state == RunState::Working || d->state == RunState::Stopping;
}

const RunPlan &Session::plan() const
{
    return d->plan;
}

std::shared_ptr<const RunReport> Session::report() const
{
    return d->report;
}

Trace::EventSource *Session::source() const
{
    return &d->source;
}

void Session::start(RunPlan plan)
{
    if (isRunning())
        return;
    d->plan = std::move(plan);
    d->outcome = {};
    d->isReportReady = false;
    d->report = std::make_shared<RunReport>();
    const Scenario::Scenario *scenario = Scenario::scenario(d->plan.scenarioId);
    const Scenario::Variant *variant = scenario ? scenario->variant(d->plan.variantId) : nullptr;
    if (!variant) {
        d->fail(Words::tr("There is no scenario %1/%2.").arg(d->plan.scenarioId, d->plan.variantId));
        return;
    }
    QString reason = makeRoomForDescriptors();
    if (reason.isEmpty())
        reason = askForThreads(threadsOf(d->plan.parameters));
    if (reason.isEmpty())
        reason = scenario->reasonUnavailable(d->plan.parameters);
    if (!reason.isEmpty()) {
        d->fail(reason);
        return;
    }
    if (!d->plan.recordPath.isEmpty()) {
        d->openRecording(d->plan.recordPath);
        if (!d->recording->isOpen()) {
            d->fail(d->recording->problem());
            return;
        }
    }
    d->beginRun(*scenario, *variant);
}

void Session::stop()
{
    if (!isRunning() || !d->run)
        return;
    d->run->requestStop();
    d->setState(RunState::Stopping);
}

void Session::setThreshold(std::chrono::nanoseconds threshold)
{
    if (d->watch)
        d->watch->setThreshold(threshold);
}

void Session::startRecording(const QString &path)
{
    if (isRecording())
        return;
    d->openRecording(path);
    if (!d->recording->isOpen())
        Q_EMIT recordingFailed(d->recording->problem());
}

void Session::stopRecording()
{
    if (d->recording)
        d->recording->finish(d->report ? summaryOf(*d->report) : Record::RunSummary());
}

bool Session::isRecording() const
{
    return d->recording && d->recording->isOpen();
}

QString Session::recordingPath() const
{
    return d->recording ? d->recording->path() : QString();
}

qint64 Session::recordedBytes() const
{
    return d->recording ? d->recording->bytes() : 0;
}

void Session::Private::openRecording(const QString &path)
{
    recording = std::make_unique<Recording>(q->source(), plan, path);
    QObject::connect(recording.get(), &Recording::failed, q, &Session::recordingFailed);
    QObject::connect(recording.get(), &Recording::closed, q, [this] { finishIfReleased(); });
}

void Session::Private::setState(RunState next)
{
    if (state == next)
        return;
    state = next;
    Q_EMIT q->stateChanged(next);
}

void Session::Private::beginRun(const Scenario::Scenario &scenario, const Scenario::Variant &variant)
{
    costAtStart = CostMark::take();
    statistics = std::make_shared<Trace::Statistics>();
    source.addSink(statistics);
    if (!plan.onOwnLoop)
        startThread();
    attachWatch();
    run = new Run(scenario, variant, plan, watch.get());
    if (thread)
        run->moveToThread(thread);
    connectRun();
    setState(RunState::Preparing);
    // Behind the event that installs the probe.
    QMetaObject::invokeMethod(run, &Run::begin, Qt::QueuedConnection);
}

void Session::Private::startThread()
{
    thread = new QThread;
    thread->setObjectName(QStringLiteral("Loop"));
    thread->start();
}

void Session::Private::attachWatch()
{
    Monitor::LoopOptions options;
    options.name = plan.onOwnLoop ? QStringLiteral("Window") : QStringLiteral("Loop");
    options.threshold = Base::fromMilliseconds(plan.parameters.number(QStringLiteral("threshold_ms")));
    options.pingInterval = runPingInterval;
    options.heartbeat = plan.heartbeat;
    options.isStarted = plan.onOwnLoop; // it runs already
    watch = Monitor::Monitor::instance().attach(thread ? thread : QThread::currentThread(), options);
    source.setSharedLoop(plan.onOwnLoop ? watch->track() : Trace::TrackId(0));
}

// Queued, whichever loop it is: nothing that listens may take part in the run's own dispatches.
void Session::Private::connectRun()
{
    QObject::connect(
        run, &Run::phaseChanged, q, [this](Trace::Phase phase) { onPhase(phase); }, Qt::QueuedConnection);
    QObject::connect(run, &Run::roundFinished, q, &Session::roundFinished, Qt::QueuedConnection);
    QObject::connect(
        run, &Run::ended, q, [this](const RunOutcome &ended) { onEnded(ended); }, Qt::QueuedConnection);
    if (thread)
        QObject::connect(thread, &QThread::finished, q, [this] { onThreadFinished(); });
    else
        QObject::connect(
            run, &QObject::destroyed, q, [this] { onThreadFinished(); }, Qt::QueuedConnection);
}

void Session::Private::onPhase(Trace::Phase phase)
{
    if (phase == Trace::Phase::Work && state == RunState::Preparing)
        setState(RunState::Working);
    else if (phase == Trace::Phase::TearDown)
        setState(RunState::Stopping);
}

void Session::Private::onEnded(const RunOutcome &ended)
{
    outcome = ended;
    const QPointer<Session> session = q;
    Monitor::Monitor::instance().flush([session] {
        // On the collector's thread.
        QMetaObject::invokeMethod(qApp, [session] {
            if (session)
                session->d->onFlushed();
        });
    });
}

void Session::Private::onFlushed()
{
    source.removeSink(statistics);
    *report = buildReport(plan, outcome, statistics->figures(), costAtStart, recording.get());
    isReportReady = true;
    if (recording)
        recording->finish(summaryOf(*report));
    run->endThread();
}

void Session::Private::onThreadFinished()
{
    watch.reset();
    run = nullptr;
    if (thread)
        thread->deleteLater();
    thread = nullptr;
    finishIfReleased();
}

void Session::Private::finishIfReleased()
{
    if (!isReportReady || run || (recording && !recording->isClosed()))
        return;
    isReportReady = false;
    if (recording)
        report->recordedTo = recording->path();
    if (!report->failed) {
        setState(RunState::Done);
        return;
    }
    Q_EMIT q->runFailed(report->failure);
    setState(RunState::Failed);
}

void Session::Private::fail(const QString &reason)
{
    report->scenarioId = plan.scenarioId;
    report->variantId = plan.variantId;
    report->parameters = plan.parameters;
    report->failed = true;
    report->failure = reason;
    if (recording)
        recording->discard();
    recording.reset();
    // The same way as a run that failed later: state changes come from the event loop.
    QMetaObject::invokeMethod(
        q,
        [this] {
            Q_EMIT q->runFailed(report->failure);
            setState(RunState::Failed);
        },
        Qt::QueuedConnection);
}

} // namespace Loopscope::Session
