#pragma once

#include "core/net/gibsonclient.h"
#include "core/net/respclient.h"
#include "core/scenario/experiment.h"
#include "core/scenario/keyserver.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

namespace Loopscope::Scenario {

/// One connection, one client, and callers that each await one answer after another. The variants differ in
/// how many callers there are and in which of those that wait gets an answer.
class PipeliningExperiment : public Experiment
{
public:
    PipeliningExperiment(RunContext *run, std::unique_ptr<Net::PipelinedClient> client, int callers);
    ~PipeliningExperiment() override;

    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

    const QByteArray &key(qint64 request) const { return m_keys.key(request); }
    RequestMeter &meter() { return m_meter; }
    /// The number of the next request; nothing when all were taken or the run was stopped.
    std::optional<qint64> takeNext();
    /// Compares an answer byte by byte with what the key holds.
    template <typename Reply>
    void check(qint64 request, Base::SteadyTime begun, const Reply &reply)
    {
        if (reply.error() != Net::ClientError::None) [[unlikely]]
            fail(begun, reply.error(), reply.describe(m_server.address()));
        const bool isRight = reply.isOk() && reply.value() == m_keys.value(request);
        m_meter.end(begun, isRight ? RequestMeter::Result::Right : RequestMeter::Result::Wrong);
    }

protected:
    /// Asks for one key after another, until all of the round have been asked for.
    virtual QCoro::Task<> caller() = 0;

    Net::PipelinedClient *anyClient() { return m_client.get(); }

private:
    [[noreturn]] void fail(Base::SteadyTime begun, Net::ClientError error, const QString &sentence);

    RunContext *const m_run;
    const int m_callers;
    const TestKeys m_keys;
    KeyServer m_server;
    RequestMeter m_meter;
    std::unique_ptr<Net::PipelinedClient> m_client;
    qint64 m_next = 0;
    qint64 m_requests = 0;
    qint64 m_maxInFlight = 0;
};

/// A variant over one protocol. `Variant` has the order of answers, `callers(depth)` and `caller(work)`.
template <typename Variant, typename Client>
class PipeliningOver final : public PipeliningExperiment
{
public:
    PipeliningOver(RunContext *run, const Net::ClientOptions &options)
        : PipeliningExperiment(run, std::make_unique<Client>(options), options.depth)
    {}

    Client &client() { return static_cast<Client &>(*anyClient()); }

private:
    QCoro::Task<> caller() override { return Variant::caller(this); }
};

/// The variant over the protocol that the parameters name.
template <typename Variant>
std::unique_ptr<Experiment> makePipelining(RunContext *run)
{
    Net::ClientOptions options;
    options.name = QStringLiteral("Connection");
    options.order = Variant::order;
    options.depth = Variant::callers(static_cast<int>(run->parameters().integer(QStringLiteral("depth"))));
    if (run->parameters().text(KeyServer::protocolKey) == KeyServer::redisProtocol)
        return std::make_unique<PipeliningOver<Variant, Net::RespClient>>(run, options);
    return std::make_unique<PipeliningOver<Variant, Net::GibsonClient>>(run, options);
}

std::unique_ptr<Experiment> makePipeliningRequestReply(RunContext *run);
std::unique_ptr<Experiment> makePipeliningLifo(RunContext *run);
std::unique_ptr<Experiment> makePipeliningPipelined(RunContext *run);

} // namespace Loopscope::Scenario
