#include "core/session/variantcomparison.h"

#include "core/session/comparisonsentences.h"

#include <algorithm>
#include <utility>

namespace Loopscope::Session {

namespace {

// Nothing is good about an answer that somebody else was waiting for.
bool isRight(const MeasuredVariant &variant)
{
    const Scenario::RunFigures &run = variant.report->run;
    return run.requests.wrongAnswers <= 0 && run.foreignResumptions == 0 && run.foreignUses == 0;
}

// The variants that a headline speaks of, wherever they stand in the list.
struct Pair
{
    const MeasuredVariant *best = nullptr;
    const MeasuredVariant *worst = nullptr;
};

// By a figure of which less is better. Best is one that is right, and of equal ones the later, which is the
// better one by the slide; worst is another one, right as well if there is such a one.
template <typename Figure>
Pair extremes(const std::vector<MeasuredVariant> &variants, const Figure &figureOf)
{
    const bool anyRight = std::ranges::any_of(variants, isRight);
    Pair pair;
    for (const MeasuredVariant &variant : variants) {
        if (anyRight && !isRight(variant))
            continue;
        if (!pair.best || figureOf(variant) <= figureOf(*pair.best))
            pair.best = &variant;
    }
    for (const MeasuredVariant &variant : variants) {
        if (&variant == pair.best)
            continue;
        const bool isRighter = !pair.worst || (isRight(variant) && !isRight(*pair.worst));
        const bool isWronger = pair.worst && !isRight(variant) && isRight(*pair.worst);
        if (isRighter || (!isWronger && figureOf(variant) > figureOf(*pair.worst)))
            pair.worst = &variant;
    }
    return pair;
}

// A variant that is fast because it is wrong must not be praised by the first sentence.
void leadWithWrong(const MeasuredVariant &best, const MeasuredVariant &worst, ComparisonFindings *findings)
{
    const bool isPraised = worst.roundTime() < best.roundTime() && !isRight(worst);
    if (!isPraised || findings->remarks.empty())
        return;
    std::swap(findings->headline, findings->remarks.front().text);
    findings->remarks.front().isAlarm = false;
    findings->isHeadlineAlarm = true;
}

// What unblocks the loop is what the slide is for, even when it is no faster.
void leadWithStalls(const QString &sentence, const MeasuredVariant &better, ComparisonFindings *findings)
{
    findings->remarks.insert(findings->remarks.begin(), {false, std::exchange(findings->headline, sentence)});
    findings->best = better.variant;
}

// The best one by the slide.
const MeasuredVariant *lastRight(const std::vector<MeasuredVariant> &variants)
{
    const auto found = std::ranges::find_if(variants.rbegin(), variants.rend(), isRight);
    return found == variants.rend() ? &variants.back() : &*found;
}

void addLoopFindings(const std::vector<MeasuredVariant> &variants, ComparisonFindings *findings)
{
    const Pair pair = extremes(variants, longestStallOf);
    findings->headline = loopHeadline(*pair.best, *pair.worst, pair.best == &variants.back());
    const Base::Duration best = longestStallOf(*pair.best);
    const Base::Duration worst = longestStallOf(*pair.worst);
    if (best != worst && !isSame(best, worst))
        findings->best = pair.best->variant;
    for (const MeasuredVariant &variant : variants)
        addWrong(variant, *pair.best, findings);
    addDelays(variants, findings);
}

} // namespace

OwnStalls ownStalls(const RunReport &report)
{
    const Scenario::RunFigures &run = report.run;
    OwnStalls own{run.stalls - run.stallsOfMachine, Base::Duration::zero()};
    if (own.count <= 0)
        return {};
    for (const Trace::Stall *stall : stallsOf(report)) {
        if (!stall->isOfMachine())
            own.longest = std::max(own.longest, stall->duration);
    }
    if (own.longest == Base::Duration::zero())
        own.longest = run.longestStall;
    own.longest = std::min(own.longest, run.duration); // it may have begun before the work, or outlived it
    return own;
}

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
    if (!scenario.hasAmount) {
        addLoopFindings(variants, &findings);
        return findings;
    }
    const Pair pair = extremes(variants, [](const MeasuredVariant &variant) { return variant.roundTime(); });
    const bool differs = !isSame(pair.best->roundTime(), pair.worst->roundTime());
    // Nobody is praised for a difference that is none: then the slide's order says who is best.
    const MeasuredVariant &best = differs ? *pair.best : *lastRight(variants);
    const MeasuredVariant &worst = differs || pair.worst != &best ? *pair.worst : *pair.best;
    const QString speed = speedSentence(best, worst);
    findings.headline = speed;
    if (best.roundTime() < worst.roundTime() && differs)
        findings.best = best.variant;
    for (const MeasuredVariant &variant : variants)
        addWrong(variant, best, &findings);
    leadWithWrong(best, worst, &findings);
    // Against the slide's worst variant; of which the headline may speak well.
    const MeasuredVariant &first = variants.front();
    const MeasuredVariant &better = &best == &first ? *lastRight(variants) : best;
    const QString stalls = &better == &first ? QString() : loopSentence(better, first, &best);
    const bool isFasterBlocked =
        !stalls.isEmpty() && longestStallOf(better) < longestStallOf(first) && (!differs || &best == &first);
    if (isFasterBlocked && findings.headline == speed)
        leadWithStalls(stalls, better, &findings);
    for (const QString &sentence : {stalls, poolSentence(variants)}) {
        if (!sentence.isEmpty() && sentence != findings.headline)
            findings.remarks.push_back({false, sentence});
    }
    addDelays(variants, &findings);
    findings.footnote = queueingNote(scenario, better.report->run, first.report->run);
    if (findings.footnote.isEmpty())
        findings.footnote = latencyNote(scenario);
    return findings;
}

} // namespace Loopscope::Session
