// Starts a pool, gives it work, prints the process ids of its workers and goes on: to be killed.

#include "core/exec/processexecutor.h"
#include "core/jobs/jobs.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

using namespace Loopscope;

namespace {

QCoro::Task<> host(Exec::ProcessExecutor *pool)
{
    co_await pool->start();
    for (const qint64 id : pool->workerProcessIds())
        std::printf("%lld\n", static_cast<long long>(id));
    std::printf("ready\n");
    std::fflush(stdout);
    const QByteArray name("sleep-ms");
    const QByteArray hour = Jobs::encodeNumber(3'600'000);
    co_await pool->run(name, hour);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Exec::ProcessExecutor pool(QStringLiteral("host"),
                               {.workers = 3, .workerPath = QString::fromUtf8(argv[1])});
    const auto task = host(&pool);
    return app.exec();
}
