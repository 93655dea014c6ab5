// A Qt program as anybody could have it: it knows nothing of Loopscope. tst_attach runs it under observation.
// The lines of the blocking calls are found by the marks in their comments.

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QThread>
#include <QTimer>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

constexpr int blockMs = 300;
volatile double sink = 0;

void sleepInSlot()
{
    ::usleep(blockMs * 1000); // mark: sleep
    sink = sink + 1;
}

void burnInSlot()
{
    QElapsedTimer timer;
    timer.start();
    // All on one line, whatever instruction is looked at.
    while (timer.elapsed() < blockMs) { // mark: burn
    }
}

class Poller : public QObject
{
public:
    using QObject::QObject;
    void poll() { sleepInSlot(); }
    virtual void pollVirtually() { sleepInSlot(); }
};

void connectPoll(QTimer *timer, const QString &what)
{
    auto *poller = new Poller(qApp);
    if (what == QLatin1String("member"))
        QObject::connect(timer, &QTimer::timeout, poller, &Poller::poll);
    else if (what == QLatin1String("virtual"))
        QObject::connect(timer, &QTimer::timeout, poller, &Poller::pollVirtually);
    else if (what == QLatin1String("function"))
        QObject::connect(timer, &QTimer::timeout, poller, sleepInSlot);
    else
        QObject::connect(timer, &QTimer::timeout, poller, [] { sleepInSlot(); });
}

// In two threads, as most queued calls are.
void connectQueued(const QString &what)
{
    auto *thread = new QThread(qApp);
    auto *timer = new QTimer;
    timer->setObjectName(QStringLiteral("poll"));
    timer->setSingleShot(true);
    timer->moveToThread(thread);
    connectPoll(timer, what);
    QObject::connect(thread, &QThread::started, timer, [timer] { timer->start(150); });
    QObject::connect(timer, &QTimer::timeout, thread,
                     [thread] { QTimer::singleShot(600, thread, &QThread::quit); });
    QObject::connect(thread, &QThread::finished, qApp, &QCoreApplication::quit);
    QObject::connect(thread, &QThread::finished, timer, &QObject::deleteLater);
    thread->start();
}

// Code that the loop runs and no event, as a source of another library's in it.
void sleepBetweenEvents()
{
    QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    QObject::connect(
        dispatcher, &QAbstractEventDispatcher::awake, dispatcher,
        [] {
            static bool hasSlept = false;
            if (!std::exchange(hasSlept, true))
                sleepInSlot();
        },
        Qt::DirectConnection);
}

void quitSoon(int status = 0)
{
    QTimer::singleShot(200, qApp, [status] { QCoreApplication::exit(status); });
}

void later(void (*action)())
{
    QTimer::singleShot(150, qApp, action);
}

// Prints how long each wait lasted; a signal that cut it short would be seen.
void timeWaits()
{
    const auto time = [](const char *name, auto &&wait) {
        QElapsedTimer timer;
        timer.start();
        const int result = wait();
        std::printf("%s %d %lld\n", name, result, static_cast<long long>(timer.elapsed()));
    };
    time("poll", [] { return ::poll(nullptr, 0, blockMs); });
    time("usleep", [] { return ::usleep(blockMs * 1000); });
    time("select", [] {
        timeval wait{0, blockMs * 1000};
        return ::select(0, nullptr, nullptr, nullptr, &wait);
    });
    time("epoll", [] {
        const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
        epoll_event event{};
        const int result = ::epoll_wait(descriptor, &event, 1, blockMs);
        ::close(descriptor);
        return result;
    });
    std::fflush(stdout);
}

void printEnvironment()
{
    for (char **variable = environ; *variable; ++variable)
        std::puts(*variable);
    std::fflush(stdout);
}

// A child that is only forked and exits in the usual way.
void forkAndExit()
{
    const pid_t child = ::fork();
    if (child == 0)
        std::exit(7);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::printf("child %d\n", WEXITSTATUS(status));
    std::fflush(stdout);
}

