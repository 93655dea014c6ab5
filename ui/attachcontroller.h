#pragma once

#include "core/base/steadytime.h"
#include "ui/attachedprogram.h"
#include "ui/replaystage.h"

#include <QObject>

namespace Loopscope::Models {
class RunModel;
}
namespace Loopscope::Panels {
class AttachHeader;
class CodePanel;
class MessageBar;
class StallListPanel;
class StallPanel;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class LiveFeed;
class ReplayController;
class RunController;

/// A program of somebody's own in the window, live: asks for its command line, and shows it through the
/// models and panels of a run. The source of a marked line is read from disk, only while the program of this
/// session is shown. GUI thread.
class AttachController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        ReplayStage *stage;
        RunController *runs;
        ReplayController *replays;
        LiveFeed *feed;
        Models::RunModel *run;
        Charts::ChartColumn *charts;
        Panels::CodePanel *code;
        Panels::StallListPanel *list;
        Panels::StallPanel *page;
        Panels::MessageBar *messages;
        QWidget *window; ///< its title is the program's name
    };

    /// All parts must outlive the controller.
    explicit AttachController(const Parts &parts, QObject *parent = nullptr);
    ~AttachController() override;

    /// Without one, programs can't be started from the window.
    void setMaker(ProgramMaker maker) { m_maker = std::move(maker); }
    /// A command line is asked for, or a program shown, in place of the slides.
    bool isActive() const { return m_isActive; }
    /// Null when none is shown.
    const AttachedProgram *program() const { return m_program.get(); }
    /// What stands over all while it is active.
    QString title() const;

public Q_SLOTS:
    /// Asks for a command line, beside everything else.
    void ask();
    /// As typed, with quotes.
    void start(const QString &commandLine);
    /// One that was started elsewhere.
    void show(std::shared_ptr<Loopscope::Ui::AttachedProgram> program);
    /// Asks the program to end; it may take its time, or not follow.
    void endProgram();
    /// Back to the slides. A program that runs goes on, and is not observed any more.
    void leave();
    /// The same, but of a program that runs it is said first that it will go on; the second time it is left.
    void askToLeave();
    /// The line in the chart goes upwards only: what is shorter was never told.
    void setThreshold(std::chrono::milliseconds threshold);
    /// Once per frame.
    void refresh();

Q_SIGNALS:
    /// From now on; it has sent nothing yet.
    void programShown(Loopscope::Ui::AttachedProgram *program);
    /// It is not shown any more, and will be gone.
    void programLeft();
    /// The place of the slides was taken, or given back.
    void activeChanged();

private:
    void clearSlide();
    void enter();
    void startNow(const QStringList &command);
    void observe();
    void showName();
    void forgetProgram();
    void followEnd();
    void stopAsking();
    void showState();
    QString endSentence() const;
    QString runningSentence() const;
    Base::Duration shownTime() const;
    void showInvitation();
    void showThreshold(std::chrono::milliseconds threshold);
    void readSource(const QString &file);
    Panels::AttachHeader *header() const;

    Parts m_parts;
    ProgramMaker m_maker;
    std::shared_ptr<AttachedProgram> m_program;
    std::shared_ptr<Trace::EventSink> m_sink;
    QStringList m_waiting; // for the end of the slide's run
    QString m_problem;
    QString m_windowTitle;
    Base::SteadyTime m_startedAt;
    Base::SteadyTime m_endedAt;
    Base::SteadyTime m_shownAt;
    bool m_isActive = false;
    bool m_wasAskedToEnd = false;
    bool m_isAsking = false; // whether it is to be left
};

} // namespace Loopscope::Ui
