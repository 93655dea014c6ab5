#include "ui/attachcontroller.h"

#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/livefeed.h"
#include "ui/models/modelsink.h"
#include "ui/panels/attachheader.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/programend.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/sourcefile.h"
#include "ui/stallcontroller.h"
#include "ui/theme/format.h"

#include <QProcess>

namespace Loopscope::Ui {

using Panels::AttachHeader;

namespace {

using namespace std::chrono_literals;

constexpr auto stateInterval = 100ms;

} // namespace

AttachController::AttachController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    connect(header(), &AttachHeader::startRequested, this, &AttachController::start);
    connect(header(), &AttachHeader::backRequested, this, &AttachController::askToLeave);
    connect(header(), &AttachHeader::endRequested, this, &AttachController::endProgram);
    connect(parts.runs, &RunController::runEnded, this, [this] {
        if (!m_waiting.isEmpty())
            startNow(std::exchange(m_waiting, {}));
        else if (m_isActive && !m_program)
            QMetaObject::invokeMethod(this, &AttachController::clearSlide, Qt::QueuedConnection);
    });
    connect(parts.runs, &RunController::scenarioShown, this, &AttachController::showInvitation);
    connect(parts.code, &Panels::CodePanel::sourceWanted, this, &AttachController::readSource);
    connect(parts.replays, &ReplayController::opening, this, &AttachController::leave);
    connect(this, &AttachController::activeChanged, this, [this] {
        m_parts.charts->setHoldingSelected(m_isActive);
        m_parts.list->setEmptyText({});
    });
}

AttachController::~AttachController()
{
    // What is left of the program may still come, and must not find a run that is gone.
    if (m_program && m_sink)
        m_program->source()->removeSink(m_sink);
    if (m_program)
        Q_EMIT programLeft();
}

AttachHeader *AttachController::header() const
{
    return m_parts.stage->attachHeader();
}

void AttachController::enter()
{
    if (m_isActive)
        return;
    m_parts.replays->leave();
    if (!m_parts.runs->isRunning()) // else when it has ended
        m_parts.runs->putAside();
    m_isActive = true;
    m_parts.charts->setProgram(true);
    m_parts.stage->setMode(ReplayStage::Mode::Attached);
    showInvitation();
    Q_EMIT activeChanged();
}

QString AttachController::title() const
{
    return header()->title();
}

void AttachController::showInvitation()
{
    QString sentence =
        m_parts.runs->isAvailable() ? tr("Press Space to run.") : tr("This slide is not available.");
    if (m_isActive && !m_program)
        sentence = m_maker ? tr("Type a command line above and press Enter.")
                           : tr("This window cannot start programs.");
    else if (m_isActive)
        sentence = m_program->exitStatus() ? tr("The program ended before its loop started.")
                                           : tr("Waiting for the program's loop to start.");
    m_parts.charts->latencyChart()->setInvitation(sentence);
    m_parts.charts->latencyChart()->setWaiting(m_isActive && m_program ? sentence : QString());
}

void AttachController::ask()
{
    const bool isRunning = m_program && !m_program->exitStatus();
    enter();
    if (!m_program) {
        header()->setTitle(tr("Observe a program"));
        header()->setState(m_maker ? tr("Any Qt 6 program, as it is: type its command line.")
                                   : tr("This window cannot start programs."),
                           !m_maker);
        header()->setRunning(false);
        m_parts.code->showText({}, tr("// The source of what blocks is shown here."));
        m_parts.list->setEmptyText(tr("The program's stalls will be listed here."));
        // What the slide's loop does is not this program's.
        if (m_parts.runs->isRunning())
            m_parts.runs->stop();
    }
    if (!isRunning)
        header()->focusCommand();
}

// A run that went on when the page was opened has ended, and everybody knows.
void AttachController::clearSlide()
{
    if (m_isActive && !m_program && !m_parts.runs->isRunning())
        m_parts.runs->putAside();
}

