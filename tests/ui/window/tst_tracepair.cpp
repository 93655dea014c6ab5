#include "core/session/tracecomparison.h"
#include "tests/support/stricttest.h"
#include "tests/ui/window/replaywindow.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/chartexport.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/pairchart.h"
#include "ui/exportcontroller.h"
#include "ui/paircontroller.h"
#include "ui/panels/comparisonpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/statuspanel.h"
#include "ui/presentercontroller.h"
#include "ui/replaystage.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QScrollBar>
#include <QXmlStreamReader>

using namespace Loopscope;
using namespace Loopscope::Testing;

/// Two traces in the window, and pictures of charts.
class TstTracePair : public StrictTest, private ReplayWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        QVERIFY(setUp());
    }

    void cleanup() { tearDown(); }

    void droppedFilesAreOpened()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(sample("a.perfetto-trace")),
                      QUrl::fromLocalFile(sample("b.perfetto-trace"))});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(m_window.get(), &drop);
        QTRY_VERIFY_WITH_TIMEOUT(replays()->isPair(), 20'000);
    }

    void filesAreTakenWhereverTheyAreDropped()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(sample("a.perfetto-trace"))});
        int tried = 0;
        for (const int x : {60, 400, 700, 1100}) {
            for (const int y : {30, 120, 300, 480, 640}) {
                QWidget *under = m_window->childAt(x, y);
                if (!under)
                    continue;
                // As Qt does it: the first that takes it is asked from then on.
                const QPoint at = under->mapFrom(m_window.get(), QPoint(x, y));
                QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
                QCoreApplication::sendEvent(under, &enter);
                QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, {});
                QCoreApplication::sendEvent(under, &move);
                QVERIFY2(enter.isAccepted() && move.isAccepted(),
                         qPrintable(QString::fromLatin1(under->metaObject()->className())));
                ++tried;
            }
        }
        QVERIFY(tried > 15);
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
        const auto longest =
            std::ranges::find(panel->rows(), QStringLiteral("Longest stall"), &Panels::ComparisonRow::name);
        QVERIFY(longest != panel->rows().end());
        QCOMPARE(longest->change, QStringLiteral("3.3\u00d7 less"));
        QCOMPARE(longest->before, QStringLiteral("100.0\u00a0ms"));
        // The cursor stands in A's first stall; B waits for its own end.
        key(Qt::Key_R);
        key(Qt::Key_N);
        QVERIFY(panel->moments()[0].isBlocked && panel->moments()[1].isBlocked);
        QTRY_COMPARE(m_window->status()->loopText(), QStringLiteral("Loop frozen at the cursor, A and B"));
        QCOMPARE(replays()->pair()->position(), Base::Duration(1029ms));
        keepPicture(m_window.get(), QStringLiteral("replay-two"));
        QVERIFY(std::ranges::any_of(panel->moments()[0].lines, &Panels::MomentOfTrace::Line::isCulprit));
        key(Qt::Key_N);
        QVERIFY(panel->moments()[0].isBlocked && !panel->moments()[1].isBlocked);
        QTRY_COMPARE(m_window->status()->loopText(), QStringLiteral("Loop frozen at the cursor, A"));
        key(Qt::Key_N, Qt::ShiftModifier);
        key(Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(replays()->pair()->position(), Base::Duration(3099ms)); // round
        key(Qt::Key_N);
        key(Qt::Key_N);
        key(Qt::Key_Space);
        QVERIFY(replays()->isPlaying());
        QTRY_VERIFY(replays()->pair()->position() > 1200ms);
        key(Qt::Key_Escape);
        QVERIFY(!replays()->isActive());
        QVERIFY(m_window->charts()->isVisible());
    }

    void longestLatencyIsNotUnderTheLongestStall()
    {
        ReplaySample late;
        late.longestPing = 60ms;
        ReplaySample faster;
        faster.stall = 30ms;
        QVERIFY(open({sample("before.perfetto-trace", late), sample("after.perfetto-trace", faster)}));
        const Panels::ComparisonPanel *panel = m_window->replayStage()->comparison();
        const auto row =
            std::ranges::find(panel->rows(), QStringLiteral("Latency max"), &Panels::ComparisonRow::name);
        QVERIFY(row != panel->rows().end());
        QCOMPARE(row->before, QStringLiteral("100\u00a0ms"));
        QCOMPARE(row->after, QStringLiteral("30.0\u00a0ms"));
        const QString findings = panel->findings().join(u' ');
        QVERIFY2(findings.contains(QStringLiteral("maximum fell from 100\u00a0ms to 30.0\u00a0ms")),
                 qPrintable(findings));
    }

    void traceWithoutAStallSaysNone()
    {
        ReplaySample none;
        none.stall = 0ms;
        QVERIFY(open({sample("before.perfetto-trace"), sample("after.perfetto-trace", none)}));
        const auto &rows = m_window->replayStage()->comparison()->rows();
        const auto longest =
            std::ranges::find(rows, QStringLiteral("Longest stall"), &Panels::ComparisonRow::name);
        QCOMPARE(longest->after, QStringLiteral("none"));
        QCOMPARE(longest->change, QStringLiteral("all gone"));
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

    void allLanesAreReachable()
    {
        QVERIFY(open({sample("a.perfetto-trace"), sample("b.perfetto-trace")}));
        const Charts::PairChart *chart = m_window->replayStage()->pairChart();
        QCOMPARE(chart->laneNames(), QStringList({"A Loop", "B Loop", "A Worker 1", "B Worker 1"}));
        QVERIFY(!chart->scrollBar()->isVisible());
        ReplaySample many;
        many.workers = 20;
        QVERIFY(open({sample("c.perfetto-trace", many), sample("d.perfetto-trace", many)}));
        QCOMPARE(chart->laneNames().size(), 42);
        QVERIFY(chart->scrollBar()->isVisible());
        // Neither covers the other, in the smallest window, too.
        for (const QSize size : {QSize(1024, 700), QSize(1280, 720), QSize(1920, 1080)}) {
            m_window->resize(size);
            QCoreApplication::processEvents();
            QVERIFY(chart->plotOf(1).bottom() <= chart->lanesRect().top());
            const double lane = chart->lanesRect().height() / (42 - chart->scrollBar()->maximum());
            QVERIFY(lane >= 16 && lane <= 24);
        }
    }

    // Text at 200 % on a screen of 1920 x 1080: half as many pixels in each direction.
    void lanesAreReachableWithLargeText()
    {
        ReplaySample many;
        many.workers = 4;
        QVERIFY(open({sample("a.perfetto-trace", many), sample("b.perfetto-trace", many)}));
        m_window->setFixedSize(960, 540);
        QCoreApplication::processEvents();
        const Charts::PairChart *chart = m_window->replayStage()->pairChart();
        QCOMPARE(chart->visibleRegion().boundingRect(), chart->rect());
        QVERIFY(chart->plotOf(0).height() >= Charts::PairHeights::lowestPlot);
        QVERIFY(chart->plotOf(1).bottom() <= chart->lanesRect().top());
        QVERIFY(chart->lanesRect().bottom() + Charts::Grid::timeAxis <= chart->height());
        QVERIFY(chart->heights().visibleLanes >= 3);
        QCOMPARE(chart->heights().visibleLanes + chart->scrollBar()->maximum(),
                 int(chart->laneNames().size()));
        QVERIFY(chart->scrollBar()->isVisible());
        keepPicture(m_window.get(), QStringLiteral("replay-two-large-text"));
        // A message leaves no room for plots: what they say at the cursor stands in a row.
        m_window->replayStage()->messages()->showMessage(
            {Panels::Message::Kind::Information, "Hint.", "Detail.", {}});
        QCoreApplication::processEvents();
        QCOMPARE(chart->visibleRegion().boundingRect(), chart->rect());
        QVERIFY(chart->heights().isFolded());
        QVERIFY(chart->heights().visibleLanes >= 3);
        keepPicture(m_window.get(), QStringLiteral("replay-two-folded"));
    }

    void whatWaitsIsHatched_data()
    {
        QTest::addColumn<int>("waited"); // of six milliseconds
        QTest::addColumn<bool>("hatched");
        QTest::newRow("not measured") << -1 << false;
        QTest::newRow("worked") << 1 << false;
        QTest::newRow("waited") << 5 << true;
    }

    void whatWaitsIsHatched()
    {
        QFETCH(int, waited);
        QFETCH(bool, hatched);
        ReplaySample content;
        if (waited >= 0)
            content.workerWaited = std::chrono::milliseconds(waited);
        content.cause = hatched ? Trace::StallCause::Sleep : Trace::StallCause::Cpu;
        QVERIFY(open({sample("a.perfetto-trace", content), sample("b.perfetto-trace", content)}));
        Charts::PairChart *chart = m_window->replayStage()->pairChart();
        key(Qt::Key_N);
        for (int step = 0; step < 6; ++step)
            chart->zoomIn();
        QCoreApplication::processEvents(); // what was told has its place now
        const QRectF lanes = chart->lanesRect();
        const auto pixelsOf = [&](int row, Theme::ColorRole role) {
            const int high = chart->heights().lane;
            const QRect rect(int(lanes.left()), int(lanes.top()) + row * high, int(lanes.width()), high);
            return countPixels(chart, rect, m_window->theme()->color(role));
        };
        keepPicture(m_window.get(),
                    hatched ? QStringLiteral("replay-two-hatched") : QStringLiteral("replay-two-plain"));
        // Every eighth pixel is a stripe.
        const double full =
            (chart->xOf(1100ms) - chart->xOf(1000ms)) * std::min(18, chart->heights().lane - 2);
        const double stall = pixelsOf(0, Theme::ColorRole::Stall) / full;
        QVERIFY2(hatched ? stall < 0.92 : stall > 0.96, qPrintable(QString::number(stall)));
        const int slices = pixelsOf(2, Theme::ColorRole::Running);
        const double share = slices / (lanes.width() * 14);
        QVERIFY2(hatched ? share < 0.62 : share > 0.65, qPrintable(QString::number(share)));
        QVERIFY(share > 0.5);
    }

    void presenterModeAndStallPageAreForOneRun()
    {
        QVERIFY(open({sample("a.perfetto-trace"), sample("b.perfetto-trace")}));
        key(Qt::Key_F5);
        QVERIFY(!m_window->presenter()->isActive());
        QCOMPARE(m_window->replayStage()->messages()->message().title,
                 QStringLiteral("Presenter mode shows one run."));
        key(Qt::Key_Return);
        QCOMPARE(m_window->replayStage()->messages()->message().title,
                 QStringLiteral("Two traces have no page of a stall."));
    }

    void comparisonIsCutNowhere()
    {
        QVERIFY(open({sample("a.perfetto-trace"), sample("b.perfetto-trace")}));
        const Panels::ComparisonPanel *panel = m_window->replayStage()->comparison();
        m_window->resize(1920, 1080);
        QCoreApplication::processEvents();
        QVERIFY(!panel->scrollBar()->isVisible());
        const int steady = panel->momentsHeight();
        key(Qt::Key_R);
        QCOMPARE(panel->momentsHeight(), steady); // nothing jumps
        m_window->resize(1024, 700);
        QCoreApplication::processEvents();
        const int idle = panel->momentsHeight();
        QVERIFY(idle < steady);
        key(Qt::Key_N);
        QVERIFY(panel->momentsHeight() > idle);
        QVERIFY(panel->scrollBar()->isVisible());
    }

    void rowsOfTheTableKeepTheirHeight()
    {
        Panels::ComparisonPanel panel(m_window->theme());
        panel.setComparison(std::vector<Panels::ComparisonRow>(8), {});
        Panels::MomentOfTrace idle;
        Panels::MomentOfTrace blocked;
        blocked.lines.resize(5);
        for (int height = 400; height <= 800; height += 20) {
            panel.resize(416, height);
            panel.setMoments(QStringLiteral("1 s"), {idle, idle});
            const int before = panel.rowHeight();
            panel.setMoments(QStringLiteral("2 s"), {idle, blocked});
            QCOMPARE(panel.rowHeight(), before);
        }
    }

    void chartsAreExported()
    {
        QVERIFY(open({sample("a.perfetto-trace")}));
        QSignalSpy exported(m_window->exports(), &Ui::ExportController::exported);
        const QSize size = m_window->charts()->size();
        m_window->exports()->exportTo(path("all.png"));
        m_window->exports()->exportTo(path("all.svg"));
        QTRY_COMPARE(exported.size(), 2);
        for (const auto &result : exported)
            QCOMPARE(result[1].toString(), QString());
        const QImage picture(path("all.png"));
        QCOMPARE(picture.size(), (size + QSize(0, Charts::captionHeight)) * 2);
        QFile svg(path("all.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&svg);
        int texts = 0;
        int lines = 0;
        int images = 0;
        QString title;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == QStringLiteral("title"))
                title = xml.readElementText();
            texts += xml.isStartElement() && xml.name() == QStringLiteral("text");
            lines += xml.isStartElement() && xml.name() == QStringLiteral("polyline");
            images += xml.isStartElement() && xml.name() == QStringLiteral("image");
        }
        QVERIFY(!xml.hasError());
        const Panels::ReplayHeader *header = m_window->replayStage()->header();
        QCOMPARE(title, QStringLiteral("%1: %2").arg(header->title(), header->lesson()));
        QVERIFY(texts > 10);
        QVERIFY(lines > 0);
        QCOMPARE(images, 0);
        m_window->exports()->exportTo(path("no/such/folder.png"));
        QTRY_COMPARE(exported.size(), 3);
        QVERIFY(!exported[2][1].toString().isEmpty());
    }

    void picturesHaveTheLanesThatAreScrolled()
    {
        ReplaySample many;
        many.workers = 20;
        const QString one = sample("a.perfetto-trace", many);
        const QString two = sample("b.perfetto-trace", many);
        QVERIFY(open({one}));
        QVERIFY(exportedSvg().contains(QStringLiteral("Worker 20")));
        QVERIFY(open({one, two}));
        QCoreApplication::processEvents();
        const Charts::PairChart *chart = m_window->replayStage()->pairChart();
        const QSize size = chart->size();
        QVERIFY(chart->scrollBar()->isVisible());
        QVERIFY(exportedSvg().contains(QStringLiteral("B Worker 20")));
        m_window->replayStage()->messages()->hide();
        QCoreApplication::processEvents();
        QCOMPARE(chart->size(), size);
        QVERIFY(chart->scrollBar()->isVisible());
    }

    void exportAsksForANameBesideEverythingElse()
    {
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(m_window->exports()->dialog() && m_window->exports()->dialog()->isVisible());
        m_window->exports()->dialog()->reject();
        QTRY_VERIFY(!m_window->exports()->dialog());
    }

private:
    QString exportedSvg()
    {
        QSignalSpy exported(m_window->exports(), &Ui::ExportController::exported);
        m_window->exports()->exportTo(path("lanes.svg"));
        QFile svg(path("lanes.svg"));
        return exported.wait() && svg.open(QIODevice::ReadOnly) ? QString::fromUtf8(svg.readAll())
                                                                : QString();
    }
};

LOOPSCOPE_WIDGET_TEST_MAIN(TstTracePair)
#include "tst_tracepair.moc"
