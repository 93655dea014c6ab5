#include "core/exec/threadexecutor.h"
#include "core/scenario/executorreport.h"
#include "core/scenario/http/blockingclients.h"
#include "core/scenario/http/httpvariants.h"
#include "core/scenario/httpexperiment.h"

namespace Loopscope::Scenario {

class HttpThreadPool final : public HttpExperiment
{
public:
    explicit HttpThreadPool(RunContext *run)
        : HttpExperiment(run, callersForAll(run))
    {}

private:
    Task<Reply> get(QUrl url) override
    {
        const auto job = [this, url](std::stop_token stop) { return m_clients->get(url, stop); };
        // A thread waits, the loop goes on.
        // Few threads make a long queue.
        co_return co_await m_pool->run(m_jobName, job);
    }

    void open() override
    {
        Exec::ThreadExecutorOptions options;
        options.workers = parameter("workers");
        m_pool = std::make_unique<Exec::ThreadExecutor>(QStringLiteral("Default executor"), options);
        m_clients =
            std::make_unique<BlockingClients>(QStringLiteral("Blocking clients"), options.workers, limits());
    }

    void abandon() override
    {
        if (m_pool)
            m_pool->cancel();
    }

    QCoro::Task<> close() override
    {
        if (!m_pool)
            co_return;
        m_pool->cancel();
        co_await m_pool->drained();
    }

    void report(RunFigures *figures) const override
    {
        HttpExperiment::report(figures);
        if (!m_pool)
            return;
        figures->requests.maxInFlight = m_clients->maxInFlight();
        figures->executors.push_back(toFigures(m_pool->stats()));
    }

    const Exec::JobName m_jobName{QStringLiteral("get()")};
    std::unique_ptr<BlockingClients> m_clients;
    std::unique_ptr<Exec::ThreadExecutor> m_pool; // its threads use the clients
};

std::unique_ptr<Experiment> makeHttpThreadPool(RunContext *run)
{
    return std::make_unique<HttpThreadPool>(run);
}

} // namespace Loopscope::Scenario
