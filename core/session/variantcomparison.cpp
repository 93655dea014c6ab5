#include "core/session/variantcomparison.h"

#include "core/scenario/figuretext.h"

#include <algorithm>

namespace Loopscope::Session {

namespace {

using Scenario::countedText;
using Scenario::countText;
using Scenario::durationText;
using Scenario::stallText;

constexpr double noDifference = 1.1;

double ratioOf(Base::Duration slower, Base::Duration faster)
{
    return Base::toSeconds(slower) / std::max(1e-9, Base::toSeconds(faster));
}

bool isSame(Base::Duration one, Base::Duration other)
{
    return ratioOf(std::max(one, other), std::min(one, other)) < noDifference;
}

// In the middle of a sentence; names in capitals stay.
QString inSentence(const QString &text)
{
    const bool isName = text.size() > 1 && text[1].isUpper();
    return isName ? text : text.left(1).toLower() + text.mid(1);
}

// Two times that are compared have one unit, unless the shorter would vanish: "0.105 s against 1.12 s".
QString timesText(Base::Duration one, Base::Duration other)
{
    using namespace std::chrono_literals;
    const bool inSeconds = std::max(one, other) >= 1s && std::min(one, other) >= 1ms;
    const auto text = [&](Base::Duration time) {
        if (!inSeconds || time >= 1s)
            return durationText(time);
        return QString::number(Base::toSeconds(time), 'f', 3) + QStringLiteral("\u00a0s");
    };
    return QStringLiteral("%1 against %2").arg(text(one), text(other));
}

QString timesText(const MeasuredVariant &one, const MeasuredVariant &other)
{
    const bool repeats = one.report->run.rounds > 1 || other.report->run.rounds > 1;
    return timesText(one.roundTime(), other.roundTime()) +
           (repeats ? QStringLiteral(" a round.") : QStringLiteral("."));
}

QString speedSentence(const MeasuredVariant &one, const MeasuredVariant &other)
{
    if (isSame(one.roundTime(), other.roundTime()))
        return QStringLiteral("No difference: %1").arg(timesText(one, other));
    const bool isFaster = one.roundTime() < other.roundTime();
    const MeasuredVariant &faster = isFaster ? one : other;
    const MeasuredVariant &slower = isFaster ? other : one;
    const double times = ratioOf(slower.roundTime(), faster.roundTime());
    return QStringLiteral("%1 is %2 times as fast as %3: %4")
        .arg(faster.variant->title, times < 99.95 ? QString::number(times, 'f', 1) : countText(times),
             inSentence(slower.variant->title), timesText(faster, slower));
}

QString stallOf(const Scenario::RunFigures &run)
{
    return run.stalls > 0 ? stallText(run.longestStall) : QStringLiteral("none");
}

// Empty when no loop was blocked, or both for as long.
QString loopSentence(const Scenario::RunFigures &best, const Scenario::RunFigures &worst)
{
    if ((best.stalls == 0 && worst.stalls == 0) || isSame(best.longestStall, worst.longestStall))
        return {};
    return QStringLiteral("The longest stall %1 from %2 to %3.")
        .arg(best.longestStall < worst.longestStall ? QStringLiteral("falls") : QStringLiteral("rises"),
             stallOf(worst), stallOf(best));
}

QString loopHeadline(const Scenario::RunFigures &best, const Scenario::RunFigures &worst)
{
    const QString sentence = loopSentence(best, worst);
    if (!sentence.isEmpty())
        return sentence;
    if (best.stalls > 0)
        return QStringLiteral("No difference: the longest stall is %1 against %2.")
            .arg(stallOf(best), stallOf(worst));
    return QStringLiteral("No loop was blocked: latency p99 %1.")
        .arg(timesText(best.latencyP99, worst.latencyP99));
}

QString paceOf(const MeasuredVariant &variant, const MeasuredVariant &best)
{
    if (variant.variant == best.variant)
        return QStringLiteral("wrong");
    if (isSame(variant.roundTime(), best.roundTime()))
        return QStringLiteral("just as fast and wrong");
    return variant.roundTime() < best.roundTime() ? QStringLiteral("faster and wrong")
                                                  : QStringLiteral("slower and wrong");
}

void addWrong(const MeasuredVariant &variant, const MeasuredVariant &best, ComparisonFindings *findings)
{
    const Scenario::RunFigures &run = variant.report->run;
    const QString title = variant.variant->title;
    if (run.requests.wrongAnswers > 0) {
        findings->remarks.push_back(
            {true,
             QStringLiteral("%1 is %2: %3 of %4 reached the wrong caller.")
                 .arg(title, paceOf(variant, best), countText(static_cast<double>(run.requests.wrongAnswers)),
                      countedText(static_cast<double>(run.requests.completed), QStringLiteral("answer")))});
    }
    if (run.foreignResumptions > 0 || run.foreignUses > 0)
        findings->remarks.push_back(
            {true, QStringLiteral("%1: %2").arg(title, inSentence(variant.report->verdict))});
}

const MeasuredVariant *withPool(const std::vector<MeasuredVariant> &variants, QLatin1String kind)
{
    const auto found = std::ranges::find_if(variants, [kind](const MeasuredVariant &variant) {
        const auto &executors = variant.report->run.executors;
        return !executors.empty() && executors.front().kind == kind;
    });
    return found == variants.end() ? nullptr : &*found;
}

QString poolSentence(const std::vector<MeasuredVariant> &variants)
{
    const MeasuredVariant *threads = withPool(variants, QLatin1String("thread"));
    const MeasuredVariant *processes = withPool(variants, QLatin1String("process"));
    if (!threads || !processes)
        return {};
    if (!isSame(threads->roundTime(), processes->roundTime()))
        return speedSentence(*threads, *processes);
    return QStringLiteral("In C++ threads are as fast as processes here: there is no interpreter lock.");
}

QString queueingNote(const Scenario::RunFigures &best, const Scenario::RunFigures &worst)
{
    const bool isSlowerEach = best.usesRequests && worst.usesRequests &&
                              best.requests.latency.quantile(0.5) > worst.requests.latency.quantile(0.5);
    if (!isSlowerEach || best.requests.maxInFlight <= worst.requests.maxInFlight)
        return {};
    const auto others = best.requests.maxInFlight - 1;
    return QStringLiteral("A request takes longer when %1 in flight with it.")
        .arg(others == 1 ? QStringLiteral("another is")
                         : QStringLiteral("%1 others are").arg(countText(static_cast<double>(others))));
}

} // namespace

Base::Duration MeasuredVariant::roundTime() const
{
    return report->run.duration / std::max(1, report->run.rounds);
}

QStringList ComparisonFindings::sentences() const
{
    QStringList all;
    if (!headline.isEmpty())
        all.append(headline);
    for (const ComparisonRemark &remark : remarks)
        all.append(remark.text);
    return all;
}

bool isMeasured(const RunReport &report)
{
    return !report.failed && !report.stopped && report.run.duration > Base::Duration::zero();
}

std::vector<MeasuredVariant> measuredVariants(const Scenario::Scenario &scenario,
                                              const std::vector<std::shared_ptr<const RunReport>> &reports)
{
    std::vector<MeasuredVariant> measured;
    for (const Scenario::Variant &variant : scenario.variants) {
        const auto found = std::ranges::find_if(reports, [&](const auto &report) {
            return report && report->scenarioId == scenario.id && report->variantId == variant.id;
        });
        if (found != reports.end() && isMeasured(**found))
            measured.push_back({&variant, *found});
    }
    return measured;
}

ComparisonFindings compareVariants(const Scenario::Scenario &scenario,
                                   const std::vector<MeasuredVariant> &variants)
{
    ComparisonFindings findings;
    if (variants.size() < 2)
        return findings;
    const MeasuredVariant &worst = variants.front();
    const MeasuredVariant &best = variants.back();
    const Scenario::RunFigures &bestRun = best.report->run;
    const Scenario::RunFigures &worstRun = worst.report->run;
    findings.headline = scenario.hasAmount ? speedSentence(best, worst) : loopHeadline(bestRun, worstRun);
    for (const MeasuredVariant &variant : variants)
        addWrong(variant, best, &findings);
    if (!scenario.hasAmount)
        return findings;
    for (const QString &sentence : {loopSentence(bestRun, worstRun), poolSentence(variants)}) {
        if (!sentence.isEmpty() && sentence != findings.headline)
            findings.remarks.push_back({false, sentence});
    }
    findings.footnote = queueingNote(bestRun, worstRun);
    return findings;
}

} // namespace Loopscope::Session
