#include "core/monitor/stallcause.h"
#include "core/monitor/waitobject.h"
#include "tests/support/stricttest.h"

#include <QTemporaryDir>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Loopscope::Monitor;

namespace {

QString ofDescriptor(int descriptor)
{
    return describeWait(WaitOn::Descriptor, {static_cast<quint64>(descriptor), 0, 0});
}

quint64 addressOf(const void *memory)
{
    return reinterpret_cast<quint64>(memory);
}

} // namespace

class TstWaitObject : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void fileIsItsPath()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("app.log"));
        const int file = ::open(qPrintable(path), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        QCOMPARE(ofDescriptor(file), path);
        ::close(file);
    }

    void socketIsItsPeer()
    {
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::bind(server, reinterpret_cast<sockaddr *>(&address), sizeof(address)), 0);
        QCOMPARE(::listen(server, 1), 0);
        socklen_t length = sizeof(address);
        QCOMPARE(::getsockname(server, reinterpret_cast<sockaddr *>(&address), &length), 0);
        const int port = ntohs(address.sin_port);
        QCOMPARE(ofDescriptor(server), QStringLiteral("socket of 127.0.0.1:%1").arg(port));
        const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QCOMPARE(::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof(address)), 0);
        QCOMPARE(ofDescriptor(client), QStringLiteral("socket to 127.0.0.1:%1").arg(port));
        const std::array<pollfd, 2> set{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        QCOMPARE(describeWait(WaitOn::PollSet, {addressOf(set.data()), 2, 0}),
                 QStringLiteral("socket to 127.0.0.1:%1 and 1 more").arg(port));
        ::close(client);
        ::close(server);
    }

    void pathIsReadFromMemory()
    {
        const std::string path = "/srv/" + std::string(300, 'x');
        QCOMPARE(describeWait(WaitOn::PathAt, {0, addressOf(path.c_str()), 0}), QString::fromStdString(path));
    }

    void lockIsItsOwner()
    {
        pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        const std::array<quint64, 3> waiting{addressOf(&mutex), 128, 2};
        ::pthread_mutex_lock(&mutex);
        QCOMPARE(describeWait(WaitOn::Futex, waiting), QString()); // nobody waits for it
        *reinterpret_cast<int *>(&mutex) = 2;                      // as a waiting thread does
        const QString text = describeWait(WaitOn::Futex, waiting);
        QVERIFY2(text.startsWith(QStringLiteral("lock held by thread %1 (").arg(::gettid())),
                 qPrintable(text));
        *reinterpret_cast<int *>(&mutex) = 1;
        ::pthread_mutex_unlock(&mutex);
    }

    void nonsenseIsNotTold()
    {
        QCOMPARE(ofDescriptor(-1), QString());
        QCOMPARE(ofDescriptor(1'000'000), QString());
        for (const WaitOn on :
             {WaitOn::Path, WaitOn::PathAt, WaitOn::PollSet, WaitOn::Futex, WaitOn::Nothing}) {
            QCOMPARE(describeWait(on, {1, 1, 2}), QString());
            QCOMPARE(describeWait(on, {~quint64{0}, ~quint64{0}, 2}), QString());
        }
    }

    void callsAreKnown()
    {
        QCOMPARE(waitOf(SYS_read), WaitOn::Descriptor);
        QCOMPARE(waitOf(SYS_openat), WaitOn::PathAt);
        QCOMPARE(waitOf(SYS_poll), WaitOn::PollSet);
        QCOMPARE(waitOf(SYS_futex), WaitOn::Futex);
        QCOMPARE(waitOf(-1), WaitOn::Nothing);
        QCOMPARE(systemCallName(SYS_epoll_wait), QStringLiteral("epoll_wait"));
        QCOMPARE(systemCallName(999'999), QStringLiteral("system call 999999"));
    }
};

LOOPSCOPE_TEST_MAIN(TstWaitObject)

#include "tst_waitobject.moc"