void AttachController::start(const QString &commandLine)
{
    const QStringList command = QProcess::splitCommand(commandLine);
    if (command.isEmpty() || !m_maker || !m_waiting.isEmpty())
        return;
    if (m_parts.runs->isRunning()) {
        // Its end must not come into what is shown then.
        m_waiting = command;
        m_parts.runs->stop();
        return;
    }
    startNow(command);
}

void AttachController::startNow(const QStringList &command)
{
    if (!m_isActive)
        return;
    std::shared_ptr<AttachedProgram> program = m_maker(command);
    if (const QString problem = program->start(); !problem.isEmpty()) {
        header()->setState(problem, true);
        header()->focusCommand();
        return;
    }
    show(std::move(program));
}

void AttachController::show(std::shared_ptr<AttachedProgram> program)
{
    forgetProgram();
    enter();
    m_program = std::move(program);
    m_startedAt = Base::now();
    m_wasAskedToEnd = false;
    m_problem.clear();
    connect(m_program.get(), &AttachedProgram::ended, this, &AttachController::followEnd);
    connect(m_program.get(), &AttachedProgram::observed, this, &AttachController::showName);
    connect(m_program.get(), &AttachedProgram::problem, this, [this](const QString &sentence) {
        m_problem = sentence;
        showState();
    });
    m_windowTitle = m_parts.window->windowTitle();
    showName();
    QStringList words;
    for (const QString &word : m_program->command())
        words.append(word.contains(u' ') ? QStringLiteral("\"%1\"").arg(word) : word);
    header()->setCommand(words.join(u' '));
    header()->setRunning(true);
    observe();
    showState();
    showInvitation();
    m_parts.window->setFocus();
}

void AttachController::showName()
{
    m_parts.window->setWindowTitle(tr("%1 - Loopscope").arg(m_program->name()));
    header()->setTitle(m_program->name());
}

void AttachController::observe()
{
    m_parts.runs->putAside();
    m_parts.feed->setPaused(true);
    m_parts.run->forgetSource();
    m_parts.code->showText({}, tr("// The source of what blocks is shown here."));
    m_parts.list->setVerdict({});
    m_parts.list->setEmptyText({});
    showThreshold(m_program->threshold());
    m_sink = std::make_shared<Models::ModelSink>(m_parts.run);
    m_program->source()->addSink(m_sink);
    Q_EMIT programShown(m_program.get());
}

void AttachController::forgetProgram()
{
    if (!m_program)
        return;
    Q_EMIT programLeft();
    m_program->source()->removeSink(m_sink);
    m_program->disconnect(this);
    m_sink.reset();
    m_program.reset();
    m_parts.window->setWindowTitle(m_windowTitle);
    m_parts.run->forgetSource();
    m_parts.feed->setPaused(false);
}

void AttachController::askToLeave()
{
    const bool isRunning = m_program && !m_program->exitStatus();
    const bool wasAsked = m_isAsking && !m_parts.messages->isHidden();
    if (!isRunning || wasAsked) {
        leave();
        return;
    }
    Panels::Message message;
    message.title = tr("%1 is still running.").arg(m_program->name());
    message.detail = tr("Back at the slides it goes on without being observed.");
    message.action = tr("End program");
    message.act = [this] { endProgram(); };
    message.dismissal = tr("Back to slides");
    message.dismissed = [this] { leave(); };
    m_parts.messages->showMessage(message);
    m_isAsking = true;
}

void AttachController::stopAsking()
{
    if (std::exchange(m_isAsking, false))
        m_parts.messages->hide();
}

void AttachController::endProgram()
{
    stopAsking();
    if (!m_program)
        return;
    m_wasAskedToEnd = true;
    m_program->terminate();
}

