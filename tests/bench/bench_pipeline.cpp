// Our clients, as many requests in flight as wanted, each answer compared; our gibson server.
//   bench_pipeline resp|gibson PORT DEPTH REQUESTS [CONNECTIONS]     DEPTH coroutines on each connection
//   bench_pipeline serve                          prints the server's port, ends with its input
// Clients have their gauges and their row; what watching the loop costs bench_monitor tells.
#include "core/net/gibsonclient.h"
#include "core/net/gibsonserver.h"
#include "core/net/respclient.h"
#include "tests/bench/report.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QSocketNotifier>

#include <optional>

using namespace Loopscope;

namespace {

const QByteArray key = "key:1";
const QByteArray value = "0123456789abcdef";

struct Load
{
    int depth = 1;
    qint64 left = 0; // to be asked for
    qint64 asking = 0;
    std::optional<Benchmark::Stopwatch> watch;
};

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::_Exit(1);
}

template <typename Client>
QCoro::Task<> ask(Client *client, Load *load, qint64 requests)
{
    while (load->left > 0) {
        --load->left;
        const auto reply = co_await client->get(key);
        if (reply.value() != value) [[unlikely]]
            fail(reply.describe(QStringLiteral("the server")));
    }
    if (--load->asking > 0)
        co_return;
    load->watch->report(requests);
    QCoreApplication::quit();
}

template <typename Client>
QCoro::Task<> measure(std::vector<std::unique_ptr<Client>> *clients, quint16 port, Load *load)
{
    const QString host = QStringLiteral("127.0.0.1");
    for (const auto &client : *clients) {
        const Net::ClientError error = co_await client->connectTo(host, port);
        if (error != Net::ClientError::None)
            fail(QStringLiteral("no connection to port %1").arg(port));
    }
    const auto stored = co_await clients->front()->set(key, value);
    if (!stored.isOk())
        fail(stored.describe(host));
    const qint64 requests = load->left;
    load->asking = load->depth * static_cast<qint64>(clients->size());
    load->watch.emplace();
    for (const auto &client : *clients) {
        for (int i = 0; i < load->depth; ++i)
            ask(client.get(), load, requests);
    }
}

template <typename Client>
int runClients(int connections, quint16 port, Load load)
{
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < connections; ++i)
        clients.push_back(std::make_unique<Client>());
    measure(&clients, port, &load);
    return QCoreApplication::exec();
}

int serve()
{
    Net::GibsonServer server;
    QObject::connect(&server, &Net::GibsonServer::ready, [](quint16 port) {
        std::printf("%d\n", port);
        std::fflush(stdout);
    });
    QObject::connect(&server, &Net::GibsonServer::failed, [] { fail(QStringLiteral("no server")); });
    server.start();
    const QSocketNotifier input(0, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, &QCoreApplication::quit);
    return QCoreApplication::exec();
}

int usage()
{
    std::fputs("bench_pipeline resp|gibson PORT DEPTH REQUESTS [CONNECTIONS], or bench_pipeline serve\n",
               stderr);
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    if (words == QStringList{QStringLiteral("serve")})
        return serve();
    const quint16 port = words.value(1).toUShort();
    Load load{words.value(2).toInt(), words.value(3).toLongLong(), 0, {}};
    const int connections = words.value(4, QStringLiteral("1")).toInt();
    if (port == 0 || load.depth < 1 || load.left < 1 || connections < 1)
        return usage();
    if (words[0] == QLatin1String("resp"))
        return runClients<Net::RespClient>(connections, port, std::move(load));
    return words[0] == QLatin1String("gibson")
               ? runClients<Net::GibsonClient>(connections, port, std::move(load))
               : usage();
}
