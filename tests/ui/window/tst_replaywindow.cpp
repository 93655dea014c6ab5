#include "core/session/tracecomparison.h"
#include "tests/core/session/replaysample.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/replayoverview.h"
#include "ui/exportcontroller.h"
#include "ui/mainwindow.h"
#include "ui/paircontroller.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/comparisonpanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/tracelist.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Ui::MainWindow;
using Ui::ReplayStage;

/// Traces in the window, by keys.
class TstReplayWindow : public StrictTest
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;

    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    Ui::ReplayController *replays() const { return m_window->replays(); }
    Base::Duration position() const { return replays()->source()->position(); }

    QString sample(const char *name, const ReplaySample &content = {}) const
    {
        return content.write(path(name)) ? path(name) : QString();
    }
    bool open(const QStringList &paths)
    {
        replays()->open(paths);
        return QTest::qWaitFor([this] { return replays()->isActive() && !replays()->loader()->isLoading(); }, 20'000);
    }
    // To look at: where LOOPSCOPE_PICTURES says.
    void picture(const char *name)
    {
        const QString folder = qEnvironmentVariable("LOOPSCOPE_PICTURES");
        QTest::qWait(folder.isEmpty() ? 0 : 200);
        if (!folder.isEmpty())
            m_window->grab().save(QDir(folder).filePath(QLatin1String(name)));
    }
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
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
        QVERIFY(showWindow(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_folder.reset();
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
        QCOMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        QCOMPARE(m_window->stallList()->view()->model()->rowCount(), 3);
        QCOMPARE(m_window->stallList()->verdict(), QStringLiteral("The loop stood still."));
        picture("replay-end.png");
        QCOMPARE(m_window->replayStage()->header()->positionText(), QStringLiteral("4.000\u00a0s of 4.00\u00a0s"));

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
        QCOMPARE(position(), Base::Duration(1100ms));
        QCOMPARE(m_window->stallList()->selected(), Trace::StallId(1));
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(position(), Base::Duration(2100ms));
        key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(position(), Base::Duration(1100ms));
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
        picture("replay-blocked.png");
        QCOMPARE(m_window->code()->view()->markedLine(), 31);
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

    void readingIsCancelledByAKey()
    {
        ReplaySample large;
        large.slicesPerTenMs = 500;
        const QString file = sample("large.perfetto-trace", large);
        QVERIFY(!file.isEmpty());
        replays()->open({file});
        const Panels::MessageBar *messages = m_window->replayStage()->messages();
        QVERIFY(messages->isVisible());
        picture("replay-opening.png");
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
                 QStringLiteral("Opened with 1 packet skipped."));
        QVERIFY(m_window->replayStage()->messages()->isVisible());
    }

    void droppedFilesAreOpened()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(sample("a.perfetto-trace")), QUrl::fromLocalFile(sample("b.perfetto-trace"))});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(m_window.get(), &drop);
        QTRY_VERIFY_WITH_TIMEOUT(replays()->isPair(), 20'000);
    }

    void twoTracesAreComparedAsOnTheCommandLine()
    {
        ReplaySample faster;
        faster.stall = 30ms;
        const QStringList paths{sample("before.perfetto-trace"), sample("after.perfetto-trace", faster)};
        QVERIFY(open(paths));
        QCOMPARE(m_window->replayStage()->mode(), ReplayStage::Mode::Two);
        const Panels::ComparisonPanel *panel = m_window->replayStage()->comparison();
        QVERIFY(panel->isVisible());
        const auto before = Session::loadTrace(paths[0]);
        const auto after = Session::loadTrace(paths[1]);
        QCOMPARE(panel->findings(), Session::compareTraces(paths[0], before, paths[1], after).findings);
        const auto longest = std::ranges::find(panel->rows(), QStringLiteral("Longest stall"), &Panels::ComparisonRow::name);
        QVERIFY(longest != panel->rows().end());
        QCOMPARE(longest->change, QStringLiteral("3.3\u00d7 less"));
        // The cursor stands in A's first stall; B waits for its own end.
        key(Qt::Key_R);
        key(Qt::Key_N);
        QVERIFY(panel->moments()[0].isBlocked && panel->moments()[1].isBlocked);
        picture("replay-two.png");
        QVERIFY(std::ranges::any_of(panel->moments()[0].lines, &Panels::MomentOfTrace::Line::isCulprit));
        key(Qt::Key_N);
        QVERIFY(panel->moments()[0].isBlocked && !panel->moments()[1].isBlocked);
        key(Qt::Key_Space);
        QVERIFY(replays()->isPlaying());
        QTRY_VERIFY(replays()->pair()->position() > 1200ms);
        key(Qt::Key_Escape);
        QVERIFY(!replays()->isActive());
        QVERIFY(m_window->charts()->isVisible());
    }

    void bothTracesShareOneScale()
    {
        ReplaySample longer;
        longer.stall = 400ms;
        QVERIFY(open({sample("a.perfetto-trace"), sample("b.perfetto-trace", longer)}));
        const Charts::PairChart *chart = m_window->replayStage()->pairChart();
        QCOMPARE(chart->plotOf(0).height(), chart->plotOf(1).height());
        QCOMPARE(chart->plotOf(0).left(), chart->plotOf(1).left());
        // A's peak of 100 ms stands at the square root of 100 of 1200.
        QVERIFY(chart->plotOf(0).bottom() <= chart->plotOf(1).top());
    }

    void programWithoutASlideIsShownToo()
    {
        ReplaySample program;
        program.hasPhases = false;
        QVERIFY(open({sample("program.perfetto-trace", program)}));
        QCOMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        QCOMPARE(m_window->charts()->threshold(), 100ms);
        QCOMPARE(m_window->stallList()->view()->model()->rowCount(), 3);
    }

    void chartsAreExported()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        QSignalSpy exported(m_window->exports(), &Ui::ExportController::exported);
        m_window->exports()->exportTo(path("all.png"));
        m_window->exports()->exportTo(path("all.svg"));
        QTRY_COMPARE(exported.size(), 2);
        for (const auto &result : exported)
            QCOMPARE(result[1].toString(), QString());
        const QImage picture(path("all.png"));
        QCOMPARE(picture.size(), m_window->charts()->size() * 2);
        QFile svg(path("all.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&svg);
        int texts = 0;
        int lines = 0;
        int images = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            texts += xml.isStartElement() && xml.name() == QStringLiteral("text");
            lines += xml.isStartElement() && xml.name() == QStringLiteral("polyline");
            images += xml.isStartElement() && xml.name() == QStringLiteral("image");
        }
        QVERIFY(!xml.hasError());
        QVERIFY(texts > 10);
        QVERIFY(lines > 0);
        QCOMPARE(images, 0);
        m_window->exports()->exportTo(path("no/such/folder.png"));
        QTRY_COMPARE(exported.size(), 3);
        QVERIFY(!exported[2][1].toString().isEmpty());
    }

    void exportAsksForANameBesideEverythingElse()
    {
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(m_window->exports()->dialog() && m_window->exports()->dialog()->isVisible());
        m_window->exports()->dialog()->reject();
        QTRY_VERIFY(!m_window->exports()->dialog());
    }

    void everyControlHasAName()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        QCOMPARE(controlsWithoutName(m_window.get()), QStringList());
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
