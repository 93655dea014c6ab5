// The paths that run for every request, dispatch or slice, each in a small loop without sockets and other
// threads: CPU time, and under valgrind instructions (check_instructions.py).
//   bench_hotpaths PATH OPERATIONS [DEPTH]      prints JSON; without arguments the names of the paths
#include "core/base/fastclock.h"
#include "core/base/spscring.h"
#include "core/monitor/monitor.h"
#include "core/net/gibsonclient.h"
#include "core/net/gibsonstore.h"
#include "core/net/respclient.h"
#include "core/record/perfettocodec.h"
#include "core/wire/workerframe.h"
#include "tests/bench/report.h"
#include "tests/bench/socketless.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QThread>

using namespace Loopscope;
using namespace std::chrono_literals;

/// What counts. By this name valgrind finds it.
extern "C" [[gnu::noinline]] void measuredPath(const std::function<void()> &work)
{
    work();
}

namespace {

using Benchmark::Socketless;

struct Order
{
    qint64 operations = 0;
    int depth = 256;
};

const QByteArray key = "key:1";
const QByteArray value = "0123456789abcdef";

void measure(qint64 operations, const std::function<void()> &work)
{
    const Benchmark::Stopwatch watch(CLOCK_THREAD_CPUTIME_ID);
    measuredPath(work);
    watch.report(operations);
}

// --- a client's requests ---

template <typename Client>
QCoro::Task<> ask(Client *client, qint64 *left)
{
    while (*left > 0) {
        --*left;
        const auto reply = co_await client->get(key);
        if (reply.value() != value) [[unlikely]]
            qFatal("wrong answer");
    }
}

template <typename Client>
QCoro::Task<> connectClient(Client *client, quint16 port, bool *done)
{
    const QString host = QStringLiteral("127.0.0.1");
    *done = co_await client->connectTo(host, port) == Net::ClientError::None;
}

template <typename Client>
void request(const Order &order, const QByteArray &bytes, const QByteArray &answer)
{
    Socketless wire(bytes.size(), answer);
    Client client;
    bool isConnected = false;
    connectClient(&client, wire.port(), &isConnected);
    while (!isConnected)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    wire.begin();
    qint64 left = order.operations;
    for (int i = 0; i < order.depth; ++i)
        ask(&client, &left);
    QCoreApplication::processEvents(); // the first requests leave
    measure(order.operations, [&] {
        while (client.inFlight() > 0)
            wire.turn();
    });
}

void requestResp(const Order &order)
{
    request<Net::RespClient>(order, "*2\r\n$3\r\nGET\r\n$5\r\nkey:1\r\n", "$16\r\n" + value + "\r\n");
}

void requestGibson(const Order &order)
{
    request<Net::GibsonClient>(order, QByteArray("\7\0\0\0\3\0", 6) + key,
                               QByteArray("\6\0\0\x10\0\0\0", 7) + value);
}

// --- a server's side ---

void answerGibson(const Order &order)
{
    Net::GibsonStore store;
    Wire::ByteQueue out;
    Wire::GibsonRequestParser parser;
    const auto now = Base::now();
    Wire::Request request;
    request.opcode = Wire::Opcode::Set;
    request.key = key;
    request.value = value;
    store.execute(request, now, &out);
    const QByteArray block = (QByteArray("\7\0\0\0\3\0", 6) + key).repeated(order.depth);
    measure(order.operations, [&] {
        for (qint64 i = 0; i < order.operations; i += order.depth) {
            out.clear();
            parser.feed(block);
            while (parser.next(&request) == Wire::ParseResult::Complete)
                store.execute(request, now, &out);
        }
    });
}

// --- the monitor ---

void dispatch(const Order &order)
{
    Base::FastClock::setAllowed(false); // whether there is one is the machine's affair
    Monitor::LoopOptions options;
    options.isStarted = true;
    const auto watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    QObject receiver;
    QEvent event(QEvent::User);
    measure(order.operations, [&] {
        for (qint64 i = 0; i < order.operations; ++i)
            QCoreApplication::sendEvent(&receiver, &event);
    });
}

void pushToRing(const Order &order)
{
    Base::SpscRing<Trace::Slice> ring(1024);
    const auto now = Base::now();
    measure(order.operations, [&] {
        for (qint64 i = 0; i < order.operations; ++i) {
            ring.push({1, 2, now, 3us, 0, 0, true, false});
            if (ring.front())
                ring.pop();
        }
    });
}

void encodeSlices(const Order &order)
{
    Trace::Batch batch;
    const auto begin = Base::fromNanoseconds(7'000'000'000'000);
    batch.until = begin + 5ms;
    batch.tracks = {{1, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop"), 0, 4711}};
    for (Trace::NameId id = 1; id <= 20; ++id)
        batch.names.emplace_back(id, QStringLiteral("Worker%1::step()").arg(id));
    for (qint64 i = 0; i < order.operations; ++i)
        batch.slices.push_back(
            {1, static_cast<Trace::NameId>(1 + i * 7 % 20), begin + i * 10us, 3us, 0, 0, true, false});
    Record::PerfettoCodec codec{Record::RunDescription()};
    std::string out;
    codec.writeHeader(out, {begin, 1'700'000'000s});
    measure(order.operations, [&] { codec.encode(batch, out); });
}

// --- the process pool's frames ---

void exchangeFrames(const Order &order)
{
    Wire::WorkerFrameMachine machine;
    measure(order.operations, [&] {
        for (qint64 i = 0; i < order.operations; ++i) {
            machine.feed(Wire::encode(Wire::WorkerRequest{static_cast<quint64>(i), "echo", value}));
            if (!machine.next())
                qFatal("no frame");
        }
    });
}

struct Path
{
    const char *name;
    void (*run)(const Order &);
};

constexpr Path paths[] = {
    {"resp-request", requestResp},    {"gibson-request", requestGibson}, {"gibson-answer", answerGibson},
    {"dispatch-probe", dispatch},     {"ring-push", pushToRing},         {"packet-encode", encodeSlices},
    {"worker-frame", exchangeFrames},
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() == 1) {
        for (const Path &path : paths)
            std::puts(path.name);
        return 0;
    }
    const Order order{words.value(2).toLongLong(), words.value(3, QStringLiteral("256")).toInt()};
    for (const Path &path : paths) {
        if (words[1] != QLatin1String(path.name) || order.operations < 1 || order.depth < 1)
            continue;
        path.run(order);
        return 0;
    }
    std::fputs("bench_hotpaths PATH OPERATIONS [DEPTH]\n", stderr);
    return 2;
}
