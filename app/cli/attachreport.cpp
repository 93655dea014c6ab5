#include "app/cli/attachreport.h"

#include "core/scenario/figuretext.h"
#include "core/session/reportjson.h"
#include "core/trace/stackreading.h"

#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace Loopscope::Cli {

namespace {

using Scenario::countText;
using Scenario::durationText;

constexpr std::size_t mostStalls = 20;
constexpr int mostFrames = 12;

QString latencyText(const Base::Histogram &latency)
{
    if (latency.isEmpty())
        return QStringLiteral("loop latency: not measured, the loop ended too soon\n");
    QString text = QStringLiteral("loop latency:");
    const std::pair<const char *, double> shares[] = {
        {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};
    for (const auto &[name, share] : shares)
        text += QStringLiteral(" %1 %2,").arg(QLatin1String(name), durationText(latency.quantile(share)));
    return text + QStringLiteral(" max %1\n").arg(durationText(latency.max()));
}

QString placeText(const Trace::Stall &stall)
{
    if (const Trace::Frame *frame = stall.culprit())
        return QStringLiteral("%1 at %2:%3").arg(stall.culpritName(), frame->file).arg(frame->line);
    const Trace::Stack *stack = stall.mainStack();
    const Trace::Frame *named = stack ? Trace::innermostNamedFrame(*stack) : nullptr;
    return named ? QStringLiteral("%1 in %2").arg(Trace::callName(*named), named->module)
                 : QStringLiteral("no function is known");
}

QString stackText(const Trace::Stack &stack)
{
    QString text;
    int count = 0;
    for (const Trace::Frame &frame : stack.frames) {
        // From our dispatch outwards it is the same for every handler.
        if (frame.origin == Trace::FrameOrigin::Monitor || ++count > mostFrames)
            break;
        text += QStringLiteral("        ") + frame.function;
        if (!frame.file.isEmpty())
            text += QStringLiteral("  %1:%2").arg(frame.file).arg(frame.line);
        else if (!frame.module.isEmpty())
            text += QStringLiteral("  [%1]").arg(frame.module);
        text += u'\n';
    }
    return text;
}

QString stallText(const Trace::Stall &stall, Base::SteadyTime start)
{
    QString text = QStringLiteral("    at %1 for %2: %3, %4, %5")
                       .arg(durationText(stall.startedAt - start), durationText(stall.duration),
                            stall.eventName, Trace::causeId(stall.cause), placeText(stall));
    const Trace::Stack *stack = stall.mainStack();
    if (stack && stack->approximate)
        text += QStringLiteral(" (approximate stack)");
    text += u'\n';
    return stack ? text + stackText(*stack) : text;
}

QString stallsText(const AttachReport &report, const std::vector<const Trace::Stall *> &stalls)
{
    const QString threshold = durationText(Base::fromMilliseconds(report.thresholdMs));
    if (stalls.empty())
        return QStringLiteral("no slow callbacks (%1 or more)\n").arg(threshold);
    auto longest = stalls;
    std::ranges::stable_sort(longest, std::ranges::greater(), &Trace::Stall::duration);
    longest.resize(std::min(longest.size(), mostStalls));
    std::ranges::sort(longest, {}, &Trace::Stall::startedAt);
    QString text = QStringLiteral("slow callbacks (%1 or more): %2")
                       .arg(threshold, countText(static_cast<double>(stalls.size())));
    if (stalls.size() > longest.size())
        text += QStringLiteral(", the %1 longest of them").arg(longest.size());
    text += u'\n';
    for (const Trace::Stall *stall : longest)
        text += stallText(*stall, *report.run.figures.workStartedAt);
    return text;
}

std::vector<const Trace::Stall *> stallsOf(const AttachReport &report)
{
    const Trace::Figures &figures = report.run.figures;
    const Trace::LoopFigures *subject = figures.subject();
    return subject && figures.workStartedAt ? figures.stallsOf(subject->track.id)
                                            : std::vector<const Trace::Stall *>();
}

} // namespace

QJsonObject toJson(const AttachReport &report)
{
    QJsonObject document = Session::toJson(report.run);
    for (const char *key : {"scenario", "variant", "parameters", "available", "rounds"})
        document.remove(QLatin1String(key));
    document.insert(QStringLiteral("available"), true);
    document.insert(QStringLiteral("parameters"),
                    QJsonObject{{QStringLiteral("threshold_ms"), report.thresholdMs}});
    document.insert(QStringLiteral("rounds"), QJsonValue());
    document.insert(QStringLiteral("program"), report.command.value(0));
    document.insert(QStringLiteral("arguments"), QJsonArray::fromStringList(report.command.mid(1)));
    document.insert(QStringLiteral("exit_status"),
                    report.exitStatus ? QJsonValue(*report.exitStatus) : QJsonValue());
    // Those of the main loop: other threads have their loops to be busy in.
    const auto listed = stallsOf(report).size();
    if (report.run.figures.stalls.size() < Trace::Statistics::stallLimit)
        document.insert(QStringLiteral("slow_callbacks_total"), static_cast<qint64>(listed));
    return document;
}

QString toText(const AttachReport &report)
{
    const Trace::Figures &figures = report.run.figures;
    const Trace::LoopFigures *loop = figures.subject();
    QString text = QFileInfo(report.command.value(0)).fileName() +
                   (report.exitStatus ? QStringLiteral(" ended with status %1").arg(*report.exitStatus)
                                      : QStringLiteral(" goes on, unobserved"));
    if (!loop)
        return text + u'\n';
    const Base::Duration work = report.run.run.duration;
    text += QStringLiteral(" after %1: %2, main loop %3 % busy\n")
                .arg(durationText(work),
                     Scenario::countedText(static_cast<double>(loop->dispatches), QStringLiteral("dispatch"),
                                           QStringLiteral("dispatches")))
                .arg(100 * loop->busyFraction(work), 0, 'f', 1);
    text += latencyText(loop->latency);
    text += stallsText(report, stallsOf(report));
    for (const auto &[id, use] : figures.wrongThreadUses)
        text += use.toString() + QStringLiteral(".\n");
    const double cost = report.run.self.watchdogCoreFraction + report.run.self.recorderCoreFraction;
    text += QStringLiteral("observing cost %1 % of a core and %2 ns per dispatch; %3 lost\n")
                .arg(100 * cost, 0, 'f', 2)
                .arg(report.run.self.probeNsPerDispatch, 0, 'f', 0)
                .arg(Scenario::countedText(static_cast<double>(figures.dropped), QStringLiteral("event was"),
                                           QStringLiteral("events were")));
    if (report.run.self.samplingSlowdown > 1)
        text += QStringLiteral("to keep that within %1 %, stacks were sampled up to %2 times more rarely\n")
                    .arg(100 * figures.selfCost.budget, 0, 'g', 3)
                    .arg(report.run.self.samplingSlowdown);
    if (!report.run.recordedTo.isEmpty())
        text += QStringLiteral("recorded to %1\n").arg(report.run.recordedTo);
    return text;
}

} // namespace Loopscope::Cli
