#include "ui/presentercontents.h"

#include "ui/theme/format.h"

#include <QCoreApplication>

#include <cmath>

namespace Loopscope::Ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PresenterContents", text);
}

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
    if (longest)
        return {Theme::formatLive(Models::stallDuration(*longest, run.now())), tr("longest stall"), true,
                longest->id, false};
    if (run.latencyFigures().samples == 0)
        return {};
    return {Theme::formatLive(run.latencyFigures().max), tr("longest wait"), false, 0, false};
}

PresenterContents::Number latencyNumber(const PresenterSource &source)
{
    const Models::RunModel &run = *source.run;
    if (const Trace::Stall *open = run.openStall())
        return {Theme::formatLive(Models::stallDuration(*open, run.now())), tr("blocked now"), true, open->id,
                true};
    const Trace::Stall *last = run.isLive() ? run.stalls().newest() : nullptr;
    if (last && run.now() - (last->startedAt + last->duration) < source.holdFor)
        return {Theme::formatLive(last->duration), tr("blocked just now"), true, last->id, true};
    return longestWait(run);
}

PresenterContents::Number requestsNumber(const PresenterSource &source)
{
    const Session::RunReport *report = source.report.get();
    if (report && report->run.requests.wrongAnswers > 0)
        return {Theme::formatCount(report->run.requests.wrongAnswers), tr("wrong answers"), true, 0, false};
    const double rate = report ? report->run.perSecond() : lastOf(source.run->requestRate());
    return {Theme::formatRate(rate), report ? tr("requests, whole run") : tr("requests now"), false, 0,
            false};
}

void addLine(const PresenterSource &source, PresenterContents *contents)
{
    const QString file = source.variant ? source.variant->sourceFile : QString();
    const Trace::Stall *stall = source.run->openStall();
    if (!stall)
        stall = source.run->stalls().newest();
    const Trace::Frame *frame = stall ? frameToShow(*stall, file) : nullptr;
    contents->isGuilty = frame != nullptr;
    contents->line = frame ? lineOf(*frame) : tellingLine(file);
    if (frame && contents->line.text.isEmpty())
        contents->line.text = stall->culpritName();
}

void addFacts(const PresenterSource &source, PresenterContents *contents)
{
    const Models::RunModel &run = *source.run;
    if (contents->subject == PresenterSubject::Requests && run.requestsInFlight())
        contents->facts.push_back(
            {tr("in flight"), Theme::formatCount(std::llround(lastOf(run.requestsInFlight())))});
    const auto longest = longestWait(run);
    const bool isTheNumber = longest.value == contents->number.value;
    if (!longest.value.isEmpty() && !isTheNumber)
        contents->facts.push_back({tr("longest"), longest.value});
    const double seconds = Base::toSeconds(run.runTime());
    const auto stalls = static_cast<qint64>(run.stalls().total());
    if (stalls > 0 && seconds > 0)
        contents->facts.push_back(
            {tr("blocked"),
             tr("%1 of the time")
                 .arg(Theme::formatPercent(std::min(1.0, Base::toSeconds(timeInStalls(run)) / seconds)))});
    const QString count = Theme::formatCount(stalls);
    contents->facts.push_back({tr("stalls"), !run.openStall() ? count
                                             : stalls == 1    ? tr("1, now")
                                                              : tr("%1, 1 now").arg(count)});
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
    if (source.scenario) {
        contents.title = source.scenario->title;
        contents.lesson = source.scenario->lesson;
        contents.subject = presenterSubject(source.scenario->id);
    }
    if (source.scenario && source.variant) {
        const auto count = static_cast<int>(source.scenario->variants.size());
        const auto at = static_cast<int>(source.variant - source.scenario->variants.data());
        contents.variant = source.variant->title;
        contents.rank = Panels::rankOf(at, count);
    }
    addLine(source, &contents);
    if (source.run->stage() == Models::RunStage::None)
        return contents;
    contents.number =
        contents.subject == PresenterSubject::Latency ? latencyNumber(source) : requestsNumber(source);
    addFacts(source, &contents);
    if (source.report)
        contents.verdict = source.report->verdict;
    return contents;
}

} // namespace Loopscope::Ui
