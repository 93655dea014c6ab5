#include "ui/presentercontents.h"

#include "core/base/words.h"
#include "ui/theme/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace Loopscope::Ui {

namespace {

Base::Duration timeInStalls(const Models::RunModel &run)
{
    Base::Duration sum{0};
    for (const auto &[id, stall] : run.stalls().all()) {
        // The slow callbacks of an iteration are in the list by themselves.
        if (stall.kind == Trace::StallKind::Callback)
            sum += Models::stallDuration(stall, run.now());
    }
    return sum;
}

double lastOf(const Models::CounterSeries *counter)
{
    const auto sample = counter ? counter->values.last() : std::nullopt;
    return sample ? sample->value : 0;
}

PresenterContents::Number longestWait(const Models::RunModel &run)
{
    const Trace::Stall *longest = run.openStall();
    for (const auto &[id, stall] : run.stalls().all()) {
        if (!longest || Models::stallDuration(stall, run.now()) > Models::stallDuration(*longest, run.now()))
            longest = &stall;
    }
    // A peak that several callbacks or the machine made was shown as the longest; it does not go away.
    const Base::Duration waited =
        run.latencyFigures().samples > 0 ? run.latencyFigures().max : Base::Duration(0);
    const bool isExplained = longest && 2 * waited <= 3 * Models::stallDuration(*longest, run.now());
    if (longest && (longest->open || isExplained))
        return {Theme::formatLive(Models::stallDuration(*longest, run.now())), Words::tr("longest stall"),
                true, longest->id, false};
    if (run.latencyFigures().samples == 0)
        return {};
    return {Theme::formatLive(run.latencyFigures().max), Words::tr("longest wait"), false, 0, false};
}

/// How often objects were used or coroutines went on in a wrong thread.
PresenterContents::Number wrongThreadNumber(const Models::RunModel &run)
{
    quint64 uses = 0;
    quint64 resumptions = 0;
    for (const auto &[id, use] : run.wrongThreadUses())
        (use.kind == Trace::WrongThreadKind::Resumption ? resumptions : uses) += use.count;
    const QString count = Theme::formatCount(static_cast<qint64>(uses + resumptions)); // as the header has it
    const QString caption = uses == 0                 ? Words::tr("resumed in the wrong thread")
                            : uses + resumptions == 1 ? Words::tr("use of the wrong thread")
                                                      : Words::tr("uses of the wrong thread");
    return {count, caption, true, 0, false};
}

PresenterContents::Number latencyNumber(const PresenterSource &source)
{
    const Models::RunModel &run = *source.run;
    if (const Trace::Stall *open = run.openStall())
        return {Theme::formatLive(Models::stallDuration(*open, run.now())), Words::tr("blocked now"), true,
                open->id, true};
    const Trace::Stall *last = run.isLive() ? run.stalls().newest() : nullptr;
    if (last && run.now() - (last->startedAt + last->duration) < source.holdFor)
        return {Theme::formatLive(last->duration), Words::tr("blocked just now"), true, last->id, true};
    return run.wrongThreadUses().empty() ? longestWait(run) : wrongThreadNumber(run);
}

// While the run goes on its counter tells.
qint64 wrongAnswers(const PresenterSource &source)
{
    return source.report ? source.report->run.requests.wrongAnswers : source.run->wrongAnswers();
}

bool hasWrongAnswers(const PresenterSource &source)
{
    return wrongAnswers(source) > 0;
}

PresenterContents::Number requestsNumber(const PresenterSource &source)
{
    const Session::RunReport *report = source.report.get();
    if (hasWrongAnswers(source))
        return {Theme::formatCount(wrongAnswers(source)), Words::tr("wrong answers"), true, 0, !report};
    const double rate = report ? report->run.perSecond() : lastOf(source.run->requestRate());
    return {Theme::formatRate(rate), report ? Words::tr("requests, whole run") : Words::tr("requests now"),
            false, 0, false};
}

/// The line at which the loop is blocked, or was: the last stall may be one of which no sample was taken.
SourceLine blockingLine(const Models::RunModel &run)
{
    const auto lineIn = [](const Trace::Stall &stall) {
        const Trace::Frame *frame = stall.culprit();
        SourceLine line = frame ? lineOf(*frame) : SourceLine();
        if (frame && line.text.isEmpty()) {
            line.text = Words::tr("%1, line %2").arg(stall.culpritName()).arg(line.number);
            line.isCode = false;
        }
        return line;
    };
    const Trace::Stall *open = run.openStall();
    SourceLine line = open ? lineIn(*open) : SourceLine();
    const auto &all = run.stalls().all();
    for (auto stall = all.rbegin(); stall != all.rend() && !line.isValid(); ++stall) {
        if (!stall->second.isOfMachine()) // no line is to blame
            line = lineIn(stall->second);
    }
    return line;
}

/// Where a coroutine went on in a wrong thread, else where something was used in one.
SourceLine wrongThreadLine(const Models::RunModel &run)
{
    SourceLine line;
    for (const auto &[id, use] : run.wrongThreadUses()) {
        const bool isResumption = use.kind == Trace::WrongThreadKind::Resumption;
        if (use.where().isValid() && (isResumption || !line.isValid()))
            line = lineOf(use.where());
        if (isResumption && line.isValid())
            break;
    }
    return line.text.isEmpty() ? SourceLine() : line;
}

void addLine(const PresenterSource &source, PresenterContents *contents)
{
    if (contents->showsRun)
        contents->line = blockingLine(*source.run);
    contents->lineCaption = source.run->openStall() ? Words::tr("blocks here") : Words::tr("blocked here");
    if (!contents->line.isValid() && contents->showsRun) {
        contents->line = wrongThreadLine(*source.run);
        contents->lineCaption = Words::tr("goes on in the wrong thread here");
    }
    contents->isGuilty = contents->line.isValid() || (contents->showsRun && hasWrongAnswers(source));
    if (contents->line.isValid() || !source.scenario || !source.variant)
        return;
    contents->line = tellingLine(*source.scenario, *source.variant);
    contents->lineCaption =
        contents->isGuilty ? Words::tr("goes wrong here") : Words::tr("this variant's line");
}

QString loopText(const Models::RunModel &run, const Panels::LoopStatus &loop)
{
    if (loop.kind == Panels::LoopStatus::Kind::Frozen)
        return Words::tr("Loop frozen");
    if (loop.isRecorded)
        return Words::tr("Recorded");
    if (run.stage() == Models::RunStage::Ended)
        return Words::tr("Ended");
    return loop.kind == Panels::LoopStatus::Kind::Busy
               ? Words::tr("Loop busy %1").arg(Theme::formatPercent(loop.busy))
               : Words::tr("Loop runs");
}

void addFacts(const PresenterSource &source, PresenterContents *contents)
{
    const Models::RunModel &run = *source.run;
    if (contents->subject == PresenterSubject::Requests && run.requestsInFlight())
        contents->facts.push_back(
            {Words::tr("in flight"), Theme::formatCount(std::llround(lastOf(run.requestsInFlight())))});
    const auto longest = longestWait(run);
    const bool isTheNumber = longest.value == contents->number.value;
    if (!longest.value.isEmpty() && !isTheNumber)
        contents->facts.push_back({longest.isStall ? Words::tr("longest") : longest.caption, longest.value});
    const double seconds = Base::toSeconds(run.runTime());
    const auto stalls = static_cast<qint64>(run.stalls().total());
    if (stalls > 0 && seconds > 0)
        contents->facts.push_back(
            {Words::tr("blocked"),
             Words::tr("%1 of the time")
                 .arg(Theme::formatPercent(std::min(1.0, Base::toSeconds(timeInStalls(run)) / seconds)))});
    const QString count = Theme::formatCount(stalls);
    if (run.openStall() && stalls == 1)
        contents->facts.push_back({QString(), Words::tr("1 stall, now")});
    else
        contents->facts.push_back(
            {Words::tr("stalls"), run.openStall() ? Words::tr("%1, 1 now").arg(count) : count});
}

} // namespace

