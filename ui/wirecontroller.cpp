#include "ui/wirecontroller.h"

#include "core/scenario/keyserver.h"
#include "ui/panels/wirepanel.h"
#include "ui/runcontroller.h"
#include "ui/theme/format.h"
#include "ui/workarea.h"

#include <cmath>

namespace Loopscope::Ui {

namespace {

constexpr Base::Duration perEvent =
    std::chrono::duration_cast<Base::Duration>(std::chrono::seconds(1)) / WireController::eventsPerSecond;

bool hasProtocol(const Scenario::Scenario *scenario)
{
    return scenario && Scenario::Parameters(scenario->parameters).has(Scenario::KeyServer::protocolKey);
}

qint64 threeDigits(double value)
{
    const double step = std::max(1.0, std::pow(10.0, std::floor(std::log10(value)) - 2));
    return std::llround(value / step) * std::llround(step);
}

} // namespace

WireController::WireController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    Net::WireTap::setEnabled(true);
    connect(parts.runs, &RunController::runStarting, this, [this] {
        m_running = {m_parts.runs->scenario()->id, m_parts.runs->variant()->id};
        m_last.erase(m_running);
        begin();
    });
    connect(parts.runs, &RunController::runEnded, this, [this] {
        if (!m_last.contains(m_running))
            take(); // it was shorter than a frame
    });
    connect(parts.runs, &RunController::scenarioShown, this, [this] {
        begin();
        place();
    });
    connect(parts.runs, &RunController::runShown, this, &WireController::showLast);
    connect(parts.panel, &Panels::WirePanel::closeRequested, this, &WireController::toggle);
    forget();
}

QString WireController::describe(const Net::WireFilm &film)
{
    const Base::Duration taken = film.endedAt - film.startedAt;
    const double slower = Base::toSeconds(perEvent) * static_cast<double>(film.events.size()) /
                          std::max(Base::toSeconds(taken), 1e-9);
    QString text = tr("took %1").arg(Theme::formatDuration(taken));
    if (slower >= 2)
        text = tr("%1, shown %2 times slower").arg(text, Theme::formatCount(threeDigits(slower)));
    const Net::WireNumber first = film.inFlight.empty() ? film.events.front().request : film.inFlight.front();
    return first == 0 ? text : tr("%1, from request %2 on").arg(text, Theme::formatCount(qint64{first} + 1));
}

WireController::~WireController()
{
    Net::WireTap::setEnabled(false);
}

void WireController::toggle()
{
    if (!hasBytes()) {
        Q_EMIT refused(reasonForNothing());
        return;
    }
    m_isWanted = !m_parts.work->isWireOpen();
    place();
}

bool WireController::hasBytes() const
{
    return !m_isForeign && !m_isReplaying && hasProtocol(m_parts.runs->scenario());
}

// An empty half of the window is worth less than the code and the stalls.
void WireController::place()
{
    m_parts.work->setWireOpen(m_isWanted && hasBytes());
    refresh();
}

void WireController::setForeign(bool foreign)
{
    m_isForeign = foreign;
    forget();
    if (!foreign)
        showLast();
    place();
}

void WireController::setReplaying(bool replaying)
{
    m_isReplaying = replaying;
    forget();
    if (!replaying)
        showLast();
    place();
}

QString WireController::reasonForNothing() const
{
    if (m_isForeign)
        return tr("Bytes are shown of the slides' own requests alone.");
    if (m_isReplaying)
        return tr("A trace holds no bytes. Run the slide itself to see them.");
    if (!hasProtocol(m_parts.runs->scenario()))
        return tr("This slide has no protocol of its own. Request and reply, and Pipelining have one.");
    return m_parts.runs->isRunning() ? tr("Waiting for the first reply.") : tr("Press Space to run.");
}

void WireController::begin()
{
    m_runStartedAt = Base::now();
    Net::WireTap::fetch(); // of the run before: the first film of this one is to find room
    forget();
}

// A comparison runs one variant after the other, and shows the chosen one at its end.
WireController::Subject WireController::shownSubject() const
{
    if (const auto report = m_parts.runs->shownReport())
        return {report->scenarioId, report->variantId};
    return m_parts.runs->isRunning() ? m_running : Subject();
}

void WireController::forget()
{
    m_isPlaying = false;
    m_parts.panel->showEmpty(reasonForNothing());
}

// As it was at its end; there are a few hundred events at most.
void WireController::showLast()
{
    if (m_isReplaying || m_isForeign)
        return;
    const auto last = m_last.find(shownSubject());
    if (last == m_last.end() || last->first.first != m_parts.runs->scenario()->id) {
        forget();
        return;
    }
    m_parts.panel->show(last->second.film, last->second.note);
    m_isPlaying = m_parts.panel->play(static_cast<int>(last->second.film.events.size()));
}

void WireController::refresh()
{
    if (hasBytes() && !m_parts.work->isWireOpen())
        m_isWanted = false; // who asked for the code has closed it
    if (!m_parts.panel->isVisible()) {
        if (m_parts.runs->isRunning() && !m_last.contains(m_running))
            take(); // the next run's would push it out
        return;
    }
    if (m_isPlaying)
        play();
    if (!m_isPlaying)
        fetch();
    if (m_parts.panel->isEmpty() && m_parts.panel->reason() != reasonForNothing())
        m_parts.panel->showEmpty(reasonForNothing());
}

bool WireController::take()
{
    std::optional<Net::WireFilm> film = Net::WireTap::fetch();
    // It may be of the run before this one, or of another slide.
    if (!film || film->startedAt < m_runStartedAt || m_isReplaying || m_isForeign ||
        !hasProtocol(m_parts.runs->scenario()) || m_running.first != m_parts.runs->scenario()->id)
        return false;
    const QString note = describe(*film);
    m_last[m_running] = {std::move(*film), note};
    return true;
}

void WireController::fetch()
{
    const bool isNew = take();
    if (!isNew && m_parts.panel->isEmpty() && m_last.contains(shownSubject()))
        showLast();
    if (!isNew || m_running != shownSubject())
        return;
    const Shown &last = m_last[m_running];
    m_parts.panel->show(last.film, last.note);
    m_playedAt = Base::now();
    m_isPlaying = true;
}

void WireController::play()
{
    const auto events = static_cast<int>((Base::now() - m_playedAt) / perEvent);
    if (events == 0)
        return;
    m_playedAt += events * perEvent;
    m_isPlaying = m_parts.panel->play(events);
}

} // namespace Loopscope::Ui
