#include "core/scenario/pipelining/pipelining.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/pipelining/pipeliningexperiment.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

PipeliningExperiment::PipeliningExperiment(RunContext *run, std::unique_ptr<Net::PipelinedClient> client,
                                           int callers)
    : m_run(run)
    , m_callers(callers)
    , m_keys(static_cast<int>(run->parameters().integer(QStringLiteral("payload"))))
    , m_server(run)
    , m_client(std::move(client))
{}

PipeliningExperiment::~PipeliningExperiment() = default;

QCoro::Task<> PipeliningExperiment::prepare()
{
    co_await Async::tracked(m_server.prepare(&m_keys));
    const Net::ClientError error = co_await m_client->connectTo(m_server.host(), m_server.port());
    m_run->checkStopped();
    if (error != Net::ClientError::None)
        throw ScenarioError(m_server.describe(error));
}

QCoro::Task<> PipeliningExperiment::round()
{
    co_await Async::tracked(m_server.renew(&m_keys));
    const std::stop_callback onStop(m_run->stopToken(), [this] { m_client->abort(); });
    m_next = 0;
    m_requests = m_run->parameters().integer(QStringLiteral("requests"));
    for (int i = 0; i < m_callers; ++i)
        m_run->spawn([this] { return caller(); }, QStringLiteral("caller"));
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

QCoro::Task<> PipeliningExperiment::tearDown()
{
    if (m_client) {
        m_maxInFlight = m_client->maxInFlight();
        m_client->abort();
    }
    m_client.reset();
    co_await Async::tracked(m_server.tearDown(&m_keys));
}

std::optional<qint64> PipeliningExperiment::takeNext()
{
    if (m_next >= m_requests || m_run->isStopped())
        return std::nullopt;
    return m_next++;
}

void PipeliningExperiment::fail(Base::SteadyTime begun, Net::ClientError error, const QString &sentence)
{
    if (error == Net::ClientError::Cancelled) {
        m_meter.cancelled();
        throw Async::Cancelled();
    }
    m_meter.end(begun, RequestMeter::Result::Failed);
    throw ScenarioError(sentence);
}

void PipeliningExperiment::report(RunFigures *figures) const
{
    figures->usesRequests = true;
    figures->requests = m_meter.figures();
    figures->requests.maxInFlight = std::max(m_maxInFlight, m_meter.figures().maxInFlight);
    figures->requests.connectionsAccepted = m_server.acceptedConnections();
    figures->workUnits = m_meter.figures().completed;
}

namespace {

QString verdict(const Parameters &, const RunFigures &figures)
{
    const RequestFigures &requests = figures.requests;
    const QString pace =
        Words::tr("%1 at %2 per second, %3 in flight")
            .arg(countedText(static_cast<double>(requests.completed), Words::tr("request"),
                             Words::tr("requests")),
                 rateText(figures.perSecond()), countText(static_cast<double>(requests.maxInFlight)));
    if (requests.wrongAnswers > 0) {
        return Words::tr("%1, and wrong: %2 reached the wrong caller.")
            .arg(pace, countedText(static_cast<double>(requests.wrongAnswers), Words::tr("answer"),
                                   Words::tr("answers")));
    }
    return Words::tr("%1; every answer reached its caller, p99 of a request %2.")
        .arg(pace, durationText(requests.latency.quantile(0.99)));
}

} // namespace

Scenario pipelining()
{
    Scenario scenario;
    scenario.id = QStringLiteral("pipelining");
    scenario.title = Words::tr("Pipelining");
    scenario.lesson = Words::tr(
        "Keep many requests in flight, answer them first in, first out, and one connection is enough.");
    scenario.workUnit = Words::tr("Requests");
    scenario.parameters = {
        integerParameter(QStringLiteral("requests"), Words::tr("Requests"), 20000, 1, 10'000'000),
        integerParameter(QStringLiteral("depth"), Words::tr("Depth"), 64, 1, 4096),
        integerParameter(QStringLiteral("payload"), Words::tr("Payload"), 16, 1, 65536, QStringLiteral("B")),
    };
    std::ranges::copy(KeyServer::parameters(), std::back_inserter(scenario.parameters));
    scenario.parameters.push_back(thresholdParameter());
    scenario.variants = {
        {QStringLiteral("request-reply"), Words::tr("Request and reply"),
         QStringLiteral("core/scenario/pipelining/pipelining_requestreply.cpp"), makePipeliningRequestReply,
         Words::tr("Keep more requests in flight: variant 3.")},
        {QStringLiteral("pipelined-lifo"), Words::tr("Pipelined, last in first out"),
         QStringLiteral("core/scenario/pipelining/pipelining_pipelinedlifo.cpp"), makePipeliningLifo,
         Words::tr("Answer first in, first out: variant 3.")},
        {QStringLiteral("pipelined"), Words::tr("Pipelined"),
         QStringLiteral("core/scenario/pipelining/pipelining_pipelined.cpp"), makePipeliningPipelined},
    };
    scenario.verdict = [](const Parameters &parameters, const RunFigures &figures) {
        return withMachineStalls(verdict(parameters, figures), figures);
    };
    return scenario;
}

} // namespace Loopscope::Scenario
