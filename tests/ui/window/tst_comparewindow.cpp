#include "core/session/variantcomparison.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/overlaychart.h"
#include "ui/comparecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/comparetable.h"
#include "ui/panels/differencepanel.h"
#include "ui/panels/diffview.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/verdictband.h"
#include "ui/runcontroller.h"
#include "ui/theme/format.h"
#include "ui/workarea.h"

#include <QClipboard>
#include <QDir>

using namespace Loopscope;
using Models::ComparedState;
using Models::ComparisonModel;
using Figure = ComparisonModel::Figure;
using Ui::MainWindow;
using namespace std::chrono_literals;

namespace {

// A fast machine answers all requests before the loop is asked once: nothing is shown then, and not 0.
QString latencyText(Base::Duration latency)
{
    return latency > Base::Duration::zero() ? Theme::formatDuration(latency) : QStringLiteral("\u2013");
}

} // namespace

/// Compare, driven by keys in the real window over real runs.
class TstCompareWindow : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keyRunsAllVariantsAndShowsThemTogether();
    void tableShowsWhatTheSessionReported();
    void linesLieWhereTheFiguresSay();
    void failingVariantIsShownAndTheOthersGoOn();
    void stopEndsTheWholeComparison_data();
    void stopEndsTheWholeComparison();
    void comparisonIsRememberedAndRunAnew();
    void otherSettingsAreComparedAnew();
    void runThatGoesOnIsEndedFirst();
    void anotherSlideEndsIt();
    void keyShowsTheDifferenceOfTheOtherTwo();
    void tableIsCopiedAsText();
    void keysReachItsPartsAndLeaveIt();
    void chosenVariantComesBack();
    void buttonsTellThatItIsShownAndLeaveIt();
    void pictures_data();
    void pictures();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    void show(const char *scenario, std::initializer_list<std::pair<const char *, const char *>> settings)
    {
        m_window->runs()->showScenario(QLatin1String(scenario));
        for (const auto &[name, value] : settings)
            QCOMPARE(m_window->runs()->setParameter(QLatin1String(name), QLatin1String(value)), QString());
    }
    void showPipelining() { show("pipelining", {{"requests", "3000"}}); }
    bool hasEnded() const { return !m_window->compares()->isRunning(); }
    ComparisonModel *model() const { return m_window->compares()->model(); }
    Panels::ComparePanel *page() const { return m_window->comparePage(); }
    QString cell(int row, Figure figure) const
    {
        const auto &figures = model()->figures();
        const auto column = std::ranges::find(figures, figure) - figures.begin();
        return model()->index(row, static_cast<int>(column)).data().toString();
    }

    std::unique_ptr<MainWindow> m_window;
};

#define RUN_COMPARISON()                                                                                     \
    key(Qt::Key_C);                                                                                          \
    QVERIFY(m_window->compares()->isRunning());                                                              \
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 60'000)

