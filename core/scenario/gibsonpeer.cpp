#include "core/scenario/gibsonpeer.h"

#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

namespace {

Net::ClientOptions quietOptions()
{
    Net::ClientOptions options;
    options.observed = false;
    return options;
}

// Many at once: this is preparation, not what is measured.
QCoro::Task<> storeSome(Net::GibsonClient *client, const TestKeys *keys, int first, int step,
                        Net::ClientError *error)
{
    for (int i = first; i < TestKeys::count && *error == Net::ClientError::None; i += step) {
        const Net::GibsonReply reply =
            co_await client->set(keys->key(i), keys->value(i), TestKeys::ttlSeconds);
        if (reply.error() != Net::ClientError::None)
            *error = reply.error();
    }
}

QCoro::Task<> removeSome(Net::GibsonClient *client, const TestKeys *keys, int first, int step)
{
    for (int i = first; i < TestKeys::count; i += step) {
        const Net::GibsonReply reply = co_await client->del(keys->key(i));
        if (reply.error() != Net::ClientError::None)
            co_return;
    }
}

constexpr int storingDepth = 256;

} // namespace

GibsonPeer::GibsonPeer(RunContext *run)
    : m_run(run)
{}

GibsonPeer::~GibsonPeer() = default;

void GibsonPeer::parseAddress(const QString &address)
{
    const qsizetype colon = address.lastIndexOf(u':');
    bool isNumber = false;
    const uint port = colon > 0 ? address.mid(colon + 1).toUInt(&isNumber) : 0;
    if (!isNumber || port == 0 || port > 65535)
        throw ScenarioError(QStringLiteral("server must be host:port, not \"%1\".").arg(address));
    m_host = address.left(colon);
    m_port = static_cast<quint16>(port);
}

QCoro::Task<> GibsonPeer::prepare(const TestKeys *keys)
{
    const QString named = m_run->parameters().text(QStringLiteral("server"));
    if (!named.isEmpty()) {
        parseAddress(named);
    } else {
        m_server = std::make_unique<Net::GibsonServer>();
        m_server->start();
        const Net::ServerError error = co_await m_server->untilReady();
        if (error != Net::ServerError::None)
            throw ScenarioError(Net::describe(error, 0));
        m_port = m_server->port();
    }
    m_run->checkStopped();
    co_await Async::tracked(storeKeys(keys));
}

QCoro::Task<> GibsonPeer::storeKeys(const TestKeys *keys)
{
    Net::GibsonClient client(quietOptions());
    Net::ClientError error = co_await client.connectTo(m_host, m_port);
    if (error == Net::ClientError::None) {
        m_keysStored = true;
        m_storedAt = Base::now();
        ++m_connectionsForKeys;
        Async::TaskGroup group;
        const Async::StopToken token = m_run->stopToken();
        const std::stop_callback onStop(token, [&client] { client.abort(); });
        for (int first = 0; first < storingDepth; ++first)
            group.spawn([&, first] { return storeSome(&client, keys, first, storingDepth, &error); },
                        QStringLiteral("store_keys"));
        co_await group.finished();
    }
    m_run->checkStopped();
    if (error != Net::ClientError::None)
        throw ScenarioError(Net::describe(error, address()));
}

QCoro::Task<> GibsonPeer::renew(const TestKeys *keys)
{
    if (Base::now() - m_storedAt > std::chrono::seconds(TestKeys::ttlSeconds / 2))
        co_await Async::tracked(storeKeys(keys));
}

QCoro::Task<> GibsonPeer::tearDown(const TestKeys *keys)
{
    if (m_keysStored && !m_server) {
        Net::GibsonClient client(quietOptions());
        const Net::ClientError error = co_await client.connectTo(m_host, m_port);
        if (error == Net::ClientError::None) {
            Async::TaskGroup group;
            for (int first = 0; first < storingDepth; ++first)
                group.spawn([&, first] { return removeSome(&client, keys, first, storingDepth); },
                            QStringLiteral("remove_keys"));
            co_await group.finished();
        }
    }
    m_keysStored = false;
    if (m_server) {
        m_server->stop();
        co_await m_server->untilStopped();
    }
}

qint64 GibsonPeer::acceptedConnections() const
{
    return m_server ? m_server->acceptedConnections() - m_connectionsForKeys : 0;
}

} // namespace Loopscope::Scenario
