#include "core/session/comparisonsentences.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"

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

QString stallOf(const MeasuredVariant &variant)
{
    return stallText(longestStallOf(variant));
}

} // namespace

bool isSame(Base::Duration one, Base::Duration other)
{
    return ratioOf(std::max(one, other), std::min(one, other)) < noDifference;
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

QString speedSentence(const MeasuredVariant &one, const MeasuredVariant &other)
{
    if (isSame(one.roundTime(), other.roundTime()))
        return Words::tr("%1 is as fast as %2: %3")
            .arg(firstInClause(one.variant->title), lastInClause(other.variant->title),
                 timesText(one, other));
    const bool isFaster = one.roundTime() < other.roundTime();
    const MeasuredVariant &faster = isFaster ? one : other;
    const MeasuredVariant &slower = isFaster ? other : one;
    const double times = ratioOf(slower.roundTime(), faster.roundTime());
    return Words::tr("%1 is %2 times as fast as %3: %4")
        .arg(firstInClause(faster.variant->title), Scenario::factorText(times),
             lastInClause(slower.variant->title), timesText(faster, slower));
}

namespace {

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

QString thresholdText(const MeasuredVariant &variant)
{
    return Scenario::millisecondsText(variant.report->parameters.number(QStringLiteral("threshold_ms")));
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

const MeasuredVariant *withPool(const std::vector<MeasuredVariant> &variants, QLatin1String kind)
{
    const auto found = std::ranges::find_if(variants, [kind](const MeasuredVariant &variant) {
        const auto &executors = variant.report->run.executors;
        return !executors.empty() && executors.front().kind == kind;
    });
    return found == variants.end() ? nullptr : &*found;
}

} // namespace

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

QString loopHeadline(const MeasuredVariant &best, const MeasuredVariant &worst, bool isLast)
{
    QString sentence = loopSentence(best, worst, isLast ? &best : nullptr);
    if (!sentence.isEmpty())
        return sentence;
    const Scenario::RunFigures &bestRun = best.report->run;
    const Scenario::RunFigures &worstRun = worst.report->run;
    if (longestStallOf(best) > Base::Duration::zero())
        return Words::tr("%1 blocks as long as %2: the longest stall is %3 against %4.")
            .arg(firstInClause(best.variant->title), lastInClause(worst.variant->title), stallOf(best),
                 stallOf(worst));
    if (std::min(bestRun.latencyMax, worstRun.latencyMax) == Base::Duration::zero())
        return Words::tr("No stall over %1.").arg(thresholdText(best));
    return Words::tr("No stall over %1: loop latency p99 %2.")
        .arg(thresholdText(best), timesText(bestRun.latencyP99, worstRun.latencyP99));
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

void addDelays(const std::vector<MeasuredVariant> &variants, ComparisonFindings *findings)
{
    addMachine(variants, findings);
    addPeak(variants, findings);
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

} // namespace Loopscope::Session
