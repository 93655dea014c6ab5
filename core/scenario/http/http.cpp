#include "core/scenario/http/http.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/http/httpvariants.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"

namespace Loopscope::Scenario {

namespace {

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    QString done = Words::tr("%1 in %2")
                       .arg(countedText(static_cast<double>(figures.requests.completed), Words::tr("request"),
                                        Words::tr("requests")),
                            durationText(figures.duration));
    if (!figures.executors.empty()) {
        const ExecutorFigures &pool = figures.executors.front();
        done += Words::tr(" with ") +
                countedText(static_cast<double>(pool.workers), Words::tr("thread"), Words::tr("threads"));
        if (pool.maxQueueDepth > 0)
            done += Words::tr(", up to %1 waiting for one")
                        .arg(countText(static_cast<double>(pool.maxQueueDepth)));
    } else if (figures.requests.maxInFlight <= 1) {
        done += Words::tr(", one after the other");
    } else {
        done += Words::tr(", up to %1 at the same time without a thread for each")
                    .arg(countText(static_cast<double>(figures.requests.maxInFlight)));
    }
    return QStringLiteral("%1; %2.").arg(done, loopText(parameters, figures));
}

} // namespace

Scenario http()
{
    Scenario scenario;
    scenario.id = QStringLiteral("http");
    scenario.title = Words::tr("HTTP client");
    scenario.lesson = Words::tr("A blocking client stops the loop; in a pool it waits for threads; a "
                                "session on the loop only waits.");
    scenario.workUnit = Words::tr("Requests");
    scenario.wantsAllAtOnce = true;
    scenario.parameters = {
        hidden(textParameter(QStringLiteral("url"), Words::tr("Address"), QString())),
        integerParameter(QStringLiteral("requests"), Words::tr("Requests"), 200, 1, 10'000'000),
        integerParameter(QStringLiteral("delay_ms"), Words::tr("Delay"), 50, 0, 10'000, QStringLiteral("ms")),
        integerParameter(QStringLiteral("workers"), Words::tr("Workers"), 4, 1, 64),
        integerParameter(QStringLiteral("connections"), Words::tr("Connections"), 100, 1, 1000),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("on-loop-blocking"), Words::tr("Blocking, on the loop"),
         QStringLiteral("core/scenario/http/http_onloopblocking.cpp"), makeHttpOnLoopBlocking,
         Words::tr("Let a session on the loop wait: variant 3.")},
        {QStringLiteral("thread-pool"), Words::tr("Thread pool"),
         QStringLiteral("core/scenario/http/http_threadpool.cpp"), makeHttpThreadPool,
         Words::tr("A session on the loop waits without threads: variant 3.")},
        {QStringLiteral("async-session"), Words::tr("Session on the loop"),
         QStringLiteral("core/scenario/http/http_asyncsession.cpp"), makeHttpAsyncSession},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
