#include "tests/support/stricttest.h"
#include "tests/ui/window/replaywindow.h"
#include "ui/attachcontroller.h"
#include "ui/charts/chartcolumn.h"
#include "ui/comparecontroller.h"
#include "ui/keptruns.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/wirepanel.h"
#include "ui/panels/wirequeueview.h"
#include "ui/presentercontroller.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/workarea.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Session::RunState;

/// The last run of a slide is there until its next one starts.
class TstKeptRuns : public StrictTest, private ReplayWindow
{
    Q_OBJECT

private:
    void runSlide()
    {
        key(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 0, 20'000);
        m_window->runs()->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(stallsAreKnown(), 20'000);
    }

    bool stallsAreKnown() const
    {
        return std::ranges::none_of(m_window->run()->stalls().all(),
                                    [](const auto &entry) { return entry.second.awaitsStack; });
    }

    // What every part of the window says of the run.
    QStringList shown() const
    {
        const Models::RunModel *run = m_window->run();
        QStringList all{
            m_window->header()->progress(),
            m_window->stallList()->verdict(),
            QString::number(run->latencyFigures().max.count()),
            QString::number(run->latency().size()),
            QString::number(run->runTime().count()),
            QString::number(m_window->stallList()->view()->model()->rowCount()),
            QString::number(m_window->code()->view()->markedLine()),
            m_window->status()->probeText(),
        };
        for (const Models::Lane *lane : run->lanes())
            all << lane->track().name << QString::number(lane->size());
        for (const auto kind : {Trace::CounterKind::RequestsPerSecond, Trace::CounterKind::JobsRunning}) {
            const Models::CounterSeries *series = run->counter(kind);
            all << QString::number(series ? static_cast<int>(series->values.size()) : -1);
        }
        for (const auto &[id, stall] : run->stalls().all())
            all << QStringLiteral("%1 %2 %3").arg(id).arg(stall.duration.count()).arg(stall.culpritName());
        return all;
    }

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        QVERIFY(setUp());
    }

    void cleanup()
    {
        m_window->runs()->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
        tearDown();
    }

    void runIsThereWhenItsSlideIsShownAgain()
    {
        runSlide();
        const QStringList before = shown();
        QVERIFY(before.front().startsWith(QStringLiteral("Stopped after")));
        key(Qt::Key_PageDown);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
        QCOMPARE(m_window->header()->progress(), QString());
        QCOMPARE(m_window->status()->probeText(), QStringLiteral("–"));
        key(Qt::Key_PageUp);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        QCOMPARE(shown(), before);
        // And it can be looked at.
        key(Qt::Key_N);
        key(Qt::Key_Return);
        QTRY_COMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Stall);
        key(Qt::Key_Escape);
        // Until the next one starts.
        key(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
        QVERIFY(m_window->header()->progress().startsWith(QStringLiteral("Running")));
        QVERIFY(!m_window->runs()->shownReport());
    }

    void runThatIsLeftIsEndedAndKept()
    {
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 0, 20'000);
        key(Qt::Key_PageDown);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
        key(Qt::Key_PageUp);
        QVERIFY(m_window->header()->progress().startsWith(QStringLiteral("Stopped after")));
        QVERIFY(m_window->stallList()->view()->model()->rowCount() > 0);
    }

    void slideThatWasResetHasNoRun()
    {
        runSlide();
        key(Qt::Key_R);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
        key(Qt::Key_PageDown);
        key(Qt::Key_PageUp);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
    }

    void runIsThereAfterALookAtOtherPages()
    {
        runSlide();
        const QStringList before = shown();
        key(Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
        key(Qt::Key_Escape);
        QTRY_VERIFY(!m_window->header()->isHidden());
        QCOMPARE(shown(), before);

        QVERIFY(open({sample("before.perfetto-trace")}));
        QCOMPARE(m_window->run()->stalls().size(), 1U);
        QVERIFY(open({sample("after.perfetto-trace"), sample("before.perfetto-trace")}));
        key(Qt::Key_Escape);
        QTRY_VERIFY(!m_window->header()->isHidden());
        QCOMPARE(shown(), before);
    }

    // Zoomed in and moved, with an open stall: as it was, also after a look at other pages.
    void runIsLookedAtAsBefore()
    {
        runSlide();
        key(Qt::Key_N);
        key(Qt::Key_Return);
        const Trace::StallId stall = m_window->stalls()->selected();
        QVERIFY(stall != 0);
        Charts::TimeView *time = m_window->charts()->timeView();
        time->setLength(std::chrono::milliseconds(50));
        time->pan(300);
        const Base::SteadyTime from = time->from();
        const Base::SteadyTime to = time->to();
        QVERIFY(to < *m_window->run()->workEndedAt());
        const auto isAsBefore = [&] {
            m_window->charts()->renderFrame();
            return time->from() == from && time->to() == to && m_window->stalls()->selected() == stall &&
                   m_window->stallPage()->stall() == stall &&
                   m_window->workArea()->page() == Ui::WorkArea::Page::Stall;
        };
        QVERIFY(isAsBefore());
        key(Qt::Key_PageDown);
        QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
        QCOMPARE(m_window->stalls()->selected(), Trace::StallId(0));
        key(Qt::Key_PageUp);
        QVERIFY(isAsBefore());

        key(Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
        key(Qt::Key_Escape);
        QVERIFY(isAsBefore());
        QVERIFY(open({sample("before.perfetto-trace")}));
        QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
        key(Qt::Key_Escape);
        QVERIFY(isAsBefore());
        key(Qt::Key_Escape);
        QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
        key(Qt::Key_PageDown);
        key(Qt::Key_PageUp);
        QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
        QCOMPARE(m_window->stalls()->selected(), stall);
    }

    void audienceSeesItAgain()
    {
        key(Qt::Key_F5);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 0, 20'000);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
        m_window->presenter()->refresh();
        const Ui::PresenterContents before = m_window->presenter()->view()->contents();
        QVERIFY(!before.verdict.isEmpty());
        key(Qt::Key_PageDown);
        m_window->presenter()->refresh();
        QVERIFY(m_window->presenter()->view()->contents().verdict != before.verdict);
        key(Qt::Key_PageUp);
        m_window->presenter()->refresh();
        QCOMPARE(m_window->presenter()->view()->contents().verdict, before.verdict);
        QVERIFY(m_window->presenter()->view()->contents().number.stall != 0);
    }

    void wireIsThereToo()
    {
        m_window->runs()->showScenario(QStringLiteral("pipelining"));
        key(Qt::Key_W);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->wire()->isEmpty(), 20'000);
        m_window->runs()->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
        const Base::SteadyTime taken = m_window->wire()->queue().film().startedAt;
        key(Qt::Key_PageUp);
        QVERIFY(m_window->wire()->isEmpty());
        key(Qt::Key_PageDown);
        QVERIFY(!m_window->wire()->isEmpty());
        QCOMPARE(m_window->wire()->queue().film().startedAt, taken);
    }

    void variantsKeepTheirRuns()
    {
        runSlide();
        const QStringList first = shown();
        key(Qt::Key_2); // has none: the first one's stays, and is called so
        QVERIFY(m_window->header()->progress().startsWith(QStringLiteral("Variant 1: ")));
        m_window->runs()->startFor(std::chrono::duration<double>(0.3));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 20'000);
        const QStringList second = shown();
        QVERIFY(second.front().startsWith(QStringLiteral("Done in")));
        key(Qt::Key_1);
        QCOMPARE(shown(), first);
        key(Qt::Key_2);
        QCOMPARE(shown(), second);
        key(Qt::Key_R);
        key(Qt::Key_1);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
    }

    void runThatWasLeftForAComparisonComesBack()
    {
        runSlide();
        const QStringList before = shown();
        const auto report = m_window->runs()->shownReport();
        key(Qt::Key_C);
        const auto *compares = m_window->compares();
        QTRY_VERIFY_WITH_TIMEOUT(!compares->isRunning(), 60'000);
        QCOMPARE(compares->model()->measured(), compares->model()->runs().size());
        key(Qt::Key_Escape);
        QCOMPARE(m_window->runs()->shownReport(), report);
        QCOMPARE(shown(), before);
        // The others have what the comparison ran.
        key(Qt::Key_2);
        const auto compared = m_window->runs()->shownReport();
        QCOMPARE(compared->variantId, m_window->runs()->variant()->id);
        QVERIFY(m_window->header()->progress().startsWith(QStringLiteral("Done in")));
        // A further comparison leaves that one, and renews the rest.
        key(Qt::Key_C);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(compares->isRunning(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!compares->isRunning(), 60'000);
        key(Qt::Key_Escape);
        QCOMPARE(m_window->runs()->shownReport(), compared);
        key(Qt::Key_1);
        QCOMPARE(m_window->runs()->shownReport()->variantId, report->variantId);
        QVERIFY(m_window->runs()->shownReport() != report);
    }

    void newestAreKept()
    {
        Ui::KeptRuns runs;
        const auto put = [&runs](int number, quint64 stalls) {
            auto report = std::make_shared<Session::RunReport>();
            report->scenarioId = QString::number(number);
            report->run.stalls = static_cast<qint64>(stalls);
            runs.put({report, nullptr});
        };
        for (int i = 0; i <= int(Ui::KeptRuns::most); ++i)
            put(i, 1);
        QVERIFY(!runs.take(QStringLiteral("0")).report);
        put(2, 7); // the same slide takes no further place
        QVERIFY(runs.take(QStringLiteral("1")).report);
        QCOMPARE(runs.take(QStringLiteral("2")).report->run.stalls, 7);
        QVERIFY(!runs.take(QStringLiteral("2")).report);
    }
};

LOOPSCOPE_WIDGET_TEST_MAIN(TstKeptRuns)
#include "tst_keptruns.moc"
