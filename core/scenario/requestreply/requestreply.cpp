#include "core/scenario/requestreply/requestreply.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/requestreply/requestreplyexperiment.h"

namespace Loopscope::Scenario {

RequestReplyExperiment::RequestReplyExperiment(RunContext *run)
    : m_run(run)
    , m_keys(static_cast<int>(run->parameters().integer(QStringLiteral("payload"))))
    , m_server(run)
{}

QCoro::Task<> RequestReplyExperiment::prepare()
{
    co_await Async::tracked(m_server.prepare(&m_keys));
    co_await Async::tracked(connectToServer());
    m_wire.start(QStringLiteral("Connection"),
                 m_server.isRedis() ? Wire::Protocol::Resp : Wire::Protocol::Gibson);
}

QCoro::Task<> RequestReplyExperiment::round()
{
    co_await Async::tracked(m_server.renew(&m_keys));
    const qint64 requests = m_run->parameters().integer(QStringLiteral("requests"));
    m_run->spawn([this, requests] { return getAll(requests); }, QStringLiteral("get_all"));
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

QCoro::Task<> RequestReplyExperiment::tearDown()
{
    m_wire.stop();
    disconnectFromServer();
    co_await Async::tracked(m_server.tearDown(&m_keys));
}

void RequestReplyExperiment::report(RunFigures *figures) const
{
    figures->usesRequests = true;
    figures->requests = m_meter.figures();
    figures->requests.connectionsAccepted = m_server.acceptedConnections();
    figures->workUnits = m_meter.figures().completed;
}

namespace {

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    return Words::tr("%1 in %2, %3 per second; %4.")
        .arg(countedText(static_cast<double>(figures.requests.completed), Words::tr("request"),
                         Words::tr("requests")),
             durationText(figures.duration), rateText(figures.perSecond()), loopText(parameters, figures));
}

} // namespace

Scenario requestReply()
{
    Scenario scenario;
    scenario.id = QStringLiteral("request-reply");
    scenario.title = Words::tr("Request and reply");
    scenario.lesson = Words::tr(
        "A protocol read by hand is simple: await the header, then the payload. One request at a time.");
    scenario.workUnit = Words::tr("Requests");
    scenario.parameters = {
        integerParameter(QStringLiteral("requests"), Words::tr("Requests"), 5000, 1, 10'000'000),
        integerParameter(QStringLiteral("payload"), Words::tr("Payload"), 16, 1, 65536, QStringLiteral("B")),
    };
    std::ranges::copy(KeyServer::parameters(), std::back_inserter(scenario.parameters));
    scenario.parameters.push_back(thresholdParameter());
    scenario.variants = {
        {QStringLiteral("blocking"), Words::tr("Blocking"),
         QStringLiteral("core/scenario/requestreply/requestreply_blocking.cpp"), makeRequestReplyBlocking,
         Words::tr("Await the bytes instead: variant 2.")},
        {QStringLiteral("request-reply"), Words::tr("Request and reply"),
         QStringLiteral("core/scenario/requestreply/requestreply_requestreply.cpp"), makeRequestReplyAwaited},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
