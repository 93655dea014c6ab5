#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/flamechart.h"
#include "ui/charts/flamelook.h"
#include "ui/panels/framemodel.h"
#include "ui/panels/listview.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"

using namespace Loopscope;
using namespace Loopscope::Panels;
using namespace std::chrono_literals;

namespace {

class PaintCounter final : public QObject
{
public:
    int paints = 0;

    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

} // namespace

/// What is said of a run under the list of its stalls, and what to do instead.
class TstStallVerdict : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void verdictIsFollowedByTheRemedy();
    void remedyIsToldAsSoonAsSomethingStalls();
    void boxWithoutALineIsNotThere();
    void pageSaysWhatToDoInstead();
    void missingNamesAreExplained();
    void pageTellsWhatTheThreadDid();
    void coroutineIsOneFrameOfThePage();
    void chosenStallIsWhatIsLogged();
    void chosenRowStaysInSight();
    void climbingRowIsPaintedInItsFrame();

private:
    Theme::Theme m_theme;
    Base::SteadyTime m_start;
    std::unique_ptr<Models::RunModel> m_run;
    std::unique_ptr<Models::StallListModel> m_model;
    std::unique_ptr<StallListPanel> m_list;
};

void TstStallVerdict::init()
{
    StrictTest::init();
    m_start = Base::now();
    m_run = std::make_unique<Models::RunModel>();
    m_model = std::make_unique<Models::StallListModel>(m_run.get());
    m_list = std::make_unique<StallListPanel>(&m_theme, m_model.get());
    m_list->resize(416, 340);
}

void TstStallVerdict::cleanup()
{
    m_list.reset();
    m_model.reset();
    m_run.reset();
}

void TstStallVerdict::verdictIsFollowedByTheRemedy()
{
    const QString verdict =
        QStringLiteral("The loop was blocked 9 times, the longest for 115.4 ms, and so on.");
    const QString remedy = QStringLiteral("Await a timer instead: press 2.");
    m_list->setVerdict({verdict});
    const int without = m_list->logRect().height();
    m_list->setVerdict({verdict, remedy});
    QCOMPARE(m_list->logRect().height(), without + 20);
    QCOMPARE(m_list->accessibleDescription(), verdict + u' ' + remedy);
    QCOMPARE(Testing::countPixels(m_list.get(), m_list->logRect(), m_theme.color(ColorRole::StallText)), 0);
    m_list->setVerdict({verdict, remedy, true});
    QVERIFY(Testing::countPixels(m_list.get(), m_list->logRect(), m_theme.color(ColorRole::StallText)) > 20);
}

void TstStallVerdict::remedyIsToldAsSoonAsSomethingStalls()
{
    m_list->setVerdict({QString(), QStringLiteral("Await a timer instead: variant 2.")});
    QVERIFY(m_list->logRect().isEmpty());
    Testing::fillRun(m_run.get(), m_start, {Testing::makeStall(1, m_start, 78ms)});
    const int with = m_list->logRect().height();
    m_list->setVerdict({});
    QCOMPARE(with, m_list->logRect().height() + 20);
    // Whom the machine delayed another variant would not have helped.
    m_list->setVerdict({QString(), QStringLiteral("Await a timer instead: variant 2.")});
    Trace::Stall machine = Testing::makeStall(2, m_start + 500ms, 55ms);
    machine.cause = Trace::StallCause::Descheduled;
    Trace::Batch batch;
    batch.stalls = {machine};
    m_run->apply(batch);
    QVERIFY(m_list->logLine().endsWith(QStringLiteral("took 0.055 seconds")));
    QVERIFY(m_list->logRect().height() < with);
}

void TstStallVerdict::boxWithoutALineIsNotThere()
{
    QVERIFY(m_list->logRect().isEmpty());
    std::vector<Trace::Stall> stalls;
    for (Trace::StallId id = 1; id <= 9; ++id)
        stalls.push_back(Testing::makeStall(id, m_start + id * 500ms, 100ms));
    Testing::fillRun(m_run.get(), m_start, stalls);
    QVERIFY(!m_list->logRect().isEmpty());
    const int withBox = m_list->view()->height();
    m_run->clear();
    QVERIFY(m_list->logRect().isEmpty());
    QVERIFY(Testing::showWindow(m_list.get()));
    QTRY_VERIFY(m_list->view()->geometry().bottom() > withBox);
}

void TstStallVerdict::pageSaysWhatToDoInstead()
{
    const QString remedy = QStringLiteral("Await a timer instead: press 2.");
    StallPanel page(&m_theme);
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms);
    const auto shows = [&page](const QString &text) {
        const auto labels = page.findChildren<RoleLabel *>();
        return std::ranges::any_of(
            labels, [&](const RoleLabel *label) { return !label->isHidden() && label->text() == text; });
    };
    page.showStall(stall, {});
    QVERIFY(shows(QStringLiteral("sleeper() at slowcallback_blocking.cpp:31")));
    page.setRemedy(remedy);
    page.showStall(stall, {});
    QVERIFY(shows(remedy));
    QVERIFY(!shows(QStringLiteral("sleeper() at slowcallback_blocking.cpp:31")));
    // Whom the machine delayed another variant would not have helped.
    stall.cause = Trace::StallCause::Descheduled;
    page.showStall(stall, {});
    QVERIFY(!shows(remedy));
}

