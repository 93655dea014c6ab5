#include "tests/support/stricttest.h"
#include "tests/ui/window/replaywindow.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/replayoverview.h"
#include "ui/charts/requestschart.h"
#include "ui/mainwindow.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/tracelist.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QRegularExpression>

using namespace Loopscope;
using namespace Loopscope::Testing;

/// Traces in the window, by keys.
class TstReplayWindow : public StrictTest, private ReplayWindow
{
    Q_OBJECT

private:
    // Everything that the model shows.
    QString shown() const
    {
        const Models::RunModel *run = m_window->run();
        const auto &figures = run->latencyFigures();
        QString text = QStringLiteral("p50 %1 p99 %2 max %3 of %4, %5 beats, latency %6 last %7, lanes")
                           .arg(figures.p50.count())
                           .arg(figures.p99.count())
                           .arg(figures.max.count())
                           .arg(figures.samples)
                           .arg(run->beats())
                           .arg(run->latency().size())
                           .arg(run->latency().last().value_or(Models::Series::Sample()).value);
        for (const Models::Lane *lane : run->lanes())
            text += QStringLiteral(" %1 %2").arg(lane->size()).arg(lane->busyUntil(run->now()).count());
        for (const auto &[id, stall] : run->stalls().all())
            text += QStringLiteral("; stall %1 %2 %3").arg(id).arg(stall.duration.count()).arg(stall.open);
        return text + QStringLiteral("; %1").arg(run->busyFraction());
    }

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        QVERIFY(setUp());
    }

    void cleanup() { tearDown(); }

    // A stranger's file has slices, and nothing that was asked how late its loop is.
    void fileWithoutLatencySaysSo()
    {
        QFile file(path("strange.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":10,\"dur\":5000,\"name\":\"a\"},"
                   "{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":9000,\"dur\":10,\"name\":\"b\"}]");
        file.close();
        QVERIFY(open({file.fileName()}));
        const Charts::LatencyChart *chart = m_window->charts()->latencyChart();
        QCOMPARE(chart->waiting(), QStringLiteral("This file has no loop latency."));
        // Neither a threshold nor a verdict on what is not known.
        QCOMPARE(m_window->stallList()->emptyText(), QStringLiteral("This file does not tell its stalls."));
        const QColor threshold = m_window->theme()->color(Theme::ColorRole::Threshold);
        QCOMPARE(countPixels(m_window->charts(), m_window->charts()->rect(), threshold), 0);
        QVERIFY(open({sample("before.perfetto-trace")}));
        QCOMPARE(chart->waiting(), QString());
        QVERIFY(open({file.fileName()}));
        key(Qt::Key_Escape);
        QCOMPARE(chart->waiting(), QString());
    }

    // Of all that the trace has, though the playhead has not come to them yet.
    void pageOfAStallCountsThoseOfTheTrace()
    {
        QVERIFY(open({sample("before.perfetto-trace")}));
        key(Qt::Key_Return);
        const Panels::StallPanel *page = m_window->stallPage();
        for (int number = 1; number <= 3; ++number) {
            QVERIFY2(page->title().startsWith(QStringLiteral("Stall %1 of 3, ").arg(number)),
                     qPrintable(page->title()));
            QCOMPARE(m_window->run()->stalls().size(), std::size_t(number));
            if (number < 3)
                QTest::mouseClick(page->nextButton(), Qt::LeftButton);
        }
        QVERIFY(!page->nextButton()->isEnabled());
        Q_EMIT m_window->stallPage()->previousRequested();
        QVERIFY2(page->title().startsWith(QStringLiteral("Stall 2 of 3, ")), qPrintable(page->title()));
    }

    void traceIsOpenedAndPlayedByKeysAlone()
    {
        const QString file = sample("before.perfetto-trace");
        key(Qt::Key_O, Qt::ControlModifier);
        QTRY_VERIFY(replays()->dialog() && replays()->dialog()->isVisible());
        auto *name = replays()->dialog()->findChild<QLineEdit *>();
        QVERIFY(name);
        name->setText(file);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(replays()->isActive(), 20'000);
        QTRY_VERIFY(!replays()->dialog());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        // In the first stall, while it blocks.
        QCOMPARE(position(), Base::Duration(1099ms));
        QVERIFY(m_window->run()->openStall());
        QTRY_COMPARE(m_window->status()->loopText(), QStringLiteral("Loop frozen at the cursor"));
        QCOMPARE(m_window->status()->stateText(), QStringLiteral("Replay paused"));
        keepPicture(m_window.get(), QStringLiteral("replay-opened"));
        replays()->seek(4s);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        QCOMPARE(m_window->stallList()->view()->model()->rowCount(), 3);
        // Said once.
        QCOMPARE(m_window->replayStage()->header()->lesson(), QStringLiteral("The loop stood still."));
        QCOMPARE(m_window->stallList()->verdict(), QString());
        keepPicture(m_window.get(), QStringLiteral("replay-end"));
        QCOMPARE(m_window->replayStage()->header()->positionText(),
                 QStringLiteral("4.000\u00a0s of 4.000\u00a0s"));

        key(Qt::Key_BracketLeft);
        key(Qt::Key_BracketLeft);
        QCOMPARE(replays()->speed(), 0.1);
        key(Qt::Key_Space);
        QVERIFY(replays()->isPlaying());
        QVERIFY(position() < 1s);
        for (int i = 0; i < 4; ++i)
            key(Qt::Key_BracketRight);
        QCOMPARE(replays()->speed(), 10.0);
        QTRY_VERIFY(position() > 1s);
        key(Qt::Key_Space);
        QVERIFY(!replays()->isPlaying());
        const Base::Duration paused = position();
        QTest::qWait(50);
        QCOMPARE(position(), paused);

        key(Qt::Key_Left);
        const Base::Duration back = position();
        QVERIFY(back < paused);
        key(Qt::Key_Right);
        key(Qt::Key_Left);
        QCOMPARE(position(), back);
        key(Qt::Key_R);
        QCOMPARE(position(), Base::Duration(0));
        key(Qt::Key_N);
        QCOMPARE(position(), Base::Duration(1099ms));
        QCOMPARE(m_window->stallList()->selected(), Trace::StallId(1));
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(position(), Base::Duration(2099ms));
        key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(position(), Base::Duration(1099ms));
        key(Qt::Key_Escape);
        QVERIFY(!replays()->isActive());
        QVERIFY(m_window->header()->isVisible());
        QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
    }

    void scrubbingBackShowsWhatWasShown()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        QMap<qint64, QString> shownAt;
        for (Base::Duration at{0}; at <= 4s; at += 37ms) {
            replays()->seek(at);
            shownAt[at.count()] = shown();
        }
        for (auto entry = shownAt.end(); entry != shownAt.begin();) {
            --entry;
            replays()->seek(Base::Duration(entry.key()));
            QCOMPARE(shown(), entry.value());
        }
    }

    void blockedMomentLooksAsItDidLive()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        replays()->seek(1060ms);
        const Trace::Stall *stall = m_window->run()->openStall();
        QVERIFY(stall);
        QCOMPARE(Models::stallDuration(*stall, m_window->run()->now()), Base::Duration(60ms));
        QVERIFY(m_window->run()->isClimbing());
        keepPicture(m_window.get(), QStringLiteral("replay-blocked"));
        QCOMPARE(m_window->code()->view()->markedLine(), 17);
        QCOMPARE(m_window->stallList()->view()->model()->rowCount(), 1);
    }

    void selectionStaysOnTheWayBack()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        key(Qt::Key_R);
        key(Qt::Key_N);
        QCOMPARE(m_window->stallList()->selected(), Trace::StallId(1));
        replays()->seek(3s);
        replays()->seek(2s);
        QCOMPARE(m_window->stallList()->selected(), Trace::StallId(1));
    }

    void overviewIsScrubbedByTheMouse()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        Charts::ReplayOverview *overview = m_window->replayStage()->overview();
        QVERIFY(overview->isVisible());
        QCOMPARE(overview->rows().front().stalls.size(), 3U);
        const QPoint at(qRound(overview->xOf(1s)), overview->height() / 2);
        QTest::mouseClick(overview, Qt::LeftButton, {}, at);
        QVERIFY(std::chrono::abs(position() - Base::Duration(1s)) < 20ms);
    }

    void settingsAreToldOneByOneByTheirNames()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        const auto &facts = m_window->replayStage()->traces()->facts();
        const auto settings =
            std::ranges::find(facts, QStringLiteral("Settings"), &std::pair<QString, QString>::first);
        QVERIFY(settings != facts.end());
        QCOMPARE(settings->second, QStringLiteral("Sleep 100\u00a0ms\nEvery 500\u00a0ms"));
        QCOMPARE(m_window->replayStage()->traces()->backButton()->key(), QStringLiteral("Esc"));
    }

    void readingIsCancelledByAKey()
    {
        ReplaySample large;
        large.slicesPerTenMs = 500;
        const QString file = sample("large.perfetto-trace", large);
        QVERIFY(!file.isEmpty());
        replays()->open({file});
        const Panels::MessageBar *messages = m_window->replayStage()->messages();
        QVERIFY(messages->isVisible());
        QVERIFY(messages->message().title.contains(QStringLiteral("Opening large")));
        QVERIFY(messages->actionButton()->isVisible());
        key(Qt::Key_Escape);
        QVERIFY(!replays()->loader()->isLoading());
        QVERIFY(!messages->isVisible());
        QTest::qWait(50);
        QVERIFY(!replays()->isActive());
    }

    void otherFilesAreRefusedInOneSentence()
    {
        QFile other(path("notes.txt"));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("These are notes, and no trace.");
        other.close();
        replays()->open({other.fileName()});
        const Panels::MessageBar *messages = m_window->replayStage()->messages();
        QTRY_COMPARE(messages->message().title, QStringLiteral("This is not a trace file."));
        QVERIFY(!replays()->isActive());
        QVERIFY(!messages->actionButton()->isVisible());
    }

    void damagedTraceOpensAndSaysWhatIsMissing()
    {
        QByteArray bytes = ReplaySample().bytes();
        bytes.chop(3);
        QFile cut(path("cut.perfetto-trace"));
        QVERIFY(cut.open(QIODevice::WriteOnly));
        cut.write(bytes);
        cut.close();
        QVERIFY(open({cut.fileName()}));
        QCOMPARE(m_window->replayStage()->messages()->message().title,
                 QStringLiteral("Opened with 1\u00a0packet skipped."));
        QVERIFY(m_window->replayStage()->messages()->isVisible());
        static const QRegularExpression sentence(QStringLiteral(
            "^Skipped 1 packet .*, first at byte \\d{1,3}\u00a0\\d{3}, \\d+ bytes in all\\.$"));
        const QString detail = m_window->replayStage()->messages()->message().detail;
        QVERIFY2(sentence.match(detail).hasMatch(), qPrintable(detail));
        QCOMPARE(replays()->status()->skipped, 1);
    }

    void traceWithoutAStallIsShownWhole()
    {
        ReplaySample calm;
        calm.stall = 0ms;
        QVERIFY(open({sample("calm.perfetto-trace", calm)}));
        QCOMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        const auto *next = m_window->replayStage()->header()->nextStallButton();
        QVERIFY(!next->isEnabled());
        QVERIFY(open({sample("a.perfetto-trace")}));
        QVERIFY(next->isEnabled());
    }

    // The cursor is in it at first.
    void pageOfAStallIsAboutTheWholeOfIt()
    {
        QVERIFY(open({sample("one.perfetto-trace")}));
        const Trace::Stall *stall = m_window->run()->stalls().newest();
        QVERIFY(stall && stall->open);
        const Trace::StallId id = stall->id;
        m_window->stalls()->open(id);
        QVERIFY(m_window->stallPage()->isVisible());
        stall = m_window->run()->stalls().find(id);
        QVERIFY(stall && !stall->open);
        QCOMPARE(stall->duration, Base::Duration(100ms));
        QCOMPARE(m_window->stalls()->selected(), id);
    }

    void presenterShowsTheRecordedRun()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        replays()->seek(4s);
        key(Qt::Key_F5);
        Ui::PresenterView *view = m_window->presenter()->view();
        QTRY_VERIFY(view->isVisible());
        view->refresh();
        QCOMPARE(view->contents().variant, QStringLiteral("Blocking"));
        QCOMPARE(view->contents().verdict, QStringLiteral("The loop stood still."));
        QVERIFY(view->contents().loop.isRecorded);
        keepPicture(view, QStringLiteral("replay-presenter"));
        // No run begins behind it, and no other slide comes.
        QTest::keyClick(view, Qt::Key_2);
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Space);
        QVERIFY(replays()->isPlaying());
        QVERIFY(!m_window->runs()->isRunning());
        QCOMPARE(m_window->runs()->variant()->id, QStringLiteral("blocking"));
    }

    void programWithoutASlideIsShownToo()
    {
        ReplaySample program;
        program.hasPhases = false;
        QVERIFY(open({sample("program.perfetto-trace", program)}));
        replays()->seek(4s);
        QCOMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        QCOMPARE(m_window->charts()->threshold(), 100ms);
        QCOMPARE(m_window->stallList()->view()->model()->rowCount(), 3);
        m_window->stalls()->open(1);
        QCOMPARE(m_window->stallPage()->threshold(), Base::Duration(100ms));
        // What to press is a slide's business.
        QCOMPARE(m_window->stallPage()->remedy(), QString());
    }

    void everyControlHasAName()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        QCOMPARE(controlsWithoutName(m_window.get()), QStringList());
    }

    void replayShowsWhatTheLiveRunShowed()
    {
        const auto described = [this] {
            const Models::RunModel *run = m_window->run();
            const auto &figures = run->latencyFigures();
            QStringList text{QStringLiteral("p50 %1 p99 %2 max %3 of %4, %5 s")
                                 .arg(figures.p50.count())
                                 .arg(figures.p99.count())
                                 .arg(figures.max.count())
                                 .arg(figures.samples)
                                 .arg(run->runTime().count())};
            const Base::SteadyTime begin = *run->workStartedAt();
            const auto describe = [&](const QString &name, const Models::Series &series) {
                const auto all = series.samplesIn(begin, begin + 1h);
                double sum = 0;
                for (const Models::Series::Sample &sample : all)
                    sum += sample.value * (1 + static_cast<double>((sample.at - begin).count() % 1000));
                text.append(
                    QStringLiteral("%1: %2 samples, %3").arg(name).arg(all.size()).arg(sum, 0, 'g', 15));
            };
            describe(QStringLiteral("latency"), run->latency());
            if (const auto *running = run->jobsRunning())
                describe(QStringLiteral("running"), running->values);
            if (const auto *rate = run->requestRate())
                describe(QStringLiteral("rate"), rate->values);
            for (const auto &[id, stall] : run->stalls().all())
                text.append(QStringLiteral("stall %1 at %2 for %3, %4")
                                .arg(id)
                                .arg((stall.startedAt - begin).count())
                                .arg(stall.duration.count())
                                .arg(stall.culpritName()));
            // What was in flight at the last moment depends on where exactly the picture ends.
            text.append(
                m_window->charts()->requestsChart()->description().section(QStringLiteral(", "), 0, 1));
            return text;
        };
        m_window->runs()->startFor(std::chrono::duration<double>(1.2));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), Session::RunState::Done, 30'000);
        QTRY_VERIFY(!m_window->recordings()->finished().isEmpty());
        // The last stall's names may come late; none come of one whose thread the machine did not let run.
        QTRY_VERIFY(std::ranges::all_of(m_window->run()->stalls().all(), [](const auto &entry) {
            return entry.second.culprit() || !entry.second.stacks;
        }));
        const QStringList live = described();
        QVERIFY(live.size() > 5);
        QVERIFY2(live.last().contains(QStringLiteral("over the whole run")), qPrintable(live.last()));
        QVERIFY(open({m_window->recordings()->finished()}));
        replays()->seek(replays()->source()->duration());
        QTRY_COMPARE(described().last(), live.last());
        QCOMPARE(described().join(u'\n'), live.join(u'\n'));
        QCOMPARE(m_window->stallList()->view()->model()->rowCount(),
                 static_cast<int>(m_window->run()->stalls().size()));
    }

    void liveRunGoesOnAfterAReplay()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        key(Qt::Key_Escape);
        m_window->runs()->startFor(std::chrono::duration<double>(0.3));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), Session::RunState::Done, 30'000);
        QTRY_VERIFY(!m_window->run()->latency().isEmpty());
        QVERIFY(m_window->run()->subject() != 0);
    }
};

LOOPSCOPE_WIDGET_TEST_MAIN(TstReplayWindow)
#include "tst_replaywindow.moc"
