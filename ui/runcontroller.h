#pragma once

#include "core/session/session.h"
#include "ui/keptruns.h"
#include "ui/models/runmodel.h"
#include "ui/panels/slidemodel.h"
#include "ui/slidechoices.h"

#include <QMap>
#include <QObject>

#include <functional>
#include <optional>

namespace Loopscope::Panels {
class HeaderPanel;
class MessageBar;
class SlideList;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

/// Answers reached the wrong caller, or a coroutine went on in the wrong thread.
bool hasWrongResult(const Session::RunReport &report);
/// "3 wrong", "2 wrong uses".
QString wrongText(const Session::RunReport &report);

/// Which slide is shown, what its settings are, and what its run is doing: connects the session with the
/// slide list, the header and the message bar. GUI thread.
class RunController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Session::Session *session;
        Models::RunModel *run;
        Panels::SlideList *slides;
        Panels::HeaderPanel *header;
        Panels::MessageBar *messages;
    };

    /// All parts must outlive the controller.
    explicit RunController(const Parts &parts, QObject *parent = nullptr);

    const Scenario::Scenario *scenario() const { return m_scenario; }
    const Scenario::Variant *variant() const;
    bool isRunning() const;
    /// Nothing runs and the slide is available.
    bool canStart() const;
    /// What the slide needs is there.
    bool isAvailable() const;
    /// As the header and the chart have them.
    Scenario::Parameters parameters() const { return currentParameters(); }
    /// Empty when it was taken, else one sentence.
    QString setParameter(const QString &key, const QString &text);
    /// For the next run only; empty: not recorded.
    /// `last`: how much of it is kept; 0: all.
    void setNextRecordPath(const QString &path, std::chrono::milliseconds last = {})
    {
        m_recordPath = path;
        m_recordLast = last;
    }
    std::chrono::milliseconds threshold() const;
    /// The settings that the next run gets.
    Scenario::Parameters currentParameters() const;
    /// Of all slides as they are now; to be kept for another start.
    SlideChoices choices() const;
    /// Before the first slide is shown.
    void setChoices(const SlideChoices &choices) { m_choices = choices.slides; }
    /// Of the run that ended last; null before.
    std::shared_ptr<const Session::RunReport> report() const { return m_parts.session->report(); }
    /// Of the run whose picture is shown, which may have ended long ago; null while none is or while it goes
    /// on.
    std::shared_ptr<const Session::RunReport> shownReport() const { return m_shown; }
    /// Asked when a run that has ended goes out of sight.
    void setView(std::function<RunView()> view) { m_view = std::move(view); }
    /// Of the run that runShown() tells of, as it was then.
    const RunView &shownView() const { return m_shownView; }

public Q_SLOTS:
    /// Shows a slide; a run of another one is ended first.
    void showScenario(const QString &id);
    /// During a run: ends it and starts the other variant.
    void showVariant(const QString &id);
    void start();
    /// Whole rounds until the time is over, whatever Repeat says.
    void startFor(std::chrono::duration<double> duration);
    /// One round of a variant, which is `number` of `count` in a comparison.
    void startRound(const QString &variantId, int number, int count);
    /// No further round follows; says this in place of what was done, or that when it is empty.
    void endRounds(const QString &said);
    /// Chooses a variant while nothing runs.
    void selectVariant(const QString &id);
    /// Says in the header how far the run is, or what it has done.
    void showProgress();
    /// Freeze mode: once, on the window's own loop. Nothing else may watch that loop meanwhile.
    void startOnOwnLoop();
    void stop();
    /// Space.
    void toggle();
    /// The slide as it was at first: settings, variant, empty charts.
    void reset();
    void setThreshold(std::chrono::milliseconds threshold);
    /// Somebody else needs the model; the run that is shown comes back with bringBack().
    void putAside();
    void bringBack();
    /// Once per frame.
    void refresh();

Q_SIGNALS:
    void scenarioShown();
    void variantShown();
    void thresholdShown(std::chrono::milliseconds threshold);
    void runStarting();
    /// Somebody wants an end, whether or not a run goes on.
    void stopAsked();
    /// The report is there.
    void runEnded();
    /// A run that has ended is shown again.
    void runShown();

private:
    enum class Rounds
    {
        One, ///< or whole ones until the duration is over
        Repeated,
        OneOnOwnLoop,
    };
    void fillSlides();
    SlideChoice presentChoice() const;
    void present(bool forgetSettings);
    void startPlan(std::optional<std::chrono::duration<double>> duration, Rounds rounds);
    void followSession(Session::RunState state);
    void finishRun();
    void keepShown();
    void keepShownAt(const RunView &view);
    void showKept();
    void keepRound();
    void keepShownRound();
    void showRoundOfChosen();
    void markSlide(Panels::SlideState state, const QString &reason = QString());
    void showAvailability();
    QString doneText() const;
    void showWork(Base::Duration time);
    int numberOf(const QString &variantId) const;
    std::optional<Base::Duration> plannedDuration() const;

    Parts m_parts;
    const Scenario::Scenario *m_scenario = nullptr;
    QMap<QString, SlideChoice> m_choices; // of a slide that was shown
    QString m_recordPath;
    std::chrono::milliseconds m_recordLast{0};
    QString m_failure;
    int m_roundsDone = 0;
    std::shared_ptr<const Session::RunReport> m_shown;
    KeptRuns m_kept;
    QMap<QString, KeptRuns::Kept>
        m_rounds; // of the slide's variants that are not in sight: the last run of each
    std::function<RunView()> m_view;
    RunView m_shownView;
    bool m_isAside = false; // the model shows something else
    QString m_place;        // in a comparison: "Variant 2 of 3"
    bool m_startAgain = false;
    bool m_forgetRun = false; // when it has ended: the slide was reset
    Base::SteadyTime m_progressAt;
};

} // namespace Loopscope::Ui
