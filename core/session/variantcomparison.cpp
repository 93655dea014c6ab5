#include "core/session/variantcomparison.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"

#include <algorithm>
#include <utility>

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

// A comma of a name must not break the sentence that it stands in.
QString lastInClause(const QString &title)
{
    return inSentence(title).remove(u',');
}

QString firstInClause(const QString &title)
{
    return title.contains(u',') ? title + u',' : title;
}

// Each as the table has it: "105 ms against 1.12 s".
QString timesText(Base::Duration one, Base::Duration other)
{
    return Words::tr("%1 against %2").arg(durationText(one), durationText(other));
}

QString timesText(const MeasuredVariant &one, const MeasuredVariant &other)
{
    const bool repeats = one.report->run.rounds > 1 || other.report->run.rounds > 1;
    return timesText(one.roundTime(), other.roundTime()) +
           (repeats ? Words::tr(" a round.") : QStringLiteral("."));
}

QString speedSentence(const MeasuredVariant &one, const MeasuredVariant &other)
{
    if (isSame(one.roundTime(), other.roundTime()))
        return Words::tr("No difference: %1").arg(timesText(one, other));
    const bool isFaster = one.roundTime() < other.roundTime();
    const MeasuredVariant &faster = isFaster ? one : other;
    const MeasuredVariant &slower = isFaster ? other : one;
    const double times = ratioOf(slower.roundTime(), faster.roundTime());
    return Words::tr("%1 is %2 times as fast as %3: %4")
        .arg(firstInClause(faster.variant->title), Scenario::factorText(times),
             lastInClause(slower.variant->title), timesText(faster, slower));
}

std::vector<const Trace::Stall *> stallsOf(const RunReport &report)
{
    const Trace::LoopFigures *subject = report.figures.subject();
    return subject ? report.figures.stallsOf(subject->track.id) : std::vector<const Trace::Stall *>();
}

Base::Duration longestStallOf(const MeasuredVariant &variant)
{
    return ownStalls(*variant.report).longest;
}

QString stallOf(const MeasuredVariant &variant)
{
    return stallText(longestStallOf(variant));
}

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

QString noStallSentence(const MeasuredVariant &without, const MeasuredVariant &with)
{
    const OwnStalls stalls = ownStalls(*with.report);
    const QString names =
        Words::tr("%1 has no stall, %2 has %3 %4.")
            .arg(QString(without.variant->title).remove(u','), QString(with.variant->title).remove(u','));
    return stalls.count == 1
               ? names.arg(Words::tr("one of"), stallText(stalls.longest))
               : names.arg(Words::tr("%1 of up to").arg(countText(static_cast<double>(stalls.count))),
                           stallText(stalls.longest));
}

// From the slide's worst variant on. Empty when no loop was blocked, or both for as long. It names the
// variant when that is not the one that the headline praises.
QString loopSentence(const MeasuredVariant &to, const MeasuredVariant &from, const MeasuredVariant *praised)
{
    const Base::Duration is = longestStallOf(to);
    const Base::Duration was = longestStallOf(from);
    if (is == was || isSame(is, was))
        return {};
    if (std::min(is, was) == Base::Duration::zero())
        return is < was ? noStallSentence(to, from) : noStallSentence(from, to);
    const QString sentence =
        Words::tr("The longest stall %1 from %2 to %3.")
            .arg(is < was ? Words::tr("falls") : Words::tr("rises"), stallOf(from), stallOf(to));
    return praised == &to ? sentence : QStringLiteral("%1: %2").arg(to.variant->title, inSentence(sentence));
}

QString thresholdText(const MeasuredVariant &variant)
{
    return Scenario::millisecondsText(variant.report->parameters.number(QStringLiteral("threshold_ms")));
}

QString loopHeadline(const MeasuredVariant &best, const MeasuredVariant &worst, bool isLast)
{
    QString sentence = loopSentence(best, worst, isLast ? &best : nullptr);
    if (!sentence.isEmpty())
        return sentence;
    const Scenario::RunFigures &bestRun = best.report->run;
    const Scenario::RunFigures &worstRun = worst.report->run;
    if (longestStallOf(best) > Base::Duration::zero())
        return Words::tr("No difference: the longest stall is %1 against %2.")
            .arg(stallOf(best), stallOf(worst));
    if (std::min(bestRun.latencyMax, worstRun.latencyMax) == Base::Duration::zero())
        return Words::tr("No stall over %1.").arg(thresholdText(best));
    return Words::tr("No stall over %1: loop latency p99 %2.")
        .arg(thresholdText(best), timesText(bestRun.latencyP99, worstRun.latencyP99));
}

