#include "ui/replaycontroller.h"

#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/replayoverview.h"
#include "ui/livefeed.h"
#include "ui/models/modelsink.h"
#include "ui/paircontroller.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/tracelist.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"

#include <algorithm>

namespace Loopscope::Ui {

using Charts::ReplayOverview;
using Panels::ReplayHeader;
using Panels::TraceList;

ReplayController::ReplayController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_recent(parts.remember)
{
    connect(&m_loader, &TraceLoader::loaded, this, &ReplayController::take);
    connect(&m_loader, &TraceLoader::cancelled, parts.stage->messages(), &QWidget::hide);
    ReplayHeader *header = parts.stage->header();
    connect(header, &ReplayHeader::playRequested, this, &ReplayController::togglePlay);
    connect(header, &ReplayHeader::stepBackRequested, this, &ReplayController::stepBack);
    connect(header, &ReplayHeader::stepForwardRequested, this, &ReplayController::stepForward);
    connect(header, &ReplayHeader::nextStallRequested, this, &ReplayController::nextStall);
    connect(header, &ReplayHeader::speedRequested, this, &ReplayController::setSpeed);
    connect(parts.stalls, &StallController::laterStallRequested, this, &ReplayController::nextStall);
    TraceList *traces = parts.stage->traces();
    connect(traces, &TraceList::backRequested, this, &ReplayController::leave);
    connect(traces, &TraceList::openRequested, this, &ReplayController::openDialog);
    connect(traces, &TraceList::recentRequested, this, [this](const QString &path) { open({path}); });
    connect(parts.stage->messages(), &Panels::MessageBar::actionTriggered, this,
            &ReplayController::cancelLoading);
    parts.window->setAcceptDrops(true);
    parts.window->installEventFilter(this);
}

ReplayController::~ReplayController()
{
    // The run outlives the source, whose time it goes by.
    m_parts.run->setClock(Base::now);
}

bool ReplayController::isPair() const
{
    return m_pair != nullptr;
}

const Scenario::Scenario *ReplayController::scenario() const
{
    return m_source ? Scenario::scenario(m_source->trace().loaded.description.run.scenario) : nullptr;
}

const Scenario::Variant *ReplayController::variant() const
{
    return scenario() ? scenario()->variant(m_source->trace().loaded.description.run.variant) : nullptr;
}

std::shared_ptr<const Session::RunReport> ReplayController::report() const
{
    if (!m_source)
        return nullptr;
    const Session::ReplayTracePtr trace = m_source->tracePointer();
    return {trace, &trace->loaded.report};
}

bool ReplayController::isPlaying() const
{
    return m_source ? m_source->isPlaying() : m_pair && m_pair->isPlaying();
}

double ReplayController::speed() const
{
    return m_source ? m_source->speed() : m_pair ? m_pair->speed() : 1;
}

std::optional<Panels::ReplayStatus> ReplayController::status() const
{
    if (!isActive())
        return std::nullopt;
    Panels::ReplayStatus status;
    status.isPlaying = isPlaying();
    status.skipped = static_cast<qint64>(m_skipped);
    if (m_pair)
        status.blocked = m_pair->blockedSides();
    status.isPair = isPair();
    return status;
}

void ReplayController::showOne(const QString &path, const Session::ReplayTracePtr &trace)
{
    m_paths = QStringList{path};
    m_parts.runs->putAside();
    m_parts.feed->setPaused(true);
    m_source = std::make_unique<Session::ReplaySource>(trace);
    m_parts.run->setClock([this] { return m_source->now(); });
    m_sink = std::make_shared<Models::ModelSink>(m_parts.run);
    m_source->addSink(m_sink);
    m_source->setRestartHandler([this] { m_parts.run->forgetSource(); });
    m_parts.charts->setThreshold(trace->threshold);
    m_parts.list->setThreshold(trace->threshold);
    m_parts.stage->setMode(ReplayStage::Mode::One);
    describeOne(path);
    showOverview();
    Q_EMIT activeChanged();
    // Where there is something to see, else the whole of it; Space plays on, or from the start.
    bool hasStalls = false;
    move([&] {
        hasStalls = m_source->nextStall() != nullptr;
        if (!hasStalls)
            m_source->seek(m_source->trace().end);
    });
    m_parts.stage->header()->setHasStalls(hasStalls);
}

void ReplayController::endOne()
{
    if (!m_source)
        return;
    m_parts.run->setClock(Base::now);
    m_source.reset();
    m_sink.reset();
    m_parts.stalls->setCountOfTrace(0);
    m_parts.run->forgetSource();
    m_parts.feed->setPaused(false);
}

void ReplayController::showTwo(const QStringList &paths, const std::vector<Session::ReplayTracePtr> &traces)
{
    m_paths = paths;
    m_parts.stage->setMode(ReplayStage::Mode::Two);
    m_pair = std::make_unique<PairController>(m_parts.stage, paths, traces);
    connect(m_pair.get(), &PairController::scrubbed, this, &ReplayController::seek);
    m_parts.stage->header()->setHasStalls(m_pair->hasStalls());
    Q_EMIT activeChanged();
    showTransport();
}

void ReplayController::leave()
{
    if (!isActive())
        return;
    endOne();
    m_pair.reset();
    m_paths.clear();
    m_skipped = 0;
    m_parts.stage->messages()->hide();
    m_parts.stage->setMode(ReplayStage::Mode::Live);
    m_parts.charts->frameClock()->setActive(false);
    m_parts.charts->latencyChart()->setWaiting({});
    m_parts.list->setEmptyText({});
    m_parts.charts->setThreshold(m_parts.runs->threshold());
    m_parts.list->setThreshold(m_parts.runs->threshold());
    m_parts.runs->bringBack();
    Q_EMIT activeChanged();
}

// What is chosen stays chosen, though the run is told anew.
template <typename Move>
void ReplayController::move(const Move &where)
{
    const Trace::StallId selected = m_parts.stalls->selected();
    where();
    settle();
    if (selected && m_parts.run->stalls().knows(selected))
        m_parts.stalls->select(selected);
    m_parts.charts->renderFrame();
}

void ReplayController::settle()
{
    m_parts.run->settle();
    m_parts.run->drainInbox();
    m_parts.charts->setWholeRate(m_source ? m_source->trace().loaded.report.run.perSecond() : 0);
    showTransport();
}

void ReplayController::togglePlay()
{
    if (m_pair)
        m_pair->togglePlay();
    else if (m_source && m_source->isPlaying())
        m_source->pause();
    else if (m_source)
        move([this] { m_source->play(); });
    m_refreshedAt = Base::now();
    if (m_source)
        settle();
    showTransport();
}

void ReplayController::stepForward()
{
    if (m_pair)
        m_pair->step(true);
    else if (m_source)
        move([this] { m_source->stepForward(); });
    showTransport();
}

void ReplayController::stepBack()
{
    if (m_pair)
        m_pair->step(false);
    else if (m_source)
        move([this] { m_source->stepBack(); });
    showTransport();
}

void ReplayController::nextStall()
{
    const Trace::Stall *stall = nullptr;
    if (m_pair)
        m_pair->stepStall(true);
    else if (m_source)
        move([&] { stall = m_source->nextStall(); });
    if (stall)
        m_parts.stalls->select(stall->id);
    showTransport();
}

void ReplayController::previousStall()
{
    const Trace::Stall *stall = nullptr;
    if (m_pair)
        m_pair->stepStall(false);
    else if (m_source)
        move([&] { stall = m_source->previousStall(); });
    if (stall)
        m_parts.stalls->select(stall->id);
    showTransport();
}

void ReplayController::seek(std::chrono::nanoseconds position)
{
    if (m_pair)
        m_pair->seek(position);
    else if (m_source)
        move([&] { m_source->seek(m_source->trace().begin + position); });
    showTransport();
}

void ReplayController::seekEndOf(Trace::StallId id)
{
    if (!m_source)
        return;
    const auto &stalls = m_source->trace().stalls;
    const auto found = std::ranges::find(stalls, id, &Trace::Stall::id);
    if (found != stalls.end() && m_source->now() < Session::ReplayTrace::endOf(*found))
        seek(Session::ReplayTrace::endOf(*found) - m_source->trace().begin);
}

void ReplayController::rewind()
{
    seek(Base::Duration::zero());
}

void ReplayController::setSpeed(double speed)
{
    if (m_pair)
        m_pair->setSpeed(speed);
    else if (m_source)
        m_source->setSpeed(speed);
    m_parts.stage->header()->setSpeed(this->speed());
}

void ReplayController::changeSpeed(int direction)
{
    const std::vector<double> &speeds = ReplayHeader::speeds();
    const auto at = std::ranges::lower_bound(speeds, speed() * 0.999) - speeds.begin();
    const auto next =
        std::clamp<std::ptrdiff_t>(at + direction, 0, static_cast<std::ptrdiff_t>(speeds.size()) - 1);
    setSpeed(speeds[static_cast<std::size_t>(next)]);
}

void ReplayController::faster()
{
    changeSpeed(1);
}

void ReplayController::slower()
{
    changeSpeed(-1);
}

void ReplayController::refresh()
{
    const Base::SteadyTime now = Base::now();
    const Base::Duration elapsed = now - m_refreshedAt;
    m_refreshedAt = now;
    if (m_loader.isLoading())
        showLoading();
    if (m_pair)
        m_pair->advance(elapsed);
    if (m_source && m_source->isPlaying()) {
        m_source->advance(elapsed);
        if (!m_source->isPlaying())
            settle();
    }
    if (!isActive())
        return;
    showTransport();
}

void ReplayController::showTransport()
{
    if (!isActive())
        return;
    // Painted at full speed only while something moves.
    m_parts.charts->frameClock()->setActive(isPlaying());
    const Base::Duration position = m_pair ? m_pair->position() : m_source->position();
    ReplayHeader *header = m_parts.stage->header();
    header->setPosition(position, m_pair ? m_pair->duration() : m_source->duration());
    header->setPlaying(isPlaying());
    header->setSpeed(speed());
    ReplayOverview *overview = m_parts.stage->overview();
    overview->setPosition(position);
    if (m_source) {
        const Charts::TimeView *time = m_parts.charts->timeView();
        const Base::SteadyTime begin = m_source->trace().begin;
        overview->setView(time->from() - begin, time->to() - begin);
    }
}

} // namespace Loopscope::Ui
