#include "core/exec/threadexecutor.h"
#include "core/jobs/primality.h"
#include "core/scenario/cpubound/cpuboundexperiment.h"
#include "core/scenario/executorreport.h"

namespace Loopscope::Scenario {

class CpuBoundThreadPool final : public CpuBoundExperiment
{
    using CpuBoundExperiment::CpuBoundExperiment;

    QCoro::Task<> testAll() override
    {
        for (const quint64 number : numbers())
            m_tasks.spawn([this, number] { return test(number); }, QStringLiteral("test"));
        co_await m_tasks.finished();
    }

    QCoro::Task<> test(quint64 number)
    {
        const auto job = [number](std::stop_token stop) {
            const auto stopped = [stop] { return stop.stop_requested(); };
            return Jobs::testPrimality(number, stopped);
        };
        // The pool computes, the loop goes on.
        const auto result = co_await m_pool->run(m_jobName, job);
        run()->checkStopped();
        finish(number, result == Jobs::Primality::Prime);
    }

    QCoro::Task<> prepare() override
    {
        Exec::ThreadExecutorOptions options;
        options.workers = workers();
        options.niceness = 10; // so that the loop and the window get a core whenever they want one
        m_pool = std::make_unique<Exec::ThreadExecutor>(QStringLiteral("Thread pool"), options);
        co_return;
    }

    QCoro::Task<> round() override
    {
        const std::stop_callback onStop(run()->stopToken(), [this] { m_pool->cancel(); });
        co_await Async::tracked(CpuBoundExperiment::round());
    }

    QCoro::Task<> tearDown() override
    {
        if (!m_pool)
            co_return;
        m_pool->cancel();
        co_await m_pool->drained();
    }

    void report(RunFigures *figures) const override
    {
        CpuBoundExperiment::report(figures);
        if (m_pool)
            figures->executors.push_back(toFigures(m_pool->stats()));
    }

    const Exec::JobName m_jobName{QStringLiteral("is_prime()")};
    std::unique_ptr<Exec::ThreadExecutor> m_pool;
    Async::TaskGroup m_tasks;
};

std::unique_ptr<Experiment> makeCpuBoundThreadPool(RunContext *run)
{
    return std::make_unique<CpuBoundThreadPool>(run);
}

} // namespace Loopscope::Scenario
