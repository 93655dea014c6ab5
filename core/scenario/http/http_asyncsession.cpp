#include "core/scenario/http/httpvariants.h"
#include "core/scenario/httpexperiment.h"

namespace Loopscope::Scenario {

class HttpAsyncSession final : public HttpExperiment
{
public:
    explicit HttpAsyncSession(RunContext *run)
        : HttpExperiment(run, callersForAll(run))
    {}

private:
    Task<Reply> get(QUrl url) override
    {
        // Only this coroutine waits, the
        // loop and all threads go on.
        co_return co_await m_session->get(url);
    }

    void open() override
    {
        Net::HttpSessionOptions options;
        options.name = QStringLiteral("Session");
        options.connections = parameter("connections");
        options.limits = limits();
        m_session = std::make_unique<Net::HttpSession>(options);
    }

    void abandon() override
    {
        if (m_session)
            m_session->abort();
    }

    QCoro::Task<> close() override
    {
        if (!m_session)
            co_return;
        m_maxInFlight = m_session->maxInFlight();
        co_await Async::tracked(m_session->close());
        m_session.reset();
    }

    void report(RunFigures *figures) const override
    {
        HttpExperiment::report(figures);
        figures->requests.maxInFlight = m_maxInFlight;
    }

    std::unique_ptr<Net::HttpSession> m_session;
    qint64 m_maxInFlight = 0;
};

std::unique_ptr<Experiment> makeHttpAsyncSession(RunContext *run)
{
    return std::make_unique<HttpAsyncSession>(run);
}

} // namespace Loopscope::Scenario
