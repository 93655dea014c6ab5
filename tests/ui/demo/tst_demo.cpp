#include "core/session/variantcomparison.h"
#include "tests/ui/demo/demowindow.h"
#include "ui/comparecontroller.h"
#include "ui/models/comparisonmodel.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/verdictband.h"
#include "ui/presentercontents.h"
#include "ui/presentercontroller.h"
#include "ui/runcontroller.h"
#include "ui/sourceline.h"
#include "ui/theme/format.h"
#include "ui/workarea.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Session::RunState;

/// The whole demo, driven by keys alone: every slide, every variant, the comparison, the presenter. What is
/// shown is what the session measured, and the window's own loop never waits.
class TstDemo : public Testing::DemoWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(open()); }
    void cleanupTestCase() { close(); }
    void slide_data();
    void slide();
    void windowNeverWaited();

private:
    const Session::RunReport &report() const { return *m_window->session()->report(); }
    QString stateName() const;
    void showSlide(int number);
    void checkHeader();
    void checkFigures();
    void checkCode();
    void keepPictures();
    void openNewestStall();
    void compare();
};

void TstDemo::slide_data()
{
    QTest::addColumn<int>("number");
    int number = 0;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios())
        QTest::newRow(qPrintable(scenario.id)) << number++;
}

QString TstDemo::stateName() const
{
    return QStringLiteral("%1-%2-%3")
        .arg(m_window->slides()->view()->currentIndex().row() + 1, 2, 10, QLatin1Char('0'))
        .arg(report().scenarioId, report().variantId);
}

void TstDemo::showSlide(int number)
{
    if (number > 0)
        key(Qt::Key_PageDown);
    const Scenario::Scenario &expected = Scenario::allScenarios()[static_cast<std::size_t>(number)];
    QCOMPARE(m_window->runs()->scenario(), &expected);
    QCOMPARE(m_window->slides()->view()->currentIndex().row(), number);
    QVERIFY2(m_window->runs()->canStart(),
             qPrintable(expected.reasonUnavailable(m_window->runs()->currentParameters())));
    makeSmall();
}

void TstDemo::slide()
{
    QFETCH(int, number);
    showSlide(number);
    const auto &variants = m_window->runs()->scenario()->variants;
    for (std::size_t at = 0; at < variants.size(); ++at) {
        key(Qt::Key_1 + static_cast<int>(at));
        QCOMPARE(m_window->header()->variant(), variants[at].id);
        QVERIFY2(runVariant(), qPrintable(m_window->session()->report() ? report().failure : QString()));
        QCOMPARE(report().variantId, variants[at].id);
        QVERIFY2(!report().failed, qPrintable(report().failure));
        // A check that fails ends the slide.
        for (const auto step : {&TstDemo::checkHeader, &TstDemo::checkFigures, &TstDemo::checkCode,
                                &TstDemo::keepPictures, &TstDemo::openNewestStall}) {
            (this->*step)();
            if (QTest::currentTestFailed())
                return;
        }
    }
    compare();
}

void TstDemo::keepPictures()
{
    pictures(stateName());
    presenterPictures(stateName());
    QCOMPARE(m_window->presenter()->view()->contents().verdict, report().verdict);
}

void TstDemo::checkHeader()
{
    const Scenario::RunFigures &run = report().run;
    const QString time = Theme::formatDuration(run.duration);
    const qint64 own = Session::ownStalls(report()).count;
    const QString stalls = Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(own)), own);
    const QString begin = report().stopped ? QStringLiteral("Stopped after") : QStringLiteral("Done in");
    if (Ui::hasWrongResult(report()))
        QVERIFY(m_window->header()->progress().contains(QStringLiteral("wrong")));
    else
        QCOMPARE(m_window->header()->progress(), QStringLiteral("%1 %2, %3").arg(begin, time, stalls));
    QCOMPARE(m_window->stallList()->verdict(), report().verdict);
}

void TstDemo::checkFigures()
{
    const Models::LatencyFigures::Values &shown = m_window->run()->latencyFigures();
    const Scenario::RunFigures &run = report().run;
    QCOMPARE(Theme::formatDuration(shown.max), Theme::formatDuration(run.latencyMax));
    QCOMPARE(Theme::formatDuration(shown.p99), Theme::formatDuration(run.latencyP99));
    QCOMPARE(qint64(m_window->run()->stalls().total()), run.stalls);
    QCOMPARE(m_window->stallList()->view()->model()->rowCount(),
             std::min<int>(static_cast<int>(run.stalls), static_cast<int>(m_window->run()->stalls().size())));
}

// The line that is marked is one at which a stall was found, or a use in a wrong thread.
void TstDemo::checkCode()
{
    const int marked = m_window->code()->view()->markedLine();
    QSet<int> guilty;
    for (const auto &[id, stall] : m_window->run()->stalls().all()) {
        const Trace::Frame *frame = stall.culprit();
        if (frame && frame->file == m_window->code()->file())
            guilty << frame->line;
    }
    if (marked > 0 && m_window->run()->wrongThreadUses().empty())
        QVERIFY2(guilty.contains(marked), qPrintable(QStringLiteral("line %1").arg(marked)));
    // On a busy machine a short stall may end before its stack is taken.
    QVERIFY(marked > 0 || guilty.isEmpty());
}

void TstDemo::openNewestStall()
{
    if (report().run.stalls == 0)
        return;
    key(Qt::Key_N);
    key(Qt::Key_Return);
    QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Stall);
    const Trace::Stall *stall = m_window->run()->stalls().find(m_window->stallPage()->stall());
    QVERIFY(stall);
    pictures(stateName() + QStringLiteral("-stall"));
    key(Qt::Key_Escape);
    QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
}

void TstDemo::compare()
{
    const auto &scenario = *m_window->runs()->scenario();
    if (scenario.id == QLatin1String("right-loop"))
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(".*")));
    key(Qt::Key_C);
    QVERIFY(m_window->compares()->isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->compares()->isRunning(), 60'000);
    QVERIFY(m_window->comparePage()->isVisible());
    const Models::ComparisonModel *model = m_window->compares()->model();
    QCOMPARE(model->runs().size(), scenario.variants.size());
    QCOMPARE(m_window->comparePage()->verdict()->headline(), model->findings().headline);
    QVERIFY(!model->findings().headline.isEmpty());
    pictures(stateName().section(u'-', 0, 0) + u'-' + scenario.id + QStringLiteral("-compare"));
    key(Qt::Key_Escape);
    QVERIFY(!m_window->comparePage()->isVisible());
}

void TstDemo::windowNeverWaited()
{
    const QString waits = waitsOver(250ms);
    QVERIFY2(waits.isEmpty(), qPrintable(waits));
}

int main(int argc, char **argv)
{
    return Testing::demoMain<TstDemo>(argc, argv);
}

#include "tst_demo.moc"
