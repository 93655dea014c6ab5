#include "core/scenario/http/http.h"

#include "core/scenario/figuretext.h"
#include "core/scenario/http/httpvariants.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"

namespace Loopscope::Scenario {

namespace {

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    QString done =
        QStringLiteral("%1 in %2")
            .arg(countedText(static_cast<double>(figures.requests.completed), QStringLiteral("request")),
                 durationText(figures.duration));
    if (!figures.executors.empty()) {
        const ExecutorFigures &pool = figures.executors.front();
        done += QStringLiteral(" with ") +
                countedText(static_cast<double>(pool.workers), QStringLiteral("thread"));
        if (pool.maxQueueDepth > 0)
            done += QStringLiteral(", up to %1 waiting for one")
                        .arg(countText(static_cast<double>(pool.maxQueueDepth)));
    } else if (figures.requests.maxInFlight <= 1) {
        done += QStringLiteral(", one after the other");
    } else {
        done += QStringLiteral(", up to %1 at the same time without a thread for each")
                    .arg(countText(static_cast<double>(figures.requests.maxInFlight)));
    }
    return QStringLiteral("%1; %2.").arg(done, loopText(parameters, figures));
}

} // namespace

Scenario http()
{
    Scenario scenario;
    scenario.id = QStringLiteral("http");
    scenario.title = QStringLiteral("HTTP client");
    scenario.lesson = QStringLiteral("A blocking client stops the loop; in a pool it waits for threads; a "
                                     "session on the loop only waits.");
    scenario.workUnit = QStringLiteral("Requests");
    scenario.parameters = {
        hidden(textParameter(QStringLiteral("url"), QStringLiteral("Address"), QString())),
        integerParameter(QStringLiteral("requests"), QStringLiteral("Requests"), 200, 1, 10'000'000),
        integerParameter(QStringLiteral("delay_ms"), QStringLiteral("Delay"), 50, 0, 10'000,
                         QStringLiteral("ms")),
        integerParameter(QStringLiteral("workers"), QStringLiteral("Workers"), 4, 1, 64),
        integerParameter(QStringLiteral("connections"), QStringLiteral("Connections"), 100, 1, 1000),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("on-loop-blocking"), QStringLiteral("Blocking, on the loop"),
         QStringLiteral("core/scenario/http/http_onloopblocking.cpp"), makeHttpOnLoopBlocking},
        {QStringLiteral("thread-pool"), QStringLiteral("Thread pool"),
         QStringLiteral("core/scenario/http/http_threadpool.cpp"), makeHttpThreadPool},
        {QStringLiteral("async-session"), QStringLiteral("Session on the loop"),
         QStringLiteral("core/scenario/http/http_asyncsession.cpp"), makeHttpAsyncSession},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
