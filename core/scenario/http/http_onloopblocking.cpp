#include "core/net/blockinghttpclient.h"
#include "core/scenario/http/httpvariants.h"
#include "core/scenario/httpexperiment.h"

namespace Loopscope::Scenario {

class HttpOnLoopBlocking final : public HttpExperiment
{
public:
    explicit HttpOnLoopBlocking(RunContext *run)
        : HttpExperiment(run, 1, QStringLiteral("Blocking client"))
    {}

private:
    QCoro::Task<Net::HttpReply> get(QUrl url) override
    {
        const auto stopped = [this] { return run()->isStopped(); };
        // The whole loop waits for this answer, and
        // then for the next one: nothing suspends.
        co_return m_client->get(url, stopped);
    }

    void open() override { m_client = std::make_unique<Net::BlockingHttpClient>(limits()); }

    void abandon() override {}

    QCoro::Task<> close() override
    {
        m_client.reset();
        co_return;
    }

    std::unique_ptr<Net::BlockingHttpClient> m_client;
};

std::unique_ptr<Experiment> makeHttpOnLoopBlocking(RunContext *run)
{
    return std::make_unique<HttpOnLoopBlocking>(run);
}

} // namespace Loopscope::Scenario
