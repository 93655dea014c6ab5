#pragma once

#include "core/monitor/gauge.h"
#include "core/scenario/experiment.h"
#include "core/scenario/interpreterlock/python.h"
#include "core/scenario/runcontext.h"

#include <memory>

namespace Loopscope::Scenario {

/// Calls a driver, a C function of the embedded Python that waits, from the threads of a pool, while the loop
/// runs a tiny Python callback every `interval_ms` and needs the interpreter's lock for it.
class InterpreterLockExperiment : public Experiment
{
public:
    /// `driver`: the C function `fetch(milliseconds)`; lives as long as the process.
    InterpreterLockExperiment(RunContext *run, PyMethodDef *driver);

    /// Starts Python and makes both functions, in a thread: never on the loop.
    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

protected:
    /// On the loop, every `interval_ms`: takes the lock, calls tickFunction(), gives the lock back.
    virtual void tick() = 0;
    PyObject *tickFunction() const { return m_tick; }

private:
    void makeFunctions();
    void dropFunctions();
    void callDriver() const;
    QCoro::Task<> call();
    QCoro::Task<> callAll();
    QCoro::Task<> keepTicking(Async::StopToken stop);

    RunContext *const m_run;
    PyMethodDef *const m_driver;
    const int m_calls;
    const int m_blockMs;
    const std::chrono::milliseconds m_interval;
    Exec::ThreadExecutor m_preparation; ///< not seen by the charts
    Exec::ThreadExecutor m_pool;
    Async::TaskGroup m_tasks;
    PyObject *m_fetch = nullptr;
    PyObject *m_tick = nullptr;
    qint64 m_called = 0;
    Monitor::Gauge m_completed{Trace::CounterKind::Completed, QStringLiteral("Completed")};
};

/// What a driver was given. Needs the lock.
std::chrono::milliseconds toMilliseconds(PyObject *number);

std::unique_ptr<Experiment> makeInterpreterLockHolding(RunContext *run);
std::unique_ptr<Experiment> makeInterpreterLockReleasing(RunContext *run);

} // namespace Loopscope::Scenario
