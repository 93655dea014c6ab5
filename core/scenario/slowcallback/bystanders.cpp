#include "core/scenario/slowcallback/bystanders.h"

#include "core/scenario/executorreport.h"
#include "core/scenario/scenarioerror.h"

#include <QThread>

namespace Loopscope::Scenario {

using namespace std::chrono_literals;

namespace {

const QByteArray tickKey = QByteArrayLiteral("tick");
const QByteArray tickValue = QByteArrayLiteral("sixteen bytes ok");

constexpr auto requestInterval = 5ms;
constexpr auto jobInterval = 60ms;
constexpr int jobsAtOnce = 6;

// A call that blocks for a moment, as a pool thread may.
void blockingCall()
{
    QThread::msleep(12);
}

} // namespace

Bystanders::Bystanders(RunContext *run)
    : m_run(run)
    , m_server(QStringLiteral("gibson server"))
{}

Bystanders::~Bystanders() = default;

QCoro::Task<> Bystanders::prepare()
{
    m_server.start();
    const Net::ServerError serverError = co_await m_server.untilReady();
    if (serverError != Net::ServerError::None)
        throw ScenarioError(Net::describe(serverError, 0));
    m_run->checkStopped();
    Net::ClientOptions options;
    options.name = QStringLiteral("Connection");
    m_client = std::make_unique<Net::GibsonClient>(options);
    const QString address = QStringLiteral("127.0.0.1:%1").arg(m_server.port());
    const Net::ClientError error = co_await m_client->connectTo(QStringLiteral("127.0.0.1"), m_server.port());
    if (error != Net::ClientError::None)
        throw ScenarioError(Net::describe(error, address));
    const Net::GibsonReply reply = co_await m_client->set(tickKey, tickValue);
    if (reply.error() != Net::ClientError::None)
        throw ScenarioError(Net::describe(reply.error(), address));
    m_run->checkStopped();
}

void Bystanders::start()
{
    m_tasks.spawn([this] { return sendRequests(); }, QStringLiteral("requests"));
    m_tasks.spawn([this] { return submitJobs(); }, QStringLiteral("jobs"));
}

QCoro::Task<> Bystanders::sendRequests()
{
    Base::SteadyTime next = Base::now();
    while (!m_ending) {
        // One every 5 ms, also those that were due while the loop was blocked.
        next += requestInterval;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Base::now());
        if (left > 0ms)
            co_await m_run->sleepFor(left);
        if (m_client)
            m_tasks.spawn([this] { return get(); }, QStringLiteral("GET"));
        next = std::max(next, Base::now() - 50ms);
    }
}

QCoro::Task<> Bystanders::get()
{
    const Base::SteadyTime begun = m_meter.begin();
    const Net::GibsonReply reply = co_await m_client->get(tickKey);
    if (reply.error() == Net::ClientError::Cancelled)
        m_meter.cancelled();
    else if (reply.error() != Net::ClientError::None)
        m_meter.end(begun, RequestMeter::Result::Failed);
    else
        m_meter.end(begun,
                    reply.value() == tickValue ? RequestMeter::Result::Right : RequestMeter::Result::Wrong);
}

QCoro::Task<> Bystanders::submitJobs()
{
    while (!m_ending) {
        for (int i = 0; i < jobsAtOnce; ++i)
            m_tasks.spawn([this] { return job(); }, QStringLiteral("job"));
        co_await m_run->sleepFor(jobInterval);
    }
}

QCoro::Task<> Bystanders::job()
{
    static const Exec::JobName name(QStringLiteral("job()"));
    co_await m_run->defaultExecutor().run(name, blockingCall);
}

QCoro::Task<> Bystanders::tearDown()
{
    m_ending = true;
    m_run->defaultExecutor().cancel();
    if (m_client)
        m_client->abort();
    try {
        co_await m_tasks.finished();
    } catch (const std::exception &) {
        // They end with the run, whatever they end with; what failed is in the figures.
    }
    m_client.reset();
    m_server.stop();
    co_await m_server.untilStopped();
}

void Bystanders::report(RunFigures *figures) const
{
    figures->usesRequests = true;
    figures->requests = m_meter.figures();
    figures->requests.connectionsAccepted = m_server.acceptedConnections();
    figures->executors.push_back(toFigures(m_run->defaultExecutor().stats()));
}

} // namespace Loopscope::Scenario
