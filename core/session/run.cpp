#include "core/session/run.h"

#include <QThread>

namespace Loopscope::Session {

namespace {

constexpr int defaultWorkers = 4; // of the loop's default executor, as in the talk

} // namespace

Run::Run(const Scenario::Scenario &scenario, const Scenario::Variant &variant, RunPlan plan,
         Monitor::LoopWatch *watch)
    : m_scenario(scenario)
    , m_variant(variant)
    , m_plan(std::move(plan))
    , m_watch(watch)
{}

Run::~Run() = default;

void Run::begin()
{
    Async::spawn([this] { return execute(); }, m_scenario.id + u'/' + m_variant.id, {},
                 [this] {
                     m_hasEnded = true;
                     finishThreadIfAsked();
                 });
}

void Run::requestStop()
{
    m_stopRequested.store(true, std::memory_order_relaxed);
    QMetaObject::invokeMethod(
        this, [this] { m_stopSource.request_stop(); }, Qt::QueuedConnection);
}

void Run::endThread()
{
    m_endThread.store(true, std::memory_order_relaxed);
    QMetaObject::invokeMethod(this, &Run::finishThreadIfAsked, Qt::QueuedConnection);
}

void Run::finishThreadIfAsked()
{
    if (!m_hasEnded || !m_endThread.exchange(false))
        return;
    deleteLater();
    if (!m_plan.onOwnLoop)
        thread()->quit();
}

Exec::ThreadExecutor &Run::defaultExecutor()
{
    if (!m_defaultExecutor) {
        Exec::ThreadExecutorOptions options;
        options.workers = defaultWorkers;
        m_defaultExecutor =
            std::make_unique<Exec::ThreadExecutor>(QStringLiteral("Default executor"), options);
    }
    return *m_defaultExecutor;
}

void Run::enter(Trace::Phase phase)
{
    m_watch->markPhase(phase);
    Q_EMIT phaseChanged(phase);
}

QCoro::Task<> Run::execute()
{
    RunOutcome outcome;
    outcome.counted.variantId = m_variant.id;
    try {
        co_await Async::tracked(prepareAndWork(&outcome));
    } catch (const Async::Cancelled &) {
        outcome.stopped = true;
    } catch (...) {
        outcome.failure = Async::messageOf(std::current_exception());
    }
    enter(Trace::Phase::TearDown);
    // Whatever still runs after a failure is of no use any more.
    m_stopRequested.store(true, std::memory_order_relaxed);
    m_stopSource.request_stop();
    co_await Async::tracked(release());
    if (m_experiment)
        m_experiment->report(&outcome.counted);
    m_experiment.reset();
    m_defaultExecutor.reset();
    enter(Trace::Phase::Done);
    // In a turn of its own: whoever hears of the end finds that this dispatch, which may be the whole work,
    // has ended, and the pings that waited through it have been delivered.
    const auto tell = [this, outcome] { Q_EMIT ended(outcome); };
    QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
}

QCoro::Task<> Run::prepareAndWork(RunOutcome *outcome)
{
    enter(Trace::Phase::Prepare);
    checkStopped();
    m_experiment = m_variant.create(this);
    co_await Async::tracked(m_experiment->prepare());
    // The work begins with a dispatch of its own, in a loop that has waited: before that it counts as
    // starting up.
    constexpr std::chrono::milliseconds pause{2};
    co_await sleepFor(pause);
    co_await Async::tracked(work(outcome));
}

QCoro::Task<> Run::work(RunOutcome *outcome)
{
    enter(Trace::Phase::Work);
    const Base::SteadyTime start = Base::now();
    for (;;) {
        co_await Async::tracked(m_experiment->round());
        ++outcome->counted.rounds;
        Q_EMIT roundFinished(outcome->counted.rounds);
        if (!goesOn(start))
            break;
        // A round that never suspends would otherwise keep the loop for good.
        co_await nextTurn();
    }
}

bool Run::goesOn(Base::SteadyTime workStart) const
{
    if (m_plan.repeat)
        return true;
    const double elapsed = Base::toSeconds(Base::now() - workStart);
    if (m_plan.duration)
        return elapsed < m_plan.duration->count();
    return !m_scenario.hasAmount && elapsed < m_scenario.defaultDuration;
}

QCoro::Task<> Run::release()
{
    try {
        if (m_experiment)
            co_await Async::tracked(m_experiment->tearDown());
    } catch (const std::exception &error) {
        qWarning("Tearing down %s failed: %s", qPrintable(m_variant.id), error.what());
    }
    if (m_defaultExecutor) {
        m_defaultExecutor->cancel();
        co_await m_defaultExecutor->drained();
    }
    try {
        co_await m_tasks.finished();
    } catch (const std::exception &) {
        // The run knows how it ended; what its tasks say after that adds nothing.
    }
}

} // namespace Loopscope::Session
