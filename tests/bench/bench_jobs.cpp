// Calls that another thread or process answers, awaited one after the other or many at a time.
//   bench_jobs executor|watcher|pool|processes CALLS IN_FLIGHT [WORKERS]
// executor: ours, with all gauges; watcher: QtConcurrent and a QFutureWatcher; pool: QThreadPool and a posted
// event; processes: our process pool, a job of 14 bytes.
#include "core/exec/processexecutor.h"
#include "core/exec/threadexecutor.h"
#include "tests/bench/report.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QtConcurrentRun>

#include <optional>

using namespace Loopscope;

namespace {

struct Calls
{
    qint64 all = 0;
    int inFlight = 1;
    int workers = 4;
    qint64 started = 0;
    qint64 ended = 0;
    std::optional<Benchmark::Stopwatch> watch;

    bool mayStart()
    {
        const bool may = started < all;
        started += may ? 1 : 0;
        return may;
    }
    void noteEnd()
    {
        if (++ended < all)
            return;
        watch->report(all);
        QCoreApplication::quit();
    }
};

// --- ours ---

QCoro::Task<> callExecutor(Exec::ThreadExecutor *executor, Calls *calls)
{
    static const Exec::JobName name(QStringLiteral("nothing"));
    const auto job = [] {};
    while (calls->mayStart()) {
        co_await executor->run(name, job);
        calls->noteEnd();
    }
}

int runExecutor(Calls calls)
{
    Exec::ThreadExecutorOptions options;
    options.workers = calls.workers;
    Exec::ThreadExecutor executor(QStringLiteral("bench"), options);
    calls.watch.emplace();
    for (int i = 0; i < calls.inFlight; ++i)
        callExecutor(&executor, &calls);
    return QCoreApplication::exec();
}

QCoro::Task<> callProcess(Exec::ProcessExecutor *pool, Calls *calls)
{
    const QByteArray name = "echo";
    const QByteArray payload = "fourteen bytes";
    while (calls->mayStart()) {
        const QByteArray answer = co_await pool->run(name, payload);
        if (answer != payload)
            qFatal("wrong answer");
        calls->noteEnd();
    }
}

QCoro::Task<> startProcesses(Exec::ProcessExecutor *pool, Calls *calls)
{
    co_await pool->start();
    calls->watch.emplace();
    for (int i = 0; i < calls->inFlight; ++i)
        callProcess(pool, calls);
}

int runProcesses(Calls calls)
{
    Exec::ProcessExecutorOptions options;
    options.workers = calls.workers;
    options.niceness = 0; // as the peers' workers
    options.workerPath = QStringLiteral(LOOPSCOPE_WORKER);
    Exec::ProcessExecutor pool(QStringLiteral("bench"), options);
    startProcesses(&pool, &calls);
    return QCoreApplication::exec();
}

// --- Qt's ---

class Watcher final : public QFutureWatcher<void>
{
public:
    Watcher(QThreadPool *pool, Calls *calls)
        : m_pool(pool)
        , m_calls(calls)
    {
        connect(this, &QFutureWatcherBase::finished, this, [this] {
            m_calls->noteEnd();
            start();
        });
    }
    void start()
    {
        if (m_calls->mayStart())
            setFuture(QtConcurrent::run(m_pool, [] {}));
    }

private:
    QThreadPool *const m_pool;
    Calls *const m_calls;
};

int runWatchers(Calls calls)
{
    QThreadPool pool;
    pool.setMaxThreadCount(calls.workers);
    std::vector<std::unique_ptr<Watcher>> watchers;
    calls.watch.emplace();
    for (int i = 0; i < calls.inFlight; ++i) {
        watchers.push_back(std::make_unique<Watcher>(&pool, &calls));
        watchers.back()->start();
    }
    return QCoreApplication::exec();
}

class Poster final : public QObject
{
public:
    Poster(QThreadPool *pool, Calls *calls)
        : m_pool(pool)
        , m_calls(calls)
    {}
    void start()
    {
        if (m_calls->mayStart())
            m_pool->start([this] { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); });
    }

protected:
    void customEvent(QEvent *) override
    {
        m_calls->noteEnd();
        start();
    }

private:
    QThreadPool *const m_pool;
    Calls *const m_calls;
};

int runPosters(Calls calls)
{
    std::vector<std::unique_ptr<Poster>> posters;
    QThreadPool pool; // before them it ends
    pool.setMaxThreadCount(calls.workers);
    calls.watch.emplace();
    for (int i = 0; i < calls.inFlight; ++i) {
        posters.push_back(std::make_unique<Poster>(&pool, &calls));
        posters.back()->start();
    }
    return QCoreApplication::exec();
}

int usage()
{
    std::fputs("bench_jobs executor|watcher|pool|processes CALLS IN_FLIGHT [WORKERS]\n", stderr);
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    Calls calls;
    calls.all = words.value(1).toLongLong();
    calls.inFlight = words.value(2).toInt();
    calls.workers = words.value(3, QStringLiteral("4")).toInt();
    if (calls.all < 1 || calls.inFlight < 1 || calls.workers < 1)
        return usage();
    if (words[0] == QLatin1String("watcher"))
        return runWatchers(std::move(calls));
    if (words[0] == QLatin1String("pool"))
        return runPosters(std::move(calls));
    if (words[0] == QLatin1String("executor"))
        return runExecutor(std::move(calls));
    return words[0] == QLatin1String("processes") ? runProcesses(std::move(calls)) : usage();
}
