#include "app/cli/reporttable.h"

#include "core/scenario/figuretext.h"

#include <algorithm>

namespace Loopscope::Cli {

namespace {

const QStringList titles{QStringLiteral("scenario/variant"),
                         QStringLiteral("work"),
                         QStringLiteral("loop p50"),
                         QStringLiteral("p99"),
                         QStringLiteral("max"),
                         QStringLiteral("stalls"),
                         QStringLiteral("longest"),
                         QStringLiteral("req/s"),
                         QStringLiteral("wrong"),
                         QStringLiteral("queue")};

QString orDash(bool isThere, const QString &text)
{
    return isThere ? text : QStringLiteral("-");
}

} // namespace

void ReportTable::add(const Session::RunReport &report, const QString &title)
{
    using namespace Scenario;
    const QString name = title.isEmpty() ? report.scenarioId + u'/' + report.variantId : title;
    const RunFigures &run = report.run;
    const bool hasWork = report.figures.workStartedAt.has_value();
    // A run may be over before its loop was asked once.
    const Trace::LoopFigures *subject = report.figures.subject();
    const bool hasLatency = hasWork && subject && !subject->latency.isEmpty();
    m_rows.push_back(
        {name, orDash(hasWork, durationText(run.duration)), orDash(hasLatency, durationText(run.latencyP50)),
         orDash(hasLatency, durationText(run.latencyP99)),
         orDash(hasLatency, durationText(run.longestWait())), countText(static_cast<double>(run.stalls)),
         orDash(run.stalls > 0, durationText(run.longestStall)),
         orDash(run.usesRequests && run.requests.completed >= 0, rateText(run.perSecond())),
         orDash(run.usesRequests && run.requests.wrongAnswers >= 0,
                countText(static_cast<double>(run.requests.wrongAnswers))),
         orDash(!run.executors.empty(), run.executors.empty() ? QString()
                                                              : countText(static_cast<double>(
                                                                    run.executors.front().maxQueueDepth)))});
    const QString said = report.failed ? QStringLiteral("failed: ") + report.failure : report.verdict;
    if (!said.isEmpty())
        m_verdicts.append(name + QStringLiteral(": ") + said);
    for (const auto &[id, use] : report.figures.wrongThreadUses)
        m_verdicts.append(QStringLiteral("    ") + use.toString() + u'.');
    if (!report.recordedTo.isEmpty())
        m_verdicts.append(name + QStringLiteral(": recorded to ") + report.recordedTo);
}

void ReportTable::addStalls(const Session::RunReport &report)
{
    constexpr std::size_t shown = 10;
    const Trace::LoopFigures *subject = report.figures.subject();
    if (!subject)
        return;
    auto stalls = report.figures.stallsOf(subject->track.id);
    std::ranges::stable_sort(stalls, std::greater(), &Trace::Stall::duration);
    for (std::size_t i = 0; i < std::min(shown, stalls.size()); ++i) {
        const QString unfinished = stalls[i]->open ? QStringLiteral(", unfinished") : QString();
        const QString cause = Trace::causeId(stalls[i]->cause) + unfinished;
        m_verdicts.append(QStringLiteral("    %1 (%2)").arg(Trace::slowCallbackLine(*stalls[i]), cause));
    }
    if (stalls.size() > shown)
        m_verdicts.append(QStringLiteral("    and %1 more").arg(stalls.size() - shown));
}

void ReportTable::addComparison(const QString &scenarioId, const Session::ComparisonFindings &findings)
{
    const QStringList sentences = findings.sentences();
    if (!sentences.isEmpty())
        m_verdicts.append(QStringLiteral("%1: %2").arg(scenarioId, sentences.join(u' ')));
}

void ReportTable::addUnavailable(const QString &scenarioId, const QString &reason)
{
    m_verdicts.append(QStringLiteral("%1: not available. %2").arg(scenarioId, reason));
}

QString ReportTable::toText() const
{
    std::vector<qsizetype> widths;
    for (qsizetype column = 0; column < titles.size(); ++column) {
        qsizetype width = titles[column].size();
        for (const QStringList &row : m_rows)
            width = std::max(width, row[column].size());
        widths.push_back(width);
    }
    QString text;
    const auto append = [&](const QStringList &row) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            const auto width = static_cast<int>(widths[static_cast<std::size_t>(column)]);
            text += column == 0 ? row[column].leftJustified(width)
                                : QStringLiteral("  ") + row[column].rightJustified(width);
        }
        text += u'\n';
    };
    if (!m_rows.empty()) {
        append(titles);
        for (const QStringList &row : m_rows)
            append(row);
        text += u'\n';
    }
    for (const QString &verdict : m_verdicts)
        text += verdict + u'\n';
    return text;
}

} // namespace Loopscope::Cli