void TstStallVerdict::missingNamesAreExplained()
{
    StallPanel page(&m_theme);
    page.resize(808, 740);
    page.showStall(Testing::makeStall(1, m_start, 100ms), {});
    QCOMPARE(page.namesRemark(), QString());
    Trace::Stall stall = Testing::makeStall(2, m_start, 100ms);
    Trace::Stack stack = stall.stacks->front();
    const QString nameless = QStringLiteral("??");
    stack.frames = {{nameless, {}, 0, QStringLiteral("/usr/lib/libfoo.so.6"), 1},
                    {nameless, {}, 0, QStringLiteral("/usr/bin/designer"), 2}};
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    page.showStall(stall, {});
    QCOMPARE(page.namesRemark(),
             QStringLiteral("Names are missing: designer has no debug information (build it with -g)."));
    const QModelIndex outer = page.frames()->index(1);
    QCOMPARE(outer.data().toString(), QStringLiteral("designer, no name"));
    Trace::FlameNode node;
    node.function = nameless;
    node.module = QStringLiteral("/usr/bin/designer");
    QCOMPARE(Charts::flameSentence(node, 1), QStringLiteral("designer, no name"));
}

void TstStallVerdict::pageTellsWhatTheThreadDid()
{
    StallPanel page(&m_theme);
    Trace::Stall stall = Testing::makeStall(1, m_start, 52'600us);
    page.showStall(stall, {});
    QCOMPARE(page.times(), QString()); // not measured
    QVERIFY(!page.text().contains(QStringLiteral("asleep")));
    stall.onCpu = 51'900us;
    stall.waitingForCpu = 200us;
    page.showStall(stall, {});
    const QString expected = QStringLiteral("On the CPU 51.9\u00a0ms, ready but waiting for a CPU "
                                            "0.200\u00a0ms, asleep 0.500\u00a0ms.");
    QCOMPARE(page.times(), expected);
    QVERIFY2(page.text().contains(expected), qPrintable(page.text()));
}

void TstStallVerdict::coroutineIsOneFrameOfThePage()
{
    StallPanel page(&m_theme);
    Trace::Stall stall = Testing::makeStall(1, m_start, 100ms);
    Trace::Stack stack = stall.stacks->front();
    const auto body = std::ranges::find(stack.frames, Trace::FrameOrigin::Own, &Trace::Frame::origin);
    QVERIFY(body != stack.frames.end());
    body->function = QStringLiteral("sleeper()");
    Trace::Frame ramp = *body;
    ramp.function = QStringLiteral("App::sleeper");
    ramp.line = body->line - 4;
    const std::size_t before = stack.frames.size();
    const int line = body->line;
    stack.frames.insert(body + 1, ramp);
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    page.showStall(stall, {});
    QCOMPARE(page.frames()->frames().size(), before);
    QVERIFY(!page.text().contains(ramp.function));
    const QModelIndex culprit = page.frames()->index(page.frames()->culpritRow());
    QCOMPARE(culprit.data(FrameModel::LineRole).toInt(), line);
    int own = 0;
    for (const auto *nodes = &page.flame()->flame().roots; !nodes->empty(); nodes = &nodes->front().children)
        own += nodes->front().origin == Trace::FrameOrigin::Own ? 1 : 0;
    QCOMPARE(own, 1);
}

void TstStallVerdict::chosenStallIsWhatIsLogged()
{
    Testing::fillRun(m_run.get(), m_start,
                     {Testing::makeStall(1, m_start, 78ms), Testing::makeStall(2, m_start + 500ms, 55ms)});
    QVERIFY(m_list->logLine().endsWith(QStringLiteral("took 0.055 seconds")));
    m_list->select(1);
    QVERIFY(m_list->logLine().endsWith(QStringLiteral("took 0.078 seconds")));
}

void TstStallVerdict::chosenRowStaysInSight()
{
    std::vector<Trace::Stall> stalls;
    for (Trace::StallId id = 1; id <= 20; ++id)
        stalls.push_back(Testing::makeStall(id, m_start + id * 10ms, 5ms));
    QVERIFY(Testing::showWindow(m_list.get()));
    Testing::fillRun(m_run.get(), m_start, {stalls.begin(), stalls.begin() + 3});
    m_list->chooseNext();
    QCOMPARE(m_list->selected(), 3U);
    for (std::size_t at = 3; at < stalls.size(); ++at) {
        Trace::Batch batch;
        batch.stalls = {stalls[at]};
        m_run->apply(batch);
        QVERIFY(m_list->view()->viewport()->rect().contains(
            m_list->view()->visualRect(m_list->view()->currentIndex())));
    }
}

void TstStallVerdict::climbingRowIsPaintedInItsFrame()
{
    Testing::fillRun(m_run.get(), m_start, {Testing::makeStall(1, m_start, 100ms, true)});
    QVERIFY(Testing::showWindow(m_list.get()));
    QCoreApplication::processEvents();
    PaintCounter counter;
    m_list->findChild<ListView *>()->viewport()->installEventFilter(&counter);
    m_run->drainInbox();
    // No timer has its turn before the frame is painted.
    QCoreApplication::sendPostedEvents(m_list.get(), QEvent::UpdateRequest);
    QCOMPARE(counter.paints, 1);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstStallVerdict)
#include "tst_stallverdict.moc"
