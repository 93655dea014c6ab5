// The figures of both traces side by side.
#include "core/session/tracecomparison.h"
#include "ui/paircontroller.h"
#include "ui/panels/comparisonpanel.h"
#include "ui/panels/replayheader.h"
#include "ui/replaystage.h"
#include "ui/theme/format.h"

#include <cmath>

namespace Loopscope::Ui {

using Panels::ComparisonRow;

namespace {

constexpr double sameWithin = 0.1;
constexpr double factorFrom = 2;

// "148× less", "12 % more", "same".
QString changeText(double before, double after)
{
    if (before == after || std::abs(after - before) <= sameWithin * std::max(before, after))
        return PairController::tr("same");
    if (before <= 0 || after <= 0)
        return after > 0 ? PairController::tr("new") : PairController::tr("all gone");
    const double ratio = after > before ? after / before : before / after;
    const QString word = after > before ? PairController::tr("more") : PairController::tr("less");
    if (ratio >= factorFrom)
        return QStringLiteral("%1 %2").arg(Theme::formatFactor(ratio), word);
    return QStringLiteral("%1 %2").arg(Theme::formatPercent(std::abs(after - before) / before), word);
}

ComparisonRow rowOf(const QString &name, const QString &before, const QString &after, double was, double is)
{
    const QString change = changeText(was, is);
    return {name, before, after, change, change != PairController::tr("same")};
}

ComparisonRow durationRow(const QString &name, Base::Duration was, Base::Duration is)
{
    return rowOf(name, Theme::formatDuration(was), Theme::formatDuration(is),
                 static_cast<double>(was.count()), static_cast<double>(is.count()));
}

struct StallSum
{
    qint64 count = 0;
    Base::Duration longest{0};
    Base::Duration total{0};
};

StallSum stallsOf(const Session::LoadedTrace &trace)
{
    StallSum sum;
    const Trace::LoopFigures *subject = trace.report.figures.subject();
    for (const Trace::Stall *stall :
         subject ? trace.report.figures.stallsOf(subject->track.id) : std::vector<const Trace::Stall *>()) {
        ++sum.count;
        sum.longest = std::max(sum.longest, stall->duration);
        sum.total += stall->duration;
    }
    // Of very many stalls the longest alone are known one by one.
    sum.count = std::max(sum.count, trace.report.run.stalls);
    return sum;
}

QString longestText(const StallSum &sum)
{
    return sum.count > 0 ? Theme::formatStall(sum.longest) : PairController::tr("none");
}

double shareOf(const StallSum &sum, Base::Duration duration)
{
    return duration > Base::Duration::zero() ? Base::toSeconds(sum.total) / Base::toSeconds(duration) : 0;
}

} // namespace

std::vector<ComparisonRow> PairController::comparisonRows() const
{
    const Session::LoadedTrace &before = m_sides[0].trace->loaded;
    const Session::LoadedTrace &after = m_sides[1].trace->loaded;
    std::vector<ComparisonRow> rows;
    const Trace::LoopFigures *was = before.report.figures.subject();
    const Trace::LoopFigures *is = after.report.figures.subject();
    if (was && is && !was->latency.isEmpty() && !is->latency.isEmpty()) {
        const auto add = [&](const QString &name, double quantile) {
            rows.push_back(
                durationRow(name, was->latency.quantile(quantile), is->latency.quantile(quantile)));
        };
        add(tr("Latency p50"), 0.5);
        add(tr("Latency p90"), 0.9);
        add(tr("Latency p99"), 0.99);
        add(tr("Latency p99.9"), 0.999);
        rows.push_back(
            durationRow(tr("Latency max"), before.report.run.longestWait(), after.report.run.longestWait()));
    }
    const StallSum old = stallsOf(before);
    const StallSum now = stallsOf(after);
    rows.push_back(rowOf(tr("Longest stall"), longestText(old), longestText(now),
                         Base::toMilliseconds(old.longest), Base::toMilliseconds(now.longest)));
    rows.push_back(rowOf(tr("Stalls"), Theme::formatCount(old.count), Theme::formatCount(now.count),
                         static_cast<double>(old.count), static_cast<double>(now.count)));
    const double oldShare = shareOf(old, before.report.figures.workDuration());
    const double newShare = shareOf(now, after.report.figures.workDuration());
    rows.push_back(rowOf(tr("Time in them"), Theme::formatPercent(oldShare), Theme::formatPercent(newShare),
                         oldShare, newShare));
    const auto rate = [](const Session::LoadedTrace &trace) {
        const double seconds = Base::toSeconds(trace.report.run.duration);
        return seconds > 0
                   ? static_cast<double>(std::max<qint64>(trace.report.run.requests.completed, 0)) / seconds
                   : 0;
    };
    if (before.report.run.usesRequests && after.report.run.usesRequests)
        rows.push_back(rowOf(tr("Requests"), Theme::formatRate(rate(before)), Theme::formatRate(rate(after)),
                             rate(before), rate(after)));
    const auto depth = [](const Session::LoadedTrace &trace) -> qint64 {
        return trace.report.run.executors.empty() ? -1 : trace.report.run.executors.front().maxQueueDepth;
    };
    if (depth(before) >= 0 && depth(after) >= 0)
        rows.push_back(rowOf(tr("Longest queue"), Theme::formatCount(depth(before)),
                             Theme::formatCount(depth(after)), static_cast<double>(depth(before)),
                             static_cast<double>(depth(after))));
    const auto droppedBefore = static_cast<qint64>(before.report.self.droppedEvents);
    const auto droppedAfter = static_cast<qint64>(after.report.self.droppedEvents);
    rows.push_back({tr("Dropped events"), Theme::formatCount(droppedBefore), Theme::formatCount(droppedAfter),
                    QString(), false});
    return rows;
}

void PairController::describe()
{
    const Session::TraceComparison comparison = Session::compareTraces(
        m_sides[0].path, m_sides[0].trace->loaded, m_sides[1].path, m_sides[1].trace->loaded);
    m_stage->comparison()->setComparison(comparisonRows(), comparison.findings);
    const StallSum old = stallsOf(m_sides[0].trace->loaded);
    const StallSum now = stallsOf(m_sides[1].trace->loaded);
    const auto longest = [](const QString &letter, const StallSum &sum) {
        return sum.count ? tr("%1's longest stall is %2").arg(letter, Theme::formatStall(sum.longest))
                         : tr("%1 has no stall").arg(letter);
    };
    m_stage->header()->setTitle(
        tr("Replay, two traces"),
        tr("%1, %2.").arg(longest(QStringLiteral("B"), now), longest(QStringLiteral("A"), old)));
}

} // namespace Loopscope::Ui
