#pragma once

#include "core/monitor/monitor.h"
#include "core/monitor/qtwarningwatch.h"
#include "core/scenario/experiment.h"
#include "core/scenario/runcontext.h"
#include "core/scenario/scenario.h"
#include "core/session/runplan.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace Loopscope::Session {

/// How the work of a run ended, as its own loop saw it.
struct RunOutcome
{
    QString failure;      ///< one sentence; empty when it did not fail
    bool stopped = false; ///< before it was done
    Scenario::RunFigures counted;
};

/// One run of one experiment on the thread of the loop under test: prepare, work, tear down. Made by the
/// session, moved to that thread, and deleted there.
class Run final : public QObject, public Scenario::RunContext
{
    Q_OBJECT

public:
    Run(const Scenario::Scenario &scenario, const Scenario::Variant &variant, RunPlan plan,
        Monitor::LoopWatch *watch);
    ~Run() override;

    /// Loop's thread.
    void begin();
    /// Any thread: the flag is up at once, coroutines are ended as soon as the loop turns.
    void requestStop();
    /// Any thread: deletes itself and, unless the loop is the session's own, ends the thread, when the run
    /// has ended.
    void endThread();
    /// The session goes before the run has ended, which it does not wait for when the loop is its own.
    void keepWatch(std::unique_ptr<Monitor::LoopWatch> watch) { m_keptWatch = std::move(watch); }

    const Scenario::Parameters &parameters() const override { return m_plan.parameters; }
    bool wantsAllAtOnce() const override { return m_scenario.wantsAllAtOnce; }
    QThread *loopThread() const override { return thread(); }
    Async::StopToken stopToken() const override { return m_stopSource.get_token(); }
    bool isStopped() const override { return m_stopRequested.load(std::memory_order_relaxed); }
    Exec::ThreadExecutor &defaultExecutor() override;
    Async::TaskGroup &tasks() override { return m_tasks; }

Q_SIGNALS:
    void phaseChanged(Loopscope::Trace::Phase phase);
    void roundFinished(int rounds);
    void ended(const Loopscope::Session::RunOutcome &outcome);

private:
    QCoro::Task<> execute();
    QCoro::Task<> prepareAndWork(RunOutcome *outcome);
    QCoro::Task<> work(RunOutcome *outcome);
    QCoro::Task<> release();
    void enter(Trace::Phase phase);
    bool goesOn(Base::SteadyTime workStart) const;
    void finishThreadIfAsked();

    const Scenario::Scenario &m_scenario;
    const Scenario::Variant &m_variant;
    const RunPlan m_plan;
    Monitor::LoopWatch *const m_watch;
    std::unique_ptr<Monitor::LoopWatch> m_keptWatch;
    const Monitor::QtWarningWatch m_warningWatch;
    std::stop_source m_stopSource;
    std::atomic<bool> m_stopRequested{false};
    std::atomic<bool> m_endThread{false};
    bool m_hasEnded = false;
    std::unique_ptr<Exec::ThreadExecutor> m_defaultExecutor;
    Async::TaskGroup m_tasks;
    std::unique_ptr<Scenario::Experiment> m_experiment;
};

} // namespace Loopscope::Session
