// A worker process that does one thing wrong: which one is in the environment.

#include "core/base/steadytime.h"
#include "core/wire/workerframe.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>

using namespace Loopscope::Wire;

namespace {

int connectTo(const char *path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    return ::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 ? socket : -1;
}

void write(int socket, const QByteArray &bytes)
{
    [[maybe_unused]] const auto sent = ::send(socket, bytes.constData(), bytes.size(), MSG_NOSIGNAL);
}

WorkerFrame nextFrame(int socket, WorkerFrameMachine &machine)
{
    char bytes[4096];
    for (;;) {
        if (auto frame = machine.next())
            return *frame;
        const ssize_t size = ::recv(socket, bytes, sizeof bytes, 0);
        if (size <= 0)
            std::exit(0);
        machine.feed(QByteArrayView(bytes, size));
    }
}

qint64 now()
{
    return Loopscope::Base::toNanoseconds(Loopscope::Base::now());
}

[[noreturn]] void waitForEver()
{
    for (;;)
        ::pause();
}

/// The first of the pool gets ready, loses its connection and is killed a moment later; in that moment the
/// others get ready.
void takeTurns(int socket)
{
    const QByteArray folder = qgetenv("LOOPSCOPE_BAD_WORKER_FOLDER");
    const QByteArray closed = folder + "/closed";
    const bool isFirst = ::open((folder + "/first").constData(), O_CREAT | O_EXCL, 0600) >= 0;
    if (!isFirst) {
        while (::access(closed.constData(), F_OK) != 0)
            ::usleep(100);
    }
    write(socket, encode(WorkerHello{}));
    if (isFirst) {
        ::usleep(5'000); // its hello is read
        ::close(socket);
        ::usleep(2'000); // its end is seen
        ::close(::open(closed.constData(), O_CREAT, 0600));
        ::usleep(8'000);
        ::raise(SIGKILL);
    }
}

/// Of a job that took a moment.
WorkerReply replyAfter(quint64 jobId, qint64 waited)
{
    WorkerReply reply{jobId, WorkerStatus::Done, now(), 0, "x", waited};
    ::usleep(2'000);
    reply.endedAt = now();
    return reply;
}

[[noreturn]] void answerBadly(int socket, const QByteArray &mode)
{
    WorkerFrameMachine machine;
    write(socket, encode(WorkerHello{}));
    if (mode == "leaves idle") {
        ::usleep(50'000); // after its hello was read
        ::_exit(3);       // at once: a sanitizer's look at what is left would make it a long life
    }
    for (;;) {
        const WorkerFrame frame = nextFrame(socket, machine);
        const auto *request = std::get_if<WorkerRequest>(&frame);
        if (!request)
            continue; // deaf to a cancel
        if (mode == "garbage")
            write(socket, QByteArray(64, '\xff'));
        else if (mode == "wrong job")
            write(socket, encode(WorkerReply{request->jobId + 1, WorkerStatus::Done, 0, 0, {}}));
        else if (mode == "request")
            write(socket, encode(*request));
        else if (mode == "closes")
            ::close(socket), waitForEver();
        else if (mode == "odd times")
            write(socket, encode(WorkerReply{request->jobId, WorkerStatus::Done, INT64_MAX, INT64_MIN, "x"}));
        else if (mode == "odd wait")
            write(socket, encode(replyAfter(request->jobId, INT64_MAX)));
        else if (mode == "negative wait")
            write(socket, encode(replyAfter(request->jobId, -2)));
        else if (mode == "leaves busy")
            std::exit(3);
        else if (mode == "stays")
            waitForEver();
    }
}

} // namespace

int main(int, char **argv)
{
    const QByteArray mode = qgetenv("LOOPSCOPE_BAD_WORKER_MODE");
    if (mode == "never connects")
        waitForEver();
    if (mode == "exits")
        return 5;
    const int socket = connectTo(argv[1]);
    if (mode == "silent")
        waitForEver();
    if (mode == "garbage first")
        write(socket, "GET / HTTP/1.1\r\n\r\n");
    else if (mode == "first is killed")
        takeTurns(socket);
    else if (mode == "other version")
        write(socket, encode(WorkerHello{workerProtocolVersion + 1}));
    else
        answerBadly(socket, mode);
    waitForEver();
}
