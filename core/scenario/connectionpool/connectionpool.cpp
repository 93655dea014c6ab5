#include "core/scenario/connectionpool/connectionpool.h"

#include "core/base/words.h"
#include "core/net/selfsignedidentity.h"
#include "core/scenario/connectionpool/connectionpoolexperiment.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"

namespace Loopscope::Scenario {

ConnectionPoolExperiment::ConnectionPoolExperiment(RunContext *run, bool keepAlive)
    : HttpExperiment(run, static_cast<int>(run->parameters().integer(QStringLiteral("connections"))))
    , m_keepAlive(keepAlive)
{}

void ConnectionPoolExperiment::open()
{
    Net::HttpSessionOptions options;
    options.name = QStringLiteral("Session");
    options.connections = parameter("connections");
    options.keepAlive = m_keepAlive;
    options.limits = limits();
    options.trustedCertificate = certificate();
    m_session = std::make_unique<Net::HttpSession>(options);
}

void ConnectionPoolExperiment::abandon()
{
    if (m_session)
        m_session->abort();
}

QCoro::Task<> ConnectionPoolExperiment::close()
{
    if (!m_session)
        co_return;
    m_maxInFlight = m_session->maxInFlight();
    co_await Async::tracked(m_session->close());
    m_session.reset();
}

void ConnectionPoolExperiment::report(RunFigures *figures) const
{
    HttpExperiment::report(figures);
    figures->requests.maxInFlight = m_maxInFlight;
}

namespace {

QString verdict(const Parameters &, const RunFigures &figures)
{
    const RequestFigures &requests = figures.requests;
    const auto completed = static_cast<double>(requests.completed);
    const auto connections = static_cast<double>(requests.connectionsAccepted);
    const QString pace =
        Words::tr("%1 at %2 per second, p99 of a request %3, over %4")
            .arg(countedText(completed, Words::tr("request"), Words::tr("requests")),
                 rateText(figures.perSecond()), durationText(requests.latency.quantile(0.99)),
                 countedText(connections, Words::tr("connection"), Words::tr("connections")));
    if (connections >= completed)
        return Words::tr("%1: every request paid for one of its own.").arg(pace);
    if (completed / std::max(1.0, connections) < 1.5)
        return Words::tr("%1: nearly every request paid for one of its own.").arg(pace);
    if (connections <= 1)
        return Words::tr("%1, which served all of them.").arg(pace);
    const bool isExact = requests.completed % requests.connectionsAccepted == 0;
    return Words::tr("%1: each served %2%3.")
        .arg(pace, isExact ? QString() : Words::tr("about "),
             countedText(completed / connections, Words::tr("request"), Words::tr("requests")));
}

QString unavailableReason(const Parameters &parameters)
{
    return parameters.isOn(QStringLiteral("tls")) ? Net::tlsUnavailableReason() : QString();
}

} // namespace

Scenario connectionPool()
{
    Scenario scenario;
    scenario.id = QStringLiteral("connection-pool");
    scenario.title = Words::tr("Connection pool");
    scenario.lesson = Words::tr("A connection costs more than a small request: keep it for the next one.");
    scenario.workUnit = Words::tr("Requests");
    scenario.parameters = {
        integerParameter(QStringLiteral("requests"), Words::tr("Requests"), 500, 1, 10'000'000),
        integerParameter(QStringLiteral("delay_ms"), Words::tr("Delay"), 0, 0, 10'000, QStringLiteral("ms")),
        integerParameter(QStringLiteral("connections"), Words::tr("Connections"), 4, 1, 1000),
        switchParameter(QStringLiteral("tls"), QStringLiteral("TLS"), false),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("connect-per-request"), Words::tr("Connect per request"),
         QStringLiteral("core/scenario/connectionpool/connectionpool_connectperrequest.cpp"),
         makeConnectPerRequest, Words::tr("Keep the connections for the next request: variant 2.")},
        {QStringLiteral("pooled"), Words::tr("Pooled"),
         QStringLiteral("core/scenario/connectionpool/connectionpool_pooled.cpp"), makeConnectionPoolPooled},
    };
    scenario.unavailableReason = unavailableReason;
    scenario.verdict = [](const Parameters &parameters, const RunFigures &figures) {
        return withMachineStalls(verdict(parameters, figures), figures);
    };
    return scenario;
}

} // namespace Loopscope::Scenario
