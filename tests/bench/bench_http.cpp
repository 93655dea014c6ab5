// Our HTTP session against our origin.
//   bench_http pooled|fresh PORT REQUESTS IN_FLIGHT     fresh: a connection for each request
//   bench_http serve                                    prints the origin's port, ends with its input
#include "core/net/httporigin.h"
#include "core/net/httpsession.h"
#include "tests/bench/report.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <optional>

using namespace Loopscope;

namespace {

struct Load
{
    qint64 left = 0;
    qint64 asking = 0;
    qint64 all = 0;
    std::optional<Benchmark::Stopwatch> watch;
};

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::_Exit(1);
}

QCoro::Task<> ask(Net::HttpSession *session, QUrl url, QByteArray body, Load *load)
{
    while (load->left > 0) {
        --load->left;
        const Net::HttpReply reply = co_await session->get(url);
        if (reply.body != body)
            fail(Net::describe(reply, url));
    }
    if (--load->asking > 0)
        co_return;
    load->watch->report(load->all);
    QCoreApplication::quit();
}

int get(bool pooled, quint16 port, Load load)
{
    Net::HttpSessionOptions options;
    options.connections = static_cast<int>(load.asking);
    options.keepAlive = pooled;
    Net::HttpSession session(options);
    const QUrl url(QStringLiteral("http://127.0.0.1:%1/item/1").arg(port));
    load.all = load.left;
    load.watch.emplace();
    for (qint64 i = load.asking; i > 0; --i)
        ask(&session, url, Net::HttpOrigin::itemBody(1), &load);
    return QCoreApplication::exec();
}

int serve()
{
    Net::HttpOrigin origin;
    QObject::connect(&origin, &Net::HttpOrigin::stateChanged, [&origin] {
        if (origin.port() == 0)
            return;
        std::printf("%d\n", origin.port());
        std::fflush(stdout);
    });
    origin.start();
    const QSocketNotifier input(0, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, &QCoreApplication::quit);
    return QCoreApplication::exec();
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
    Load load{words.value(2).toLongLong(), words.value(3).toLongLong(), 0, {}};
    const bool pooled = words.value(0) == QLatin1String("pooled");
    if ((!pooled && words.value(0) != QLatin1String("fresh")) || port == 0 || load.left < 1 ||
        load.asking < 1) {
        std::fputs("bench_http pooled|fresh PORT REQUESTS IN_FLIGHT, or bench_http serve\n", stderr);
        return 2;
    }
    return get(pooled, port, std::move(load));
}
