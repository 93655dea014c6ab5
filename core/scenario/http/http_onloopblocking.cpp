#include "core/net/blockinghttpclient.h"
#include "core/scenario/http/httpvariants.h"
#include "core/scenario/httpexperiment.h"

namespace Loopscope::Scenario {

class HttpOnLoopBlocking final : public HttpExperiment
{
public:
    explicit HttpOnLoopBlocking(RunContext *run)
        : HttpExperiment(run, 1, QStringLiteral("Blocking GET"))
    {}

private:
    Task<Reply> get(QUrl url) override
    {
        // The whole loop waits for this
        // answer, then for the next one.
        co_return m_client->get(url, isOver);
    }

    void open() override { m_client = std::make_unique<Net::BlockingHttpClient>(limits()); }

    void abandon() override {}

    QCoro::Task<> close() override
    {
        m_client.reset();
        co_return;
    }

    const std::function<bool()> isOver = [this] { return run()->isStopped(); };
    std::unique_ptr<Net::BlockingHttpClient> m_client;
};

std::unique_ptr<Experiment> makeHttpOnLoopBlocking(RunContext *run)
{
    return std::make_unique<HttpOnLoopBlocking>(run);
}

} // namespace Loopscope::Scenario