PresenterSubject presenterSubject(const QString &scenarioId)
{
    return scenarioId == QStringLiteral("connection-pool") || scenarioId == QStringLiteral("pipelining")
               ? PresenterSubject::Requests
               : PresenterSubject::Latency;
}

PresenterContents presenterContents(const PresenterSource &source)
{
    PresenterContents contents;
    contents.problem = source.problem;
    contents.invitation = source.invitation;
    contents.title = source.title;
    contents.loop = source.loop;
    contents.loopText = loopText(*source.run, source.loop);
    if (source.scenario) {
        contents.title = source.scenario->title;
        contents.lesson = source.scenario->lesson;
        contents.subject = presenterSubject(source.scenario->id);
        contents.keepsRoomForRemedy = std::ranges::any_of(
            source.scenario->variants, [](const auto &variant) { return !variant.advice.isEmpty(); });
    }
    if (source.scenario && source.variant) {
        const auto count = static_cast<int>(source.scenario->variants.size());
        const auto at = static_cast<int>(source.variant - source.scenario->variants.data());
        contents.variant = source.variant->title;
        contents.variantNumber = at + 1;
        contents.rank = Panels::rankOf(at, count);
    }
    contents.showsRun = source.run->stage() != Models::RunStage::None && !source.isStale;
    addLine(source, &contents);
    if (!contents.showsRun)
        return contents;
    contents.number =
        contents.subject == PresenterSubject::Latency ? latencyNumber(source) : requestsNumber(source);
    addFacts(source, &contents);
    if (!source.report)
        return contents;
    contents.verdict = source.report->verdict;
    if (source.variant && !source.report->failed)
        contents.remedy = source.variant->advice;
    return contents;
}

} // namespace Loopscope::Ui
