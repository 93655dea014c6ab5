#include "core/exec/processexecutor.h"
#include "core/jobs/jobs.h"
#include "core/scenario/cpubound/cpuboundexperiment.h"
#include "core/scenario/executorreport.h"

namespace Loopscope::Scenario {

class CpuBoundProcessPool final : public CpuBoundExperiment
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
        const QByteArray input = Jobs::encodeNumber(number);
        // Another process computes, the loop goes on.
        const QByteArray output = co_await m_pool->run("is-prime", input);
        run()->checkStopped();
        finish(number, output == QByteArray(1, '\1'));
    }

    QCoro::Task<> prepare() override
    {
        Exec::ProcessExecutorOptions options;
        options.workers = workers();
        m_pool = std::make_unique<Exec::ProcessExecutor>(QStringLiteral("Process pool"), options);
        const std::stop_callback onStop(run()->stopToken(), [this] { m_pool->cancel(); });
        co_await Async::tracked(m_pool->start());
        run()->checkStopped();
    }

    QCoro::Task<> round() override
    {
        const std::stop_callback onStop(run()->stopToken(), [this] { m_pool->cancel(); });
        co_await Async::tracked(CpuBoundExperiment::round());
    }

    QCoro::Task<> tearDown() override
    {
        if (m_pool)
            co_await Async::tracked(m_pool->stop());
    }

    void report(RunFigures *figures) const override
    {
        CpuBoundExperiment::report(figures);
        if (m_pool)
            figures->executors.push_back(toFigures(m_pool->stats()));
    }

    std::unique_ptr<Exec::ProcessExecutor> m_pool;
    Async::TaskGroup m_tasks;
};

std::unique_ptr<Experiment> makeCpuBoundProcessPool(RunContext *run)
{
    return std::make_unique<CpuBoundProcessPool>(run);
}

} // namespace Loopscope::Scenario
