#include "core/net/blockingclient.h"
#include "core/scenario/requestreply/requestreplyexperiment.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

template <typename Protocol>
class RequestReplyBlocking final : public RequestReplyExperiment
{
    using RequestReplyExperiment::RequestReplyExperiment;

    QCoro::Task<> getAll(qint64 requests) override
    {
        for (qint64 i = 0; i < requests; ++i) {
            run()->checkStopped();
            const auto begun = meter().begin();
            // The whole loop waits for this answer.
            const auto reply = m_client.get(keys().key(i));
            finish(i, begun, reply);
        }
        co_return;
    }

    QCoro::Task<> connectToServer() override
    {
        const auto error = m_client.connectTo(server().host(), server().port());
        if (error != Net::ClientError::None)
            throw ScenarioError(server().describe(error));
        m_client.setWireTap(&wire());
        co_return;
    }

    void disconnectFromServer() override { m_client.close(); }

    void finish(qint64 request, Base::SteadyTime begun, const Protocol::Reply &reply)
    {
        if (reply.error() != Net::ClientError::None) {
            meter().end(begun, RequestMeter::Result::Failed);
            throw ScenarioError(reply.describe(server().address()));
        }
        const bool isRight = reply.isOk() && reply.value() == keys().value(request);
        meter().end(begun, isRight ? RequestMeter::Result::Right : RequestMeter::Result::Wrong);
    }

    Net::BlockingClient<Protocol> m_client;
};

std::unique_ptr<Experiment> makeRequestReplyBlocking(RunContext *run)
{
    if (run->parameters().text(KeyServer::protocolKey) == KeyServer::redisProtocol)
        return std::make_unique<RequestReplyBlocking<Net::RespProtocol>>(run);
    return std::make_unique<RequestReplyBlocking<Net::GibsonProtocol>>(run);
}

} // namespace Loopscope::Scenario