void TstCompareWindow::init()
{
    StrictTest::init();
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstCompareWindow::cleanup()
{
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning() && hasEnded(), 60'000);
    m_window.reset();
}

void TstCompareWindow::keyRunsAllVariantsAndShowsThemTogether()
{
    showPipelining();
    QVERIFY(!page()->isVisible());
    QSignalSpy states(m_window->session(), &Session::Session::stateChanged);
    RUN_COMPARISON();
    QVERIFY(page()->isVisible());
    QVERIFY(!m_window->workArea()->isVisible());
    QCOMPARE(model()->measured(), 3);
    int done = 0;
    for (const auto &state : states)
        done += state.first().value<Session::RunState>() == Session::RunState::Done;
    QCOMPARE(done, 3);
    for (const Models::ComparedRun &run : model()->runs())
        QCOMPARE(run.report->run.rounds, 1);
    // The sentence is the one that the figures make, and the wrong answers are told.
    QCOMPARE(page()->verdict()->headline(), model()->findings().headline);
    QVERIFY(page()->verdict()->headline().contains(QStringLiteral("Pipelined")));
    QVERIFY(model()->findings().remarks.front().isAlarm);
    QCOMPARE(m_window->header()->runButton()->text(), QStringLiteral("Run again"));
    key(Qt::Key_Escape);
    QVERIFY(!page()->isVisible());
    QVERIFY(m_window->workArea()->isVisible());
    QCOMPARE(m_window->header()->runButton()->text(), QStringLiteral("Run"));
}

void TstCompareWindow::tableShowsWhatTheSessionReported()
{
    showPipelining();
    std::vector<std::shared_ptr<const Session::RunReport>> reports;
    connect(m_window->session(), &Session::Session::stateChanged, m_window.get(),
            [&](Session::RunState state) {
                if (state == Session::RunState::Done)
                    reports.push_back(m_window->session()->report());
            });
    RUN_COMPARISON();
    QCOMPARE(reports.size(), std::size_t(3));
    for (int row = 0; row < 3; ++row) {
        const Scenario::RunFigures &run = reports[static_cast<std::size_t>(row)]->run;
        QCOMPARE(reports[static_cast<std::size_t>(row)]->variantId,
                 m_window->runs()->scenario()->variants[static_cast<std::size_t>(row)].id);
        const bool areMany = run.latencySamples >= Models::fewestSamples;
        QCOMPARE(cell(row, Figure::LoopP50), latencyText(areMany ? run.latencyP50 : 0ns));
        QCOMPARE(cell(row, Figure::LoopP99), latencyText(areMany ? run.latencyP99 : 0ns));
        QCOMPARE(cell(row, Figure::LoopMax), latencyText(run.latencyMax));
        QCOMPARE(cell(row, Figure::RequestP99), Theme::formatDuration(run.requests.latency.quantile(0.99)));
        QCOMPARE(cell(row, Figure::Total), Theme::formatDuration(run.duration));
        QCOMPARE(cell(row, Figure::Throughput), Theme::formatRate(run.perSecond()));
        QCOMPARE(cell(row, Figure::Stalls),
                 Theme::formatCount(Session::ownStalls(*reports[static_cast<std::size_t>(row)]).count));
        QCOMPARE(cell(row, Figure::WrongAnswers), Theme::formatCount(run.requests.wrongAnswers));
    }
    // All of it is in sight.
    QCOMPARE(page()->table()->visibleColumns().size(), model()->columnCount());
    QVERIFY(page()->table()->isVisible());
    const int lowest = page()->table()->rowViewportPosition(2) + page()->table()->rowHeight(2);
    QVERIFY(lowest <= page()->table()->viewport()->height());
}

void TstCompareWindow::linesLieWhereTheFiguresSay()
{
    showPipelining();
    RUN_COMPARISON();
    const Charts::OverlayChart *chart = page()->progressChart();
    const QImage image = m_window->grab().toImage();
    for (const Models::ComparedRun &run : model()->runs()) {
        const double seconds = Base::toSeconds(run.report->run.duration);
        const QPointF end = chart->pointOf({seconds, 3000});
        QVERIFY(chart->plotRect().adjusted(-1, -1, 1, 1).contains(end));
        // Half way up the line, in the variant's colour; the mark at its end.
        QCOMPARE(run.lines.progress.last(), QPointF(seconds, 3000));
        QPointF low = run.lines.progress.front();
        for (const QPointF &point : run.lines.progress)
            low = point.y() <= 1500 ? point : low;
        const QPoint at = chart->mapTo(m_window.get(), chart->pointOf(low).toPoint());
        const QColor wanted =
            m_window->theme()->color(run.rank == Models::VariantRank::Worst    ? Theme::ColorRole::Worst
                                     : run.rank == Models::VariantRank::Middle ? Theme::ColorRole::Middle
                                                                               : Theme::ColorRole::Best);
        int found = 0;
        for (int y = at.y() - 8; y <= at.y() + 8; ++y) {
            for (int x = at.x() - 8; x <= at.x() + 8; ++x)
                found += image.pixelColor(x, y) == wanted;
        }
        QVERIFY2(found > 0, qPrintable(run.variant->id));
    }
    // The lines share one axis: the longest run ends at its right edge.
    const double longest = model()->longestTime();
    QCOMPARE(chart->pointOf({longest, 0}).x(), chart->plotRect().right());
    QVERIFY(longest >= Base::toSeconds(model()->runs().front().report->run.duration));
}

void TstCompareWindow::failingVariantIsShownAndTheOthersGoOn()
{
    // The worker program is not beside the tests: the process pool cannot start.
    show("cpu-bound", {{"numbers", "4"}});
    RUN_COMPARISON();
    QCOMPARE(model()->measured(), 2);
    QCOMPARE(model()->runs()[2].state, ComparedState::Failed);
    const QString reason = model()->index(2, 0).data(ComparisonModel::ReasonRole).toString();
    QVERIFY2(reason.contains(QStringLiteral("loopscope-worker")), qPrintable(reason));
    QVERIFY(page()->table()->columnSpan(2, 1) > 1);
    QVERIFY(!cell(0, Figure::Total).isEmpty() && !cell(1, Figure::Total).isEmpty());
    QVERIFY(!model()->findings().headline.isEmpty());
    QVERIFY(!m_window->messages()->isVisible());
}

void TstCompareWindow::stopEndsTheWholeComparison_data()
{
    QTest::addColumn<int>("code");
    QTest::newRow("escape") << int(Qt::Key_Escape);
    QTest::newRow("space") << int(Qt::Key_Space);
}

void TstCompareWindow::stopEndsTheWholeComparison()
{
    QFETCH(int, code);
    show("pipelining", {{"requests", "200"}});
    // The second variant would run for minutes.
    connect(m_window->session(), &Session::Session::stateChanged, m_window.get(),
            [&](Session::RunState state) {
                if (state == Session::RunState::Done && m_window->compares()->isRunning())
                    m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("9000000"));
            });
    key(Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(model()->runningRow() == 1 && m_window->run()->isLive(), 60'000);
    QVERIFY(page()->verdict()->progress().has_value());
    QTRY_VERIFY_WITH_TIMEOUT(!page()->progressChart()->picture().lines.back().points.isEmpty(), 60'000);
    key(code);
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 60'000);
    QVERIFY(!m_window->session()->isRunning());
    // What was measured stays; nothing further was started.
    QVERIFY(page()->isVisible());
    QCOMPARE(model()->runs()[0].state, ComparedState::Done);
    QCOMPARE(model()->runs()[1].state, ComparedState::Stopped);
    QCOMPARE(model()->runs()[2].state, ComparedState::Waiting);
    QVERIFY(!cell(0, Figure::Total).isEmpty());
    QVERIFY(!page()->verdict()->progress().has_value());
}

void TstCompareWindow::comparisonIsRememberedAndRunAnew()
{
    show("pipelining", {{"requests", "200"}});
    RUN_COMPARISON();
    const QString total = cell(0, Figure::Total);
    const ComparisonModel *first = model();
    key(Qt::Key_PageDown);
    QVERIFY(!page()->isVisible());
    QVERIFY(!model());
    key(Qt::Key_PageUp);
    key(Qt::Key_C);
    QVERIFY(page()->isVisible());
    QVERIFY(!m_window->compares()->isRunning());
    QCOMPARE(model(), first);
    QCOMPARE(cell(0, Figure::Total), total);
    for (const int code : {int(Qt::Key_R), int(Qt::Key_Space), int(Qt::Key_C)}) {
        key(code);
        QVERIFY(m_window->compares()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 60'000);
        QCOMPARE(model()->measured(), 3);
    }
    QTest::mouseClick(m_window->header()->compareButton(), Qt::LeftButton);
    QVERIFY(m_window->compares()->isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 60'000);
}

void TstCompareWindow::otherSettingsAreComparedAnew()
{
    show("pipelining", {{"requests", "200"}});
    RUN_COMPARISON();
    key(Qt::Key_Escape);
    m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("300"));
    RUN_COMPARISON();
    QCOMPARE(model()->runs()[0].report->run.requests.completed, 300);
}

void TstCompareWindow::runThatGoesOnIsEndedFirst()
{
    show("pipelining", {{"requests", "200"}});
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 60'000);
    key(Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(model() && hasEnded() && model()->measured() == 3, 60'000);
    QVERIFY(page()->isVisible());
}

void TstCompareWindow::anotherSlideEndsIt()
{
    show("slow-callback", {});
    key(Qt::Key_2);
    key(Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 60'000);
    QCOMPARE(m_window->header()->variantButtons().front()->isEnabled(), false);
    key(Qt::Key_PageDown);
    QVERIFY(!page()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded() && !m_window->session()->isRunning(), 60'000);
    QCOMPARE(m_window->header()->mode(), Panels::RunMode::Ready);
    QVERIFY(m_window->header()->variantButtons().front()->isEnabled());
    key(Qt::Key_PageUp);
    QCOMPARE(m_window->header()->variant(), QStringLiteral("awaiting"));
}

void TstCompareWindow::keyShowsTheDifferenceOfTheOtherTwo()
{
    show("pipelining", {{"requests", "200"}});
    RUN_COMPARISON();
    const auto changed = [this](Session::DifferenceLine::Kind kind) {
        QStringList lines;
        for (const Session::DifferenceLine &line : page()->difference()->view()->lines()) {
            if (line.kind == kind)
                lines.append(line.text.trimmed());
        }
        return lines.join(u'\n');
    };
    using Kind = Session::DifferenceLine::Kind;
    QCOMPARE(page()->difference()->pair(), std::pair(0, 2));
    QVERIFY(changed(Kind::Removed).contains(QStringLiteral("return 1;")));
    QVERIFY(changed(Kind::Added).contains(QStringLiteral("return depth;")));
    key(Qt::Key_D);
    QCOMPARE(page()->difference()->pair(), std::pair(1, 2));
    QVERIFY(changed(Kind::Removed).contains(QStringLiteral("LastInFirstOut")));
    QVERIFY(changed(Kind::Added).contains(QStringLiteral("FirstInFirstOut")));
    key(Qt::Key_D);
    QCOMPARE(page()->difference()->pair(), std::pair(0, 1));
    key(Qt::Key_D);
    QCOMPARE(page()->difference()->pair(), std::pair(0, 2));
}

void TstCompareWindow::tableIsCopiedAsText()
{
    show("pipelining", {{"requests", "200"}});
    RUN_COMPARISON();
    QGuiApplication::clipboard()->clear();
    key(Qt::Key_C, Qt::ControlModifier);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY(text.startsWith(model()->findings().headline));
    QVERIFY(text.contains(QStringLiteral("Loop latency p99\t")));
    QVERIFY(text.contains(u'\t' + cell(2, Figure::Throughput) + u'\t'));
    QCOMPARE(Testing::controlsWithoutName(m_window.get()).join(u';'), QString());
}

void TstCompareWindow::keysReachItsPartsAndLeaveIt()
{
    show("pipelining", {{"requests", "200"}});
    RUN_COMPARISON();
    QList<QWidget *> reached;
    for (int press = 0; press < 4; ++press) {
        key(Qt::Key_F6);
        reached << m_window->focusWidget();
    }
    QVERIFY(reached.contains(page()->difference()->view()));
    QVERIFY(reached.contains(page()->table()));
    m_window->setFocus();
    key(Qt::Key_3);
    QVERIFY(!page()->isVisible());
    QCOMPARE(m_window->header()->variant(), QStringLiteral("pipelined"));
}

void TstCompareWindow::chosenVariantComesBack()
{
    show("pipelining", {{"requests", "200"}});
    key(Qt::Key_2);
    const auto *header = m_window->header();
    RUN_COMPARISON();
    QCOMPARE(header->variant(), QStringLiteral("pipelined-lifo"));
    QCOMPARE(header->progress(), QStringLiteral("3 of 3 variants run"));
    key(Qt::Key_Escape);
    QCOMPARE(header->variant(), QStringLiteral("pipelined-lifo"));
    // With the charts of its own run, though another one ran last.
    QCOMPARE(m_window->runs()->shownReport()->variantId, QStringLiteral("pipelined-lifo"));
    QVERIFY(m_window->run()->wrongAnswers() > 0);
    QVERIFY2(header->progress().startsWith(QStringLiteral("Done")), qPrintable(header->progress()));
    key(Qt::Key_3);
    QCOMPARE(m_window->runs()->shownReport()->variantId, QStringLiteral("pipelined"));
    QVERIFY2(header->progress().startsWith(QStringLiteral("Done")), qPrintable(header->progress()));
    key(Qt::Key_C);
    QCOMPARE(header->progress(), QStringLiteral("3 of 3 variants run"));
}

void TstCompareWindow::buttonsTellThatItIsShownAndLeaveIt()
{
    show("pipelining", {{"requests", "200"}});
    QVERIFY(!m_window->header()->compareButton()->isActive());
    key(Qt::Key_C);
    QVERIFY(!page()->backButton()->isVisible()); // Esc stops
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 60'000);
    QVERIFY(m_window->header()->compareButton()->isActive());
    QTest::mouseClick(page()->backButton(), Qt::LeftButton);
    QVERIFY(!page()->isVisible());
    QVERIFY(!m_window->header()->compareButton()->isActive());
    key(Qt::Key_C);
    // The chosen one leads back, too.
    QTest::mouseClick(m_window->header()->variantButtons().front(), Qt::LeftButton);
    QVERIFY(!page()->isVisible());
}

void TstCompareWindow::pictures_data()
{
    QTest::addColumn<QString>("scenario");
    const QString all = qEnvironmentVariable(
        "LOOPSCOPE_PICTURES_OF", QStringLiteral("pipelining cpu-bound slow-callback request-reply"));
    for (const QString &scenario : all.split(u' '))
        QTest::newRow(qPrintable(scenario)) << scenario;
}

// At every size and in every theme all parts have their place; the picture can be kept.
void TstCompareWindow::pictures()
{
    QFETCH(QString, scenario);
    if (scenario == QLatin1String("right-loop")) // what it is about
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(".*")));
    show(qPrintable(scenario), {});
    RUN_COMPARISON();
    const auto isInside = [this](const QWidget *part) {
        const QRect place(part->mapTo(page(), QPoint()), part->size());
        return part->isVisible() && page()->rect().contains(place) && place.height() > 16;
    };
    using Theme::ThemeKind;
    const std::pair<ThemeKind, const char *> themes[] = {
        {ThemeKind::Dark, "dark"}, {ThemeKind::Light, "light"}, {ThemeKind::HighContrast, "contrast"}};
    for (const QSize size : {QSize(1024, 700), QSize(1280, 720), QSize(1440, 900), QSize(1920, 1080)}) {
        m_window->setFixedSize(size);
        for (const auto &[theme, name] : themes) {
            m_window->theme()->setKind(theme);
            for (const QWidget *part :
                 {static_cast<QWidget *>(page()->verdict()), static_cast<QWidget *>(page()->latencyChart()),
                  static_cast<QWidget *>(page()->difference()), static_cast<QWidget *>(page()->table())})
                QVERIFY2(isInside(part), qPrintable(part->accessibleName()));
            Testing::keepPicture(m_window.get(),
                                 QStringLiteral("%1-%2-%3").arg(scenario).arg(size.width()).arg(name));
        }
    }
    QVERIFY(!page()->verdict()->headline().isEmpty());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstCompareWindow)
#include "tst_comparewindow.moc"
