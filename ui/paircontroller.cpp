#include "ui/paircontroller.h"

#include "core/session/replaysource.h"
#include "core/session/tracecomparison.h"
#include "core/trace/shortname.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/replayoverview.h"
#include "ui/models/modelsink.h"
#include "ui/models/tracewords.h"
#include "ui/panels/comparisonpanel.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/tracelist.h"
#include "ui/replaycontroller.h"
#include "ui/replaystage.h"
#include "ui/theme/format.h"

#include <QFileInfo>

#include <algorithm>

namespace Loopscope::Ui {

using Charts::PairChart;
using Charts::ReplayOverview;
using Theme::ColorRole;

namespace {

QString letterOf(std::size_t side)
{
    return side == 0 ? QStringLiteral("A") : QStringLiteral("B");
}

ColorRole colorOf(std::size_t side)
{
    return side == 0 ? ColorRole::TraceA : ColorRole::TraceB;
}

Base::SteadyTime endOf(const Trace::Slice &slice)
{
    return slice.start + slice.duration;
}

// The nearest moment after, or before, `at` at which something ended.
void nearestEnd(const Session::ReplayTrace &trace, Base::Duration at, bool forward,
                std::optional<Base::Duration> *nearest)
{
    const auto offer = [&](Base::SteadyTime when) {
        const Base::Duration position = when - trace.begin;
        if (position < Base::Duration::zero() || (forward ? position <= at : position >= at))
            return;
        if (!*nearest || (forward ? position < **nearest : position > **nearest))
            *nearest = position;
    };
    for (const auto &[id, slices] : trace.slices) {
        const auto next = std::ranges::upper_bound(slices, trace.begin + at, {}, endOf);
        if (forward && next != slices.end())
            offer(endOf(*next));
        const auto first = std::ranges::lower_bound(slices, trace.begin + at, {}, endOf);
        if (!forward && first != slices.begin())
            offer(endOf(*std::prev(first)));
    }
}

} // namespace

PairController::PairController(ReplayStage *stage, const QStringList &paths,
                               const std::vector<Session::ReplayTracePtr> &traces)
    : m_stage(stage)
{
    std::vector<Charts::PairSide> shown;
    for (std::size_t index = 0; index < m_sides.size(); ++index) {
        Side &side = m_sides[index];
        side.path = paths[static_cast<qsizetype>(index)];
        side.trace = traces[index];
        side.run = std::make_unique<Models::RunModel>();
        Session::ReplaySource source(side.trace);
        source.addSink(std::make_shared<Models::ModelSink>(side.run.get()));
        source.seek(side.trace->end);
        m_duration = std::max(m_duration, source.duration());
        const QString name = QFileInfo(side.path).fileName().section(u'.', 0, 0);
        shown.push_back({letterOf(index), name, colorOf(index), side.trace, side.run.get()});
    }
    PairChart *chart = stage->pairChart();
    connect(chart, &PairChart::scrubbed, this, &PairController::scrubbed);
    connect(chart, &PairChart::viewChanged, this,
            [this, chart] { m_stage->overview()->setView(chart->viewFrom(), chart->viewTo()); });
    chart->setSides(std::move(shown));
    showCards();
    showOverview();
    describe();
    // Where there is something to see.
    showMoment();
    stepStall(true);
}

PairController::~PairController()
{
    m_stage->pairChart()->setSides({});
}

void PairController::showCards()
{
    std::vector<Panels::TraceCard> cards;
    for (std::size_t index = 0; index < m_sides.size(); ++index) {
        const Side &side = m_sides[index];
        cards.push_back({letterOf(index), colorOf(index), QFileInfo(side.path).fileName(),
                         traceFigures(side.path, *side.trace), traceDate(side.path, *side.trace)});
    }
    m_stage->traces()->setTraces(std::move(cards));
    const Record::RunDescription &a = m_sides[0].trace->loaded.description.run;
    const Record::RunDescription &b = m_sides[1].trace->loaded.description.run;
    const auto what = [](const Record::RunDescription &run) {
        return run.scenario.isEmpty() ? run.program : QStringLiteral("%1/%2").arg(run.scenario, run.variant);
    };
    const auto before = m_sides[0].trace->threshold.count();
    const auto after = m_sides[1].trace->threshold.count();
    std::vector<std::pair<QString, QString>> facts{{tr("Recorded"), what(a)}};
    if (what(a) != what(b))
        facts = {{tr("Recorded in A"), what(a)}, {tr("Recorded in B"), what(b)}};
    facts.emplace_back(tr("Threshold"), before == after
                                            ? tr("%1\u00a0ms in both").arg(before)
                                            : tr("%1\u00a0ms in A, %2\u00a0ms in B").arg(before).arg(after));
    facts.emplace_back(tr("Aligned at"), tr("begin of the work"));
    m_stage->traces()->setFacts(std::move(facts));
}

void PairController::showOverview()
{
    std::vector<ReplayOverview::Row> rows;
    for (std::size_t index = 0; index < m_sides.size(); ++index) {
        const Side &side = m_sides[index];
        ReplayOverview::Row row{letterOf(index), colorOf(index), {}, side.trace->end - side.trace->begin};
        for (const auto &[id, stall] : side.run->stalls().all())
            row.stalls.push_back({stall.startedAt - side.trace->begin, stall.duration});
        rows.push_back(std::move(row));
    }
    ReplayOverview *overview = m_stage->overview();
    overview->setRows(std::move(rows), m_sides[0].trace->threshold);
    connect(overview, &ReplayOverview::scrubbed, this, &PairController::scrubbed);
}

void PairController::togglePlay()
{
    if (!m_playing && m_position >= m_duration)
        seek(Base::Duration::zero());
    m_playing = !m_playing;
}

void PairController::advance(Base::Duration elapsed)
{
    if (!m_playing)
        return;
    seek(m_position + Base::Duration(std::llround(static_cast<double>(elapsed.count()) * m_speed)));
    m_playing = m_position < m_duration;
}

void PairController::seek(Base::Duration position)
{
    m_position = std::clamp(position, Base::Duration::zero(), m_duration);
    m_stage->pairChart()->setCursor(m_position);
    m_stage->overview()->setPosition(m_position);
    showMoment();
}

void PairController::step(bool forward)
{
    m_playing = false;
    std::optional<Base::Duration> nearest;
    for (const Side &side : m_sides)
        nearestEnd(*side.trace, m_position, forward, &nearest);
    seek(nearest.value_or(forward ? m_duration : Base::Duration::zero()));
}

std::vector<Base::Duration> PairController::stallPositions() const
{
    std::vector<Base::Duration> positions;
    for (const Side &side : m_sides) {
        for (const auto &[id, stall] : side.run->stalls().all())
            positions.push_back(Session::ReplayTrace::lastLookAt(stall) - side.trace->begin);
    }
    std::ranges::sort(positions);
    return positions;
}

void PairController::stepStall(bool forward)
{
    m_playing = false;
    const std::vector<Base::Duration> all = stallPositions();
    if (all.empty())
        return;
    const auto next = std::ranges::upper_bound(all, m_position);
    const auto last = std::ranges::lower_bound(all, m_position);
    if (forward)
        seek(next == all.end() ? all.front() : *next);
    else
        seek(last == all.begin() ? all.back() : *std::prev(last));
}

QStringList PairController::blockedSides() const
{
    QStringList letters;
    for (std::size_t index = 0; index < m_sides.size(); ++index) {
        const Side &side = m_sides[index];
        const Base::SteadyTime at = side.trace->begin + m_position;
        if (at <= side.trace->end && stallAt(side, at))
            letters.append(letterOf(index));
    }
    return letters;
}

const Trace::Stall *PairController::stallAt(const Side &side, Base::SteadyTime at) const
{
    const auto found = side.run->stalls().in(at, at + Base::Duration(1), side.trace->end);
    return found.empty() ? nullptr : found.front();
}

Panels::MomentOfTrace PairController::momentOf(std::size_t index) const
{
    const Side &side = m_sides[index];
    const Base::SteadyTime at = side.trace->begin + m_position;
    Panels::MomentOfTrace moment;
    moment.letter = letterOf(index);
    moment.color = colorOf(index);
    if (at > side.trace->end) {
        moment.headline = tr("Ended");
        return moment;
    }
    if (const Trace::Stall *stall = stallAt(side, at)) {
        moment.isBlocked = true;
        moment.cause = stall->cause;
        moment.headline = tr("blocked for %1 of %2")
                              .arg(Theme::formatStall(std::min(at - stall->startedAt, stall->duration)),
                                   Theme::formatStall(stall->duration));
        const Trace::Stack *stack = stall->mainStack();
        const Trace::Frame *culprit = stall->culprit();
        constexpr std::ptrdiff_t most = 5;
        if (!stack)
            return moment;
        // From the innermost on, but the culprit is among them.
        const auto guilty =
            std::ranges::find_if(stack->frames, [&](const Trace::Frame &frame) { return &frame == culprit; });
        const auto place = guilty == stack->frames.end() ? 0 : guilty - stack->frames.begin();
        const auto first = std::max<std::ptrdiff_t>(0, place - most / 2);
        for (auto i = first; i < std::min<std::ptrdiff_t>(first + most, std::ssize(stack->frames)); ++i) {
            const Trace::Frame &frame = stack->frames[static_cast<std::size_t>(i)];
            const QString where =
                frame.line > 0 ? QStringLiteral("%1:%2").arg(QFileInfo(frame.file).fileName()).arg(frame.line)
                               : frame.module;
            moment.lines.push_back({Trace::shortFunctionName(frame.function), where, &frame == culprit});
        }
        return moment;
    }
    QStringList busy;
    for (const Models::Lane *lane : side.run->lanes()) {
        const auto slices = side.trace->slices.find(lane->track().id);
        if (slices == side.trace->slices.end())
            continue;
        const auto slice = std::ranges::upper_bound(slices->second, at, {}, endOf);
        if (slice != slices->second.end() && slice->start <= at && busy.size() < 2)
            busy.append(
                tr("%1 runs %2")
                    .arg(Models::laneName(lane->track()), Models::sliceName(side.run->name(slice->name))));
    }
    moment.headline = busy.isEmpty() ? tr("Idle") : busy.join(QStringLiteral("; "));
    return moment;
}

void PairController::showMoment()
{
    m_stage->comparison()->setMoments(Theme::formatSeconds(m_position, 3), {momentOf(0), momentOf(1)});
}

} // namespace Loopscope::Ui
