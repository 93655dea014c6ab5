// What each key does; mainwindow.cpp has the parts.
#include "ui/attachcontroller.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/pairchart.h"
#include "ui/comparecontroller.h"
#include "ui/freezecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/aboutpanel.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/keyspanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/textbutton.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/replaycontroller.h"
#include "ui/replaystage.h"
#include "ui/runcontroller.h"
#include "ui/textsize.h"
#include "ui/wirecontroller.h"
#include "ui/workarea.h"

namespace Loopscope::Ui {

std::vector<KeyBinding> MainWindow::keyBindings()
{
    using Charts::ChartColumn;
    const auto variant = [this](int number) {
        return [this, number] {
            if (!showsSlides())
                return;
            m_compares->leave();
            m_header->chooseVariant(number);
        };
    };
    const auto key = [](int code) { return std::vector<QKeySequence>{QKeySequence(code)}; };
    const QKeySequence nextStall(Qt::Key_N);
    const QKeySequence previousStall(Qt::SHIFT | Qt::Key_N);
    // What it would change is out of sight in presenter mode.
    const auto behindNoPresenter = [this](std::function<void()> action) {
        return [this, action = std::move(action)] {
            if (!m_presenter->isActive())
                action();
        };
    };
    const auto heading = [](const QString &text) { return KeyBinding{{}, {}, {}, text}; };
    return {
        heading(tr("Run")),
        {key(Qt::Key_Space),
         [this] {
             if (m_replays->isActive())
                 m_replays->togglePlay();
             else if (showsSlides() && !m_compares->toggle())
                 m_runs->toggle();
         },
         tr("Space"), tr("run, stop; play, pause")},
        {key(Qt::Key_C),
         [this] {
             if (showsSlides())
                 m_compares->compare();
         },
         tr("C"), tr("compare the variants")},
        {key(Qt::Key_D), [this] { m_compares->showOtherPair(); }, tr("D"),
         tr("in the comparison: two other sources")},
        {key(Qt::Key_1), variant(1), tr("1, 2, 3, 4"), tr("choose a variant")},
        {key(Qt::Key_2), variant(2), {}, {}},
        {key(Qt::Key_3), variant(3), {}, {}},
        {key(Qt::Key_4), variant(4), {}, {}},
        {key(Qt::Key_PageUp),
         [this] {
             if (returnToSlides())
                 m_slides->choosePrevious();
         },
         tr("PageUp, PageDown"), tr("previous, next slide")},
        {key(Qt::Key_PageDown),
         [this] {
             if (returnToSlides())
                 m_slides->chooseNext();
         },
         {},
         {}},
        {key(Qt::Key_R),
         [this] {
             if (m_replays->isActive())
                 m_replays->rewind();
             else if (showsSlides() && !m_compares->restart())
                 m_runs->reset();
         },
         tr("R"), tr("reset; compare, replay again")},
        {key(Qt::Key_T), behindNoPresenter([this] { m_charts->focusThreshold(); }), tr("T"),
         tr("threshold, then Up and Down")},
        heading(tr("Stalls")),
        {{nextStall},
         behindNoPresenter(
             [this] { m_replays->isActive() ? m_replays->nextStall() : m_stallList->chooseNext(); }),
         tr("N, Shift+N"),
         tr("next, previous stall")},
        {{previousStall},
         behindNoPresenter(
             [this] { m_replays->isActive() ? m_replays->previousStall() : m_stallList->choosePrevious(); }),
         {},
         {}},
        {{QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)},
         [this] {
             if (m_messages->isOfferedBy(tr("Enter")))
                 m_messages->actionButton()->click();
             else if (m_freezing->isWarning())
                 m_freezing->request();
             else if (m_replays->isPair())
                 m_replayStage->messages()->showMessage(
                     {Panels::Message::Kind::Information, tr("Two traces have no page of a stall."),
                      tr("Open one of the two traces alone to read its stalls."), QString()});
             else if (!m_presenter->isActive())
                 m_stallList->openSelected();
         },
         tr("Enter"),
         tr("open the stall")},
        {key(Qt::Key_Escape), [this] { goBack(); }, tr("Esc"), tr("back")},
        {{QKeySequence(Qt::CTRL | Qt::Key_C)},
         [this] { m_compares->isShown() ? m_compares->copy() : copyStall(); },
         tr("Ctrl+C"),
         tr("copy the table, the open stall as text")},
        {key(Qt::Key_L), behindNoPresenter([this] { toggleFlameList(); }), tr("L"),
         tr("flame of the open stall as a list")},
        {key(Qt::Key_G), behindNoPresenter([this] {
             m_work->setOpen(WorkArea::Panel::Code, true);
             m_work->showSide();
             m_code->goToLine();
         }),
         tr("G"), tr("go to the line that blocks")},
        heading(tr("What is shown")),
        {key(Qt::Key_P), behindNoPresenter([this] {
             m_work->setOpen(WorkArea::Panel::Code, true);
             m_work->showSide();
             m_code->toggleLanguage();
         }),
         tr("P"), tr("the code in Python, too")},
        {key(Qt::Key_W), behindNoPresenter([this] { m_wires->toggle(); }), tr("W"),
         tr("what goes over the wire")},
        {key(Qt::Key_Y),
         [this] {
             m_replays->isPair() ? m_replayStage->pairChart()->toggleLinear() : m_charts->toggleLinear();
         },
         tr("Y"), tr("latency scale: √ or linear")},
        {{QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)},
         [this] { m_replays->isPair() ? m_replayStage->pairChart()->zoomIn() : m_charts->zoomIn(); },
         tr("+, -, 0"),
         tr("zoom in, out, fit")},
        {key(Qt::Key_Minus),
         [this] { m_replays->isPair() ? m_replayStage->pairChart()->zoomOut() : m_charts->zoomOut(); },
         {},
         {}},
        {key(Qt::Key_0),
         [this] { m_replays->isPair() ? m_replayStage->pairChart()->fit() : m_charts->fit(); },
         {},
         {}},
        {{}, {}, tr("Mouse"), tr("wheel zooms, drag pans")},
        heading(tr("Recording")),
        {{QKeySequence(Qt::CTRL | Qt::Key_R)},
         [this] {
             if (!m_replays->isActive())
                 m_recordings->toggle();
         },
         tr("Ctrl+R"),
         tr("record")},
        {{QKeySequence(Qt::CTRL | Qt::Key_S)},
         [this] { saveRecording(); },
         tr("Ctrl+S"),
         tr("save the recording as")},
        heading(tr("For an audience")),
        {{QKeySequence(Qt::Key_F5), QKeySequence(Qt::SHIFT | Qt::Key_F5)}, // what presenters' remotes send
         [this] {
             m_compares->leave();
             if (m_replays->isPair())
                 m_replayStage->messages()->showMessage(
                     {Panels::Message::Kind::Information, tr("Presenter mode shows one run."),
                      tr("Open one of the two traces alone, or go back to the slides."), QString()});
             else
                 m_presenter->toggle();
         },
         tr("F5"),
         tr("presenter mode, and back")},
        {{}, {}, tr("B, H, S, X"), tr("blank, hold, notes, swap screens")},
        {{}, {}, tr("Left, Right"), tr("previous, next slide")},
        {{}, {}, tr("+, -"), tr("larger, smaller type")},
        {{QKeySequence(Qt::CTRL | Qt::Key_F5)},
         [this] {
             if (showsSlides())
                 m_freezing->request();
         },
         tr("Ctrl+F5"),
         tr("freeze mode: run on this window's loop")},
        heading(tr("Window")),
        {{QKeySequence(Qt::CTRL | Qt::Key_B)},
         [this] { toggleSlides(); },
         tr("Ctrl+B"),
         tr("show or hide the slides")},
        {{QKeySequence(Qt::CTRL | Qt::Key_L)},
         [this] { toggleTheme(); },
         tr("Ctrl+L"),
         tr("dark, light, high contrast")},
        {{QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)},
         [this] {
             if (!m_presenter->isActive()) // it has sizes of its own
                 m_textSize->enlarge();
         },
         tr("Ctrl++, Ctrl+-, Ctrl+0"),
         tr("larger, smaller text; 100\u00a0%")},
        {{QKeySequence(Qt::CTRL | Qt::Key_Minus)}, [this] { m_textSize->reduce(); }, {}, {}},
        {{QKeySequence(Qt::CTRL | Qt::Key_0)}, [this] { m_textSize->reset(); }, {}, {}},
        {{QKeySequence(Qt::CTRL | Qt::Key_M)},
         [this] { toggleMotion(); },
         tr("Ctrl+M"),
         tr("less motion, and back")},
        {key(Qt::Key_F6), [this] { focusNextPanel(); }, tr("F6"), tr("next panel; opens a closed one")},
        {{}, {}, tr("Arrows"), tr("in the timeline: slice, lane")},
        {{QKeySequence(Qt::CTRL | Qt::Key_W), QKeySequence(Qt::CTRL | Qt::Key_Q)},
         [this] { close(); },
         tr("Ctrl+W, Ctrl+Q"),
         tr("close the window")},
        {key(Qt::Key_F1), [this] { m_keys->toggle(); }, tr("F1"), tr("all keys")},
        {{QKeySequence(Qt::SHIFT | Qt::Key_F1)},
         [this] { m_about->toggle(); },
         tr("Shift+F1"),
         tr("about Loopscope")},
    };
}

} // namespace Loopscope::Ui
