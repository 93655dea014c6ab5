#include "core/net/blockinggibsonclient.h"
#include "core/scenario/requestreply/requestreplyexperiment.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

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
            throw ScenarioError(Net::describe(error, server().address()));
        co_return;
    }

    void disconnectFromServer() override { m_client.close(); }

    void finish(qint64 request, Base::SteadyTime begun, const Net::GibsonReply &reply)
    {
        if (reply.error() != Net::ClientError::None) {
            meter().end(begun, RequestMeter::Result::Failed);
            throw ScenarioError(Net::describe(reply.error(), server().address(), reply.wireError()));
        }
        const bool isRight = reply.isOk() && reply.value() == keys().value(request);
        meter().end(begun, isRight ? RequestMeter::Result::Right : RequestMeter::Result::Wrong);
    }

    Net::BlockingGibsonClient m_client;
};

std::unique_ptr<Experiment> makeRequestReplyBlocking(RunContext *run)
{
    return std::make_unique<RequestReplyBlocking>(run);
}

} // namespace Loopscope::Scenario
