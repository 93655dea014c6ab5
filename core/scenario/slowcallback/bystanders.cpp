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
// After a stall many are due at once; their sending must not make a stall of its own.
constexpr int requestsPerTurn = 32;
constexpr auto timerUnit = 1ms;
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
    m_nextDue = Base::now() + requestInterval;
    m_tasks.spawn([this] { return sendRequests(); }, QStringLiteral("requests"));
    m_tasks.spawn([this] { return submitJobs(); }, QStringLiteral("jobs"));
}

QCoro::Task<> Bystanders::sendRequests()
{
    while (!m_ending) {
        // Rather a little early than late: a timer counts whole milliseconds.
        const auto left = std::chrono::floor<std::chrono::milliseconds>(m_nextDue - Base::now());
        co_await m_run->sleepFor(std::max(left, timerUnit));
        if (m_client && !m_isSettling)
            sendDue(Base::now() + timerUnit);
    }
}

bool Bystanders::sendDue(Base::SteadyTime until)
{
    for (int sent = 0; m_nextDue < until; ++sent) {
        if (sent == requestsPerTurn)
            return false;
        const Base::SteadyTime due = std::exchange(m_nextDue, m_nextDue + requestInterval);
        m_requests.spawn([this, due] { return get(due); }, QStringLiteral("GET"));
    }
    return true;
}

// The stop of the run does not end it: what a stall held up is part of what it did.
QCoro::Task<> Bystanders::settled()
{
    m_isSettling = true;
    const Base::SteadyTime until = Base::now();
    do // in another turn than the stall's
        co_await Async::Sleep(std::nullopt, {});
    while (!sendDue(until));
    co_await m_requests.finished();
    m_isSettling = false;
}

QCoro::Task<> Bystanders::get(Base::SteadyTime due)
{
    // What it waited for a blocked loop before it was sent is part of its time.
    const Base::SteadyTime begun = std::min(due, m_meter.begin());
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
    co_await Async::tracked(ended(&m_tasks));
    co_await Async::tracked(ended(&m_requests));
    m_client.reset();
    m_server.stop();
    co_await m_server.untilStopped();
}

// They end with the run, whatever they end with; what failed is in the figures.
QCoro::Task<> Bystanders::ended(Async::TaskGroup *tasks)
{
    try {
        co_await tasks->finished();
    } catch (const std::exception &) {
    }
}

void Bystanders::report(RunFigures *figures) const
{
    figures->usesRequests = true;
    figures->requests = m_meter.figures();
    figures->requests.connectionsAccepted = m_server.acceptedConnections();
    figures->executors.push_back(toFigures(m_run->defaultExecutor().stats()));
}

} // namespace Loopscope::Scenario
