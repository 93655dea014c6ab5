#include "core/scenario/httpexperiment.h"

#include "core/base/words.h"
#include "core/scenario/scenarioerror.h"

#include <QHostInfo>
#include <QScopeGuard>

#include <algorithm>

namespace Loopscope::Scenario {

using std::chrono::milliseconds;

namespace {

constexpr qint64 differentItems = 4096;
constexpr qint64 mostCallers = 1000;
constexpr int callersPerTurn = 250; // more at once would be a stall by themselves

} // namespace

HttpExperiment::HttpExperiment(RunContext *run, int callers, const QString &shownAs)
    : m_run(run)
    , m_callers(callers)
    , m_meter(shownAs.isEmpty() ? std::make_unique<RequestMeter>() : std::make_unique<RequestMeter>(shownAs))
{}

HttpExperiment::~HttpExperiment() = default;

int HttpExperiment::parameter(const char *key) const
{
    return static_cast<int>(m_run->parameters().integer(QLatin1String(key)));
}

int HttpExperiment::callersForAll(RunContext *run)
{
    return static_cast<int>(std::min(run->parameters().integer(QStringLiteral("requests")), mostCallers));
}

Net::HttpLimits HttpExperiment::limits() const
{
    Net::HttpLimits limits;
    limits.timeout += milliseconds(parameter("delay_ms"));
    return limits;
}

QByteArray HttpExperiment::certificate() const
{
    return m_origin ? m_origin->certificate() : QByteArray();
}

QCoro::Task<> HttpExperiment::prepare()
{
    const QString named = m_run->parameters().text(QStringLiteral("url"));
    if (named.isEmpty()) {
        co_await Async::tracked(startOrigin());
    } else {
        m_url = QUrl(named);
        if (Net::checkUrl(m_url) != Net::HttpError::None)
            throw ScenarioError(
                Words::tr("url must be an address like http://127.0.0.1:8080/path, not \"%1\".").arg(named));
        co_await Async::tracked(findHost());
    }
    m_run->checkStopped();
    open();
}

// Once, before the work: Qt keeps the address for a minute, and a name that has none is told at once and not
// by every connection.
QCoro::Task<> HttpExperiment::findHost()
{
    std::optional<QHostInfo> found;
    QObject context;
    const int lookup =
        QHostInfo::lookupHost(m_url.host(), &context, [&found](const QHostInfo &info) { found = info; });
    const auto giveUp = qScopeGuard([lookup] { QHostInfo::abortHostLookup(lookup); });
    while (!found)
        co_await m_run->sleepFor(milliseconds(2));
    if (found->addresses().isEmpty())
        throw ScenarioError(Net::describe({Net::HttpError::HostNotFound, 0, {}}, m_url));
}

QCoro::Task<> HttpExperiment::startOrigin()
{
    Net::HttpOriginOptions options;
    options.delay = milliseconds(parameter("delay_ms"));
    options.tls = m_run->parameters().isOn(QStringLiteral("tls"));
    m_origin = std::make_unique<Net::HttpOrigin>(options);
    m_origin->start();
    const Net::OriginError error = co_await Async::tracked(m_origin->untilReady());
    if (error != Net::OriginError::None)
        throw ScenarioError(Net::describe(error));
}

QCoro::Task<> HttpExperiment::round()
{
    const std::stop_callback onStop(m_run->stopToken(), [this] { abandon(); });
    m_next = 0;
    m_requests = m_run->parameters().integer(QStringLiteral("requests"));
    if (m_run->wantsAllAtOnce())
        m_meter->allWantedNow();
    for (int i = 0; i < m_callers; ++i) {
        if (i > 0 && i % callersPerTurn == 0)
            co_await m_run->sleepFor(milliseconds(0));
        m_run->spawn([this] { return caller(); }, QStringLiteral("caller"));
    }
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

// A named address is asked for as it is; our own origin has documents that differ.
QUrl HttpExperiment::urlOf(qint64 request) const
{
    return m_origin ? m_origin->url(QStringLiteral("/item/%1").arg(request % differentItems)) : m_url;
}

std::optional<qint64> HttpExperiment::takeNext()
{
    if (m_next >= m_requests || m_hasFailed || m_run->isStopped())
        return std::nullopt;
    return m_next++;
}

QCoro::Task<> HttpExperiment::caller()
{
    while (const auto request = takeNext()) {
        const Base::SteadyTime begun = m_meter->begin();
        Net::HttpReply reply{Net::HttpError::Cancelled, 0, {}};
        try {
            reply = co_await Async::tracked(get(urlOf(*request)));
        } catch (const Async::Cancelled &) {
            // Told by the reply.
        }
        check(*request, begun, reply);
    }
}

void HttpExperiment::check(qint64 request, Base::SteadyTime begun, const Net::HttpReply &reply)
{
    if (reply.error == Net::HttpError::Cancelled) {
        m_meter->cancelled();
        throw Async::Cancelled();
    }
    if (!reply.isOk()) {
        m_meter->end(begun, RequestMeter::Result::Failed);
        m_hasFailed = true;
        abandon();
        throw ScenarioError(Net::describe(reply, urlOf(request)));
    }
    const bool isRight = !m_origin || reply.body == Net::HttpOrigin::itemBody(request % differentItems);
    m_meter->end(begun, isRight ? RequestMeter::Result::Right : RequestMeter::Result::Wrong);
}

QCoro::Task<> HttpExperiment::tearDown()
{
    co_await Async::tracked(close());
    if (m_origin) {
        m_origin->stop();
        co_await Async::tracked(m_origin->untilStopped());
    }
}

void HttpExperiment::report(RunFigures *figures) const
{
    figures->usesRequests = true;
    figures->requests = m_meter->figures();
    figures->requests.connectionsAccepted = m_origin ? m_origin->acceptedConnections() : 0;
    figures->workUnits = m_meter->figures().completed;
}

} // namespace Loopscope::Scenario