QString paceOf(const MeasuredVariant &variant, const MeasuredVariant &best)
{
    if (variant.variant == best.variant)
        return Words::tr("wrong");
    if (isSame(variant.roundTime(), best.roundTime()))
        return Words::tr("just as fast and wrong");
    return variant.roundTime() < best.roundTime() ? Words::tr("faster and wrong")
                                                  : Words::tr("slower and wrong");
}

void addWrong(const MeasuredVariant &variant, const MeasuredVariant &best, ComparisonFindings *findings)
{
    const Scenario::RunFigures &run = variant.report->run;
    const QString title = variant.variant->title;
    if (run.requests.wrongAnswers > 0) {
        findings->remarks.push_back({true, Words::tr("%1 is %2: %3 of %4 reached the wrong caller.")
                                               .arg(firstInClause(title), paceOf(variant, best),
                                                    countText(static_cast<double>(run.requests.wrongAnswers)),
                                                    countedText(static_cast<double>(run.requests.completed),
                                                                Words::tr("answer"), Words::tr("answers")))});
    }
    if (run.foreignResumptions > 0 || run.foreignUses > 0)
        findings->remarks.push_back(
            {true, QStringLiteral("%1: %2").arg(title, inSentence(variant.report->verdict))});
}

Base::Duration longestOfMachine(const MeasuredVariant &variant)
{
    Base::Duration longest{0};
    for (const Trace::Stall *stall : stallsOf(*variant.report)) {
        if (stall->isOfMachine())
            longest = std::max(longest, stall->duration);
    }
    return longest > Base::Duration::zero() ? longest : variant.report->run.longestStall;
}

// The stalls that no other sentence and no table speaks of.
void addMachine(const std::vector<MeasuredVariant> &variants, ComparisonFindings *findings)
{
    QStringList delayed;
    for (const MeasuredVariant &variant : variants) {
        const qint64 count = variant.report->run.stallsOfMachine;
        if (count > 0)
            delayed << QStringLiteral("%1 %2").arg(
                QString(variant.variant->title).remove(u','),
                Scenario::delaysText(count, stallText(longestOfMachine(variant))));
    }
    if (!delayed.isEmpty())
        findings->remarks.push_back({false, Words::tr("The machine, not the code, delayed the loop: %1.")
                                                .arg(delayed.join(QStringLiteral("; ")))});
}

// The table's largest maximum that no stall in it explains.
void addPeak(const std::vector<MeasuredVariant> &variants, ComparisonFindings *findings)
{
    const MeasuredVariant *highest = nullptr;
    const auto latency = [](const MeasuredVariant &variant) { return variant.report->run.latencyMax; };
    for (const MeasuredVariant &variant : variants) {
        const RunReport &report = *variant.report;
        if (Scenario::hasUnexplainedWait(report.parameters, report.run) &&
            (!highest || latency(variant) > latency(*highest)))
            highest = &variant;
    }
    if (highest)
        findings->remarks.push_back(
            {false, Words::tr("%1: an event waited %2, for several callbacks or for the machine.")
                        .arg(highest->variant->title, durationText(latency(*highest)))});
}

void addDelays(const std::vector<MeasuredVariant> &variants, ComparisonFindings *findings)
{
    addMachine(variants, findings);
    addPeak(variants, findings);
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
    return Words::tr("In C++ threads are as fast as processes here: there is no interpreter lock.");
}

// By p99, which the table always shows.
QString queueingNote(const Scenario::Scenario &scenario, const Scenario::RunFigures &best,
                     const Scenario::RunFigures &worst)
{
    const Base::Duration is = best.requests.latency.quantile(0.99);
    const Base::Duration was = worst.requests.latency.quantile(0.99);
    const bool isSlowerEach = best.usesRequests && worst.usesRequests && is > was && !isSame(is, was);
    if (!isSlowerEach || best.requests.maxInFlight <= worst.requests.maxInFlight)
        return {};
    const auto others = best.requests.maxInFlight - 1;
    return Words::tr("A %1 takes longer when %2 in flight with it.")
        .arg(scenario.request, others == 1
                                   ? Words::tr("another is")
                                   : Words::tr("%1 others are").arg(countText(static_cast<double>(others))));
}

// Else one that has a single request in flight, and much latency, looks like a mistake.
QString latencyNote(const Scenario::Scenario &scenario)
{
    if (!scenario.wantsAllAtOnce)
        return {};
    return Words::tr("The latency of a %1 counts from the start of its round: all are wanted then.")
        .arg(scenario.request);
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
