#pragma once

#include "core/session/session.h"
#include "ui/noteswindow.h"
#include "ui/presenterview.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

class QScreen;

namespace Loopscope::Charts {
class ChartColumn;
}
namespace Loopscope::Panels {
class HeaderPanel;
class SlideList;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class RunController;
class CompareController;
class StatusFeed;

/// Presenter mode: covers the window, makes it fill the audience's screen (of two: the one that is not the
/// primary one), and connects its keys with the run. Speaker's notes are on the other screen when there is
/// one. GUI thread.
class PresenterController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        QWidget *window;
        /// These two are hidden meanwhile, so that nothing is painted under the picture.
        QWidget *work;
        QWidget *comparePage;
        Session::Session *session;
        Models::RunModel *run;
        RunController *runs;
        CompareController *compares;
        StatusFeed *status;
        Panels::SlideList *slides;
        Panels::HeaderPanel *header;
        Panels::MessageBar *messages;
        Charts::ChartColumn *charts;
    };

    /// All parts must outlive the controller.
    explicit PresenterController(const Parts &parts, QObject *parent = nullptr);
    ~PresenterController() override;

    PresenterView *view() const { return m_view; }
    NotesWindow *notesWindow() const { return m_notes; }
    bool isActive() const { return m_view->isVisible(); }
    /// What is shown in place of a slide.
    struct Other
    {
        QString title;
        const Scenario::Scenario *scenario = nullptr; ///< of a recorded run
        const Scenario::Variant *variant = nullptr;
        std::shared_ptr<const Session::RunReport> report = nullptr; ///< of the whole recording
        std::function<void()> toggle = {};                          ///< Space
    };
    /// None while slides are shown.
    void setOther(std::function<std::optional<Other>()> other) { m_other = std::move(other); }

public Q_SLOTS:
    void toggle();
    void enter();
    void leave();
    /// Out of the comparison, else out of presenter mode.
    void back();
    /// The picture goes to the next screen, the notes to another one.
    void swapScreens();
    /// On the other screen, else over the picture.
    void toggleNotes();
    /// Once per frame.
    void refresh();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectView();
    PresenterContents contents() const;
    std::optional<Other> other() const { return m_other ? m_other() : std::nullopt; }
    void addSlide(PresenterSource *source) const;
    QString problem() const;
    void addNotice(PresenterContents *contents) const;
    QScreen *otherScreen() const;
    void showSlide();
    void toggleRun();
    /// What is under the picture, or comes back when it goes.
    void showPages();
    /// As it was chosen, else the one that is not the speaker's own.
    QScreen *audienceScreen() const;
    void fill(QScreen *screen);
    void showNotes();

    Parts m_parts;
    PresenterView *m_view;
    std::function<std::optional<Other>()> m_other;
    QPointer<NotesWindow> m_notes;
    bool m_wantsNotes = false;
    Qt::WindowStates m_stateBefore;
    QRect m_placeBefore;
    QPointer<QScreen> m_chosenScreen; // with X
};

} // namespace Loopscope::Ui