// As long as it is told to: events that are posted and delivered one by one through the poll.
class PostingLoop : public QObject
{
public:
    explicit PostingLoop(int count)
        : m_left(count)
    {
        m_timer.start();
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        if (--m_left > 0) {
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
        } else {
            timespec used{};
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
            std::printf("wall %lld cpu %lld\n", static_cast<long long>(m_timer.nsecsElapsed()),
                        used.tv_sec * 1'000'000'000LL + used.tv_nsec);
            QCoreApplication::quit();
        }
        return true;
    }

private:
    int m_left;
    QElapsedTimer m_timer;
};

bool startBlocking(const QString &mode)
{
    if (mode == QLatin1String("sleep"))
        later([] { sleepInSlot(), quitSoon(); });
    else if (mode == QLatin1String("burn"))
        later([] { burnInSlot(), quitSoon(); });
    else if (mode == QLatin1String("die-blocked"))
        later([] { sleepInSlot(), ::raise(SIGKILL); });
    else if (mode == QLatin1String("crash-blocked"))
        later([] { burnInSlot(), std::abort(); });
    else if (mode == QLatin1String("exit-blocked"))
        later([] { sleepInSlot(), std::exit(3); });
    else if (mode == QLatin1String("waits"))
        later([] { timeWaits(), quitSoon(); });
    else
        return false;
    return true;
}

bool startOther(const QString &mode, const QString &value)
{
    if (mode == QLatin1String("exit")) {
        quitSoon(value.toInt());
    } else if (mode == QLatin1String("idle")) {
        QTimer::singleShot(value.toInt(), qApp, &QCoreApplication::quit);
    } else if (mode == QLatin1String("queued")) {
        connectQueued(value);
    } else if (mode == QLatin1String("between")) {
        later([] { sleepBetweenEvents(), QTimer::singleShot(800, qApp, &QCoreApplication::quit); });
    } else if (mode == QLatin1String("environment")) {
        later([] { printEnvironment(), quitSoon(); });
    } else if (mode == QLatin1String("fork")) {
        later([] { forkAndExit(), quitSoon(); });
    } else if (mode == QLatin1String("exec")) {
        later([] {
            sleepInSlot();
            const QByteArray self = QCoreApplication::applicationFilePath().toLocal8Bit();
            ::execl(self.constData(), self.constData(), "exit", "5", nullptr);
        });
    } else if (mode == QLatin1String("forever")) {
        auto *timer = new QTimer(qApp);
        QObject::connect(timer, &QTimer::timeout, qApp, [] {
            sleepInSlot();
            std::puts("blocked");
            std::fflush(stdout);
        });
        timer->start(100);
    } else if (mode == QLatin1String("copy")) {
        QFile in, out;
        if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly))
            return false;
        out.write(in.readAll().toUpper());
        std::fputs("to stderr\n", stderr);
        quitSoon();
    } else if (mode == QLatin1String("child")) {
        auto *child = new QProcess(qApp);
        child->setProcessChannelMode(QProcess::ForwardedChannels);
        QObject::connect(child, &QProcess::finished, qApp, [] { quitSoon(); });
        child->start(QCoreApplication::applicationFilePath(), {value});
    } else if (mode == QLatin1String("thread")) {
        auto *thread = new QThread(qApp);
        thread->setObjectName(QStringLiteral("Worker"));
        auto *object = new QObject;
        object->moveToThread(thread);
        thread->start();
        QMetaObject::invokeMethod(object, [object] { sleepInSlot(), object->deleteLater(); });
        QObject::connect(object, &QObject::destroyed, thread, &QThread::quit);
        QObject::connect(thread, &QThread::finished, qApp, [] { quitSoon(); });
    } else if (mode == QLatin1String("post")) {
        new PostingLoop(value.toInt());
    } else if (mode == QLatin1String("post-beside-thread")) {
        auto *thread = new QThread(qApp); // idles to the end
        thread->start();
        QObject::connect(qApp, &QCoreApplication::aboutToQuit, thread, [thread] {
            thread->quit();
            thread->wait();
        });
        new PostingLoop(value.toInt());
    } else {
        return false;
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (!startBlocking(arguments.value(1)) && !startOther(arguments.value(1), arguments.value(2)))
        return 64;
    return QCoreApplication::exec();
}