void AttachController::leave()
{
    if (!m_isActive)
        return;
    stopAsking();
    m_waiting.clear();
    m_isActive = false;
    forgetProgram();
    m_parts.charts->setProgram(false);
    m_parts.stage->setMode(ReplayStage::Mode::Live);
    showInvitation();
    showThreshold(m_parts.runs->threshold());
    m_parts.runs->bringBack();
    Q_EMIT activeChanged();
}

void AttachController::followEnd()
{
    m_endedAt = Base::now();
    stopAsking();
    header()->setRunning(false);
    if (!m_program->isObserved()) {
        m_parts.list->setEmptyText(tr("Nothing was observed."));
        // The next thing to do is another command line; its letters must not be taken as keys.
        if (header()->isVisible())
            header()->focusCommand();
    }
    showState();
    showInvitation();
    m_parts.charts->fit(); // its last seconds may be empty
}

void AttachController::setThreshold(std::chrono::milliseconds threshold)
{
    if (m_program)
        showThreshold(std::max(threshold, m_program->threshold()));
}

void AttachController::showThreshold(std::chrono::milliseconds threshold)
{
    m_parts.charts->setThreshold(threshold);
    m_parts.list->setThreshold(threshold);
    m_parts.page->setThreshold(threshold);
}

void AttachController::refresh()
{
    const Base::SteadyTime now = Base::now();
    if (m_program && !m_program->exitStatus() && now - m_shownAt >= stateInterval) {
        m_shownAt = now;
        showState();
    }
}

// What is shown has the run's own time: the program began before its loop did.
Base::Duration AttachController::shownTime() const
{
    if (m_parts.run->workStartedAt())
        return m_parts.run->runTime();
    return (m_program->exitStatus() ? m_endedAt : Base::now()) - m_startedAt;
}

QString AttachController::runningSentence() const
{
    if (!m_program->isObserved())
        return tr("Process %1, not observed yet").arg(m_program->pid());
    const auto stalls = static_cast<qint64>(m_parts.run->stalls().size());
    const QString state =
        tr("Process %1, %2, %3")
            .arg(m_program->pid())
            .arg(Theme::formatSeconds(shownTime(), 1),
                 Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(stalls)), stalls));
    const bool isHeld = m_parts.run->isLive() && !m_parts.charts->timeView()->isFollowing();
    return isHeld ? tr("%1. The charts stand still: press 0 to follow.").arg(state) : state;
}

QString AttachController::endSentence() const
{
    ProgramEnd end;
    end.status = m_program->exitStatus().value_or(0);
    end.signal = m_program->endSignal();
    end.wasAsked = m_wasAskedToEnd;
    end.after = shownTime();
    end.stalls = static_cast<qint64>(m_parts.run->stalls().size());
    const Trace::Stall *last = m_parts.run->stalls().newest();
    const auto endedAt = m_parts.run->workEndedAt();
    if (last && endedAt && last->startedAt + last->duration >= *endedAt) {
        end.blockedFor = last->duration;
        end.blockedIn = last->culpritName();
    }
    return end.sentence();
}

void AttachController::showState()
{
    const bool hasEnded = m_program->exitStatus().has_value();
    const bool isUnobserved = !m_problem.isEmpty() && !m_program->isObserved();
    QString state = hasEnded ? endSentence() : runningSentence();
    if (isUnobserved) // what else there is to say is no news then
        state = m_program->exitStatus().value_or(0) == 0 ? m_problem : tr("%1 %2").arg(m_problem, state);
    header()->setState(state, isUnobserved || (m_program->endSignal() && !m_wasAskedToEnd));
}

// Only what the stack of this session's program names.
void AttachController::readSource(const QString &file)
{
    if (!m_program)
        return;
    const std::weak_ptr<AttachedProgram> program = m_program;
    readSourceFile(file, this, [this, program, file](const QString &text, const QString &problem) {
        if (program.lock() != m_program || !m_program)
            return;
        if (problem.isEmpty())
            m_parts.code->giveSource(file, text);
        else
            m_parts.code->giveNoSource(file, problem);
    });
}

} // namespace Loopscope::Ui
