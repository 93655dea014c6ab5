#include "core/scenario/keyserver.h"

#include "core/base/words.h"
#include "core/net/gibsonclient.h"
#include "core/net/respclient.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

namespace {

constexpr quint16 redisPort = 6379;
constexpr int storingDepth = 256;

constexpr std::chrono::seconds storingTimeout{10};
constexpr std::chrono::seconds removingTimeout{2}; // nobody waits long for the end of a run

Net::ClientOptions quietOptions(std::chrono::milliseconds replyTimeout)
{
    Net::ClientOptions options;
    options.observed = false;
    options.replyTimeout = replyTimeout;
    return options;
}

// Many at once: this is preparation, not what is measured.
template <typename Client>
QCoro::Task<> storeSome(Client *client, const TestKeys *keys, int first, QString server, QString *failure)
{
    for (int i = first; i < TestKeys::count && failure->isEmpty(); i += storingDepth) {
        const auto reply = co_await client->set(keys->key(i), keys->value(i), TestKeys::ttlSeconds);
        if (!failure->isEmpty())
            co_return; // the first reason is the one that matters
        if (reply.error() != Net::ClientError::None)
            *failure = reply.describe(server);
        else if (!reply.isOk())
            *failure = Words::tr("The server %1 did not store the key %2: check that it has room and that "
                                 "nobody locked the key.")
                           .arg(server, QString::fromLatin1(keys->key(i)));
    }
}

template <typename Client>
QCoro::Task<> removeSome(Client *client, const TestKeys *keys, int first)
{
    for (int i = first; i < TestKeys::count && client->isConnected(); i += storingDepth)
        co_await client->del(keys->key(i));
}

} // namespace

KeyServer::KeyServer(RunContext *run, std::chrono::milliseconds renewAfter)
    : m_run(run)
    , m_renewAfter(renewAfter)
{}

KeyServer::~KeyServer() = default;

std::vector<Parameter> KeyServer::parameters()
{
    return {choiceParameter(protocolKey, Words::tr("Protocol"),
                            {QStringLiteral("gibson"), QString(redisProtocol)}),
            hidden(textParameter(QStringLiteral("server"), Words::tr("Server"), QString()))};
}

void KeyServer::parseAddress(const QString &address)
{
    const qsizetype colon = address.lastIndexOf(u':');
    bool isNumber = false;
    const uint port = colon > 0 ? address.mid(colon + 1).toUInt(&isNumber) : 0;
    if (!isNumber || port == 0 || port > 65535)
        throw ScenarioError(Words::tr("server must be host:port, not \"%1\".").arg(address));
    m_host = address.left(colon);
    if (m_host.startsWith(u'[') && m_host.endsWith(u']')) // an IPv6 address
        m_host = m_host.mid(1, m_host.size() - 2);
    m_port = static_cast<quint16>(port);
}

QCoro::Task<> KeyServer::prepare(const TestKeys *keys)
{
    if (m_run->parameters().text(protocolKey) == redisProtocol) {
        m_kind = Net::ServerKind::Redis;
        m_port = redisPort;
    }
    const QString named = m_run->parameters().text(QStringLiteral("server"));
    if (!named.isEmpty())
        parseAddress(named);
    else if (!isRedis())
        co_await Async::tracked(startOwnServer());
    m_run->checkStopped();
    co_await Async::tracked(storeKeys(keys));
    m_keeping.spawn([this, keys] { return keepKeys(keys); }, QStringLiteral("keep_keys"));
}

QCoro::Task<> KeyServer::startOwnServer()
{
    m_server = std::make_unique<Net::GibsonServer>();
    m_server->start();
    const Net::ServerError error = co_await m_server->untilReady();
    if (error != Net::ServerError::None)
        throw ScenarioError(Net::describe(error, 0));
    m_port = m_server->port();
}

template <typename Client>
QCoro::Task<> KeyServer::storeWith(const TestKeys *keys)
{
    Client client(quietOptions(storingTimeout));
    const Net::ClientError error = co_await client.connectTo(m_host, m_port);
    if (error != Net::ClientError::None)
        throw ScenarioError(describe(error));
    m_keysStored = true;
    m_storedAt = Base::now();
    ++m_connectionsForKeys;
    QString failure;
    Async::TaskGroup group;
    const std::stop_callback onStop(m_stopKeeping.get_token(), [&client] { client.abort(); });
    const std::stop_callback onRunStop(m_run->stopToken(), [&client] { client.abort(); });
    for (int first = 0; first < storingDepth; ++first)
        group.spawn([&, first] { return storeSome(&client, keys, first, address(), &failure); },
                    QStringLiteral("store_keys"));
    co_await group.finished();
    m_run->checkStopped();
    if (!failure.isEmpty())
        throw ScenarioError(failure);
}

QCoro::Task<> KeyServer::storeKeys(const TestKeys *keys)
{
    return isRedis() ? storeWith<Net::RespClient>(keys) : storeWith<Net::GibsonClient>(keys);
}

QCoro::Task<> KeyServer::renew(const TestKeys *keys)
{
    if (Base::now() - m_storedAt > m_renewAfter)
        co_await Async::tracked(storeKeys(keys));
}

// While a round lasts. A server that is gone is noticed by who asks it, so nothing is told here.
QCoro::Task<> KeyServer::keepKeys(const TestKeys *keys)
{
    for (;;) {
        co_await Async::Sleep(m_renewAfter, m_stopKeeping.get_token());
        co_await Async::tracked(storeKeys(keys));
    }
}

template <typename Client>
QCoro::Task<> KeyServer::removeWith(const TestKeys *keys)
{
    Client client(quietOptions(removingTimeout));
    const Net::ClientError error = co_await client.connectTo(m_host, m_port, removingTimeout);
    if (error != Net::ClientError::None)
        co_return; // it is gone, or the keys expire
    Async::TaskGroup group;
    for (int first = 0; first < storingDepth; ++first)
        group.spawn([&, first] { return removeSome(&client, keys, first); }, QStringLiteral("remove_keys"));
    co_await group.finished();
}

QCoro::Task<> KeyServer::removeKeys(const TestKeys *keys)
{
    return isRedis() ? removeWith<Net::RespClient>(keys) : removeWith<Net::GibsonClient>(keys);
}

QCoro::Task<> KeyServer::tearDown(const TestKeys *keys)
{
    m_stopKeeping.request_stop();
    try {
        co_await m_keeping.finished();
    } catch (const std::exception &) {
        // It ends with the run, whatever it ends with.
    }
    if (m_keysStored && !m_server)
        co_await Async::tracked(removeKeys(keys));
    m_keysStored = false;
    if (m_server) {
        m_server->stop();
        co_await m_server->untilStopped();
    }
}

qint64 KeyServer::acceptedConnections() const
{
    return m_server ? m_server->acceptedConnections() - m_connectionsForKeys : 0;
}

} // namespace Loopscope::Scenario
