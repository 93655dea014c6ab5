#include "core/scenario/files/files.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/files/filesexperiment.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"

namespace Loopscope::Scenario {

namespace {

QString mebibytes(double bytes)
{
    const double value = bytes / (1 << 20);
    return value < 10 ? QString::number(value, 'f', 1) : countText(value);
}

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    const auto bytes = static_cast<double>(figures.workUnits);
    const double seconds = Base::toSeconds(figures.duration);
    const QString sentence =
        Words::tr("%1\u00a0MiB written and read back in %2, %3\u00a0MiB/s; %4.")
            .arg(mebibytes(bytes / 2), durationText(figures.duration),
                 rateText(seconds > 0 ? bytes / seconds / (1 << 20) : 0), loopText(parameters, figures));
    return figures.remark.isEmpty() ? sentence : sentence + u' ' + figures.remark;
}

} // namespace

Scenario files()
{
    Scenario scenario;
    scenario.id = QStringLiteral("files");
    scenario.title = Words::tr("Files");
    scenario.lesson = Words::tr("Files block whatever one does: a pool of threads behind an async file "
                                "object keeps the loop free.");
    scenario.workUnit = QStringLiteral("MiB");
    scenario.unitSize = 1 << 20;
    scenario.parameters = {
        integerParameter(QStringLiteral("size_mib"), Words::tr("Size"), 64, 1, 4096, QStringLiteral("MiB")),
        integerParameter(QStringLiteral("chunk_kib"), Words::tr("Pieces of"), 256, 1, 65536,
                         QStringLiteral("KiB")),
        hidden(textParameter(QStringLiteral("folder"), Words::tr("Folder"), QString())),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("on-loop"), Words::tr("On the loop"),
         QStringLiteral("core/scenario/files/files_onloop.cpp"), makeFilesOnLoop,
         Words::tr("Move the file to a pool of threads: variant 2.")},
        {QStringLiteral("thread-pool"), Words::tr("Thread pool"),
         QStringLiteral("core/scenario/files/files_threadpool.cpp"), makeFilesThreadPool},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
