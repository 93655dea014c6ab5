#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/listview.h"
#include "ui/panels/stalllistpanel.h"

using namespace Loopscope;
using namespace Loopscope::Panels;
using namespace std::chrono_literals;

/// The list of a run's stalls: what it shows, and how one of them is chosen.
class TstStallListPanel : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void headerCountsStallsAndTheOneThatRuns();
    void headerTellsWhatTheMachineMade();
    void emptyListSaysSo();
    void ownNameIsKeptInLittleRoom_data();
    void ownNameIsKeptInLittleRoom();
    void listShowsWholeRows();
    void logLineIsOfTheLastOneThatEnded();
    void nextIsLaterInTime();
    void withoutSelectionTheNewestIsChosen();
    void enterOpensTheSelectedOne();
    void doubleClickOpens();
    void openOfAnEmptyListDoesNothing();
    void everyControlHasAName();

private:
    void fill(int count, bool lastOpen);

    Theme::Theme m_theme;
    Base::SteadyTime m_start;
    Base::SteadyTime m_now;
    std::unique_ptr<Models::RunModel> m_run;
    std::unique_ptr<Models::StallListModel> m_model;
    std::unique_ptr<StallListPanel> m_list;
};

void TstStallListPanel::init()
{
    StrictTest::init();
    m_start = Base::now();
    m_now = m_start + 10s;
    m_run = std::make_unique<Models::RunModel>(nullptr, [this] { return m_now; });
    m_model = std::make_unique<Models::StallListModel>(m_run.get());
    m_list = std::make_unique<StallListPanel>(&m_theme, m_model.get());
    m_list->setThreshold(10ms);
    m_list->resize(416, 340);
}

void TstStallListPanel::cleanup()
{
    m_list.reset();
    m_model.reset();
    m_run.reset();
}

void TstStallListPanel::fill(int count, bool lastOpen)
{
    std::vector<Trace::Stall> stalls;
    for (int at = 1; at <= count; ++at)
        stalls.push_back(Testing::makeStall(static_cast<Trace::StallId>(at), m_start + at * 500ms, 100300us,
                                            lastOpen && at == count));
    Testing::fillRun(m_run.get(), m_start, stalls);
}

void TstStallListPanel::headerCountsStallsAndTheOneThatRuns()
{
    fill(3, false);
    QCOMPARE(m_list->summary(), QStringLiteral("3 over 10\u00a0ms"));
    m_run->clear();
    fill(3, true);
    QCOMPARE(m_list->summary(), QStringLiteral("3 over 10\u00a0ms, 1 running"));
    m_run->clear();
    fill(1, true);
    QCOMPARE(m_list->summary(), QStringLiteral("1 over 10\u00a0ms, running"));
}

// The window's header and the comparison count the code's stalls alone.
void TstStallListPanel::headerTellsWhatTheMachineMade()
{
    std::vector<Trace::Stall> stalls;
    for (Trace::StallId id = 1; id <= 3; ++id)
        stalls.push_back(Testing::makeStall(id, m_start + id * 50ms, 20ms));
    stalls[1].cause = Trace::StallCause::Descheduled;
    Testing::fillRun(m_run.get(), m_start, stalls);
    QCOMPARE(m_list->summary(), QStringLiteral("3 over 10\u00a0ms, 1 by the machine"));
    Trace::Batch batch;
    for (Trace::Stall &stall : stalls) {
        stall.cause = Trace::StallCause::Descheduled;
        ++stall.revision;
    }
    batch.stalls = stalls;
    m_run->apply(batch);
    QTRY_COMPARE(m_list->summary(), QStringLiteral("3 over 10\u00a0ms, by the machine"));
    QCOMPARE(m_run->stalls().totalOfMachine(), quint64(3));
    m_run->clear();
    QCOMPARE(m_run->stalls().totalOfMachine(), quint64(0));
}

void TstStallListPanel::emptyListSaysSo()
{
    const QRect middle(100, 175, 216, 30);
    const QImage empty = m_list->grab().toImage().copy(middle);
    fill(1, false);
    m_run->clear();
    QCOMPARE(m_list->summary(), QString());
    QCOMPARE(m_list->emptyText(), QStringLiteral("Stalls over 10\u00a0ms will be listed here."));
    QCOMPARE(m_list->grab().toImage().copy(middle), empty);
    QVERIFY(Testing::countPixels(m_list.get(), middle, m_theme.color(ColorRole::Panel)) <
            middle.width() * middle.height());
    fill(0, false);
    QCOMPARE(m_list->emptyText(), QStringLiteral("No stall over 10\u00a0ms."));
}

void TstStallListPanel::ownNameIsKeptInLittleRoom_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("own");
    const auto row = [](const char *name, const char *own) {
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(own);
    };
    row("InterpreterLockHolding::tick()", "tick()");
    row("Loopscope::Net::GibsonClient::answer()", "answer()");
    row("Loopscope::Net::DescriptorNotifier (SockAct)", "DescriptorNotifier (SockAct)");
    row("lambda in Net::GibsonConnection::read()", "lambda in read()");
    row("brief()", "brief()");
}

void TstStallListPanel::ownNameIsKeptInLittleRoom()
{
    QFETCH(QString, name);
    QFETCH(QString, own);
    const QFont font = m_theme.font(FontRole::Code);
    const QFontMetrics metrics(font);
    QCOMPARE(fittingName(name, font, 2 * metrics.horizontalAdvance(name)), name);
    QCOMPARE(fittingName(name, font, metrics.horizontalAdvance(own)), own);
    QVERIFY(metrics.horizontalAdvance(fittingName(name, font, 30)) <= 30);
}

void TstStallListPanel::listShowsWholeRows()
{
    fill(9, false);
    QVERIFY(Testing::showWindow(m_list.get()));
    for (const int height : {340, 355, 371}) {
        m_list->resize(416, height);
        QCoreApplication::processEvents();
        QCOMPARE(m_list->view()->viewport()->height() % 56, 0);
        m_list->view()->scrollToBottom();
        const QRect last = m_list->view()->visualRect(m_model->index(8));
        QCOMPARE(last.bottom(), m_list->view()->viewport()->rect().bottom());
        m_list->view()->scrollToTop();
    }
}

void TstStallListPanel::logLineIsOfTheLastOneThatEnded()
{
    fill(1, true);
    QCOMPARE(m_list->logLine(), QString());
    Trace::Batch batch;
    Trace::Stall ended = Testing::makeStall(1, m_start + 500ms, 100300us);
    ended.revision = 2;
    batch.stalls = {ended};
    m_run->apply(batch);
    QVERIFY(m_list->logLine().startsWith(QStringLiteral("Executing <Task")));
    QVERIFY(m_list->logLine().contains(QStringLiteral("running at slowcallback_blocking.cpp:31")));
    QVERIFY(m_list->logLine().endsWith(QStringLiteral("took 0.100 seconds")));
}

void TstStallListPanel::nextIsLaterInTime()
{
    fill(3, false);
    QSignalSpy chosen(m_list.get(), &StallListPanel::stallChosen);
    m_list->select(2);
    QCOMPARE(chosen.count(), 0);
    m_list->chooseNext();
    QCOMPARE(m_list->selected(), 3U);
    m_list->chooseNext();
    QCOMPARE(m_list->selected(), 3U);
    m_list->choosePrevious();
    m_list->choosePrevious();
    QCOMPARE(m_list->selected(), 1U);
    QCOMPARE(chosen.count(), 3);
}

void TstStallListPanel::withoutSelectionTheNewestIsChosen()
{
    fill(3, false);
    m_list->chooseNext();
    QCOMPARE(m_list->selected(), 3U);
    m_list->select(0);
    m_list->choosePrevious();
    QCOMPARE(m_list->selected(), 3U);
}

void TstStallListPanel::enterOpensTheSelectedOne()
{
    fill(3, false);
    QSignalSpy opened(m_list.get(), &StallListPanel::stallOpened);
    QVERIFY(Testing::showWindow(m_list.get()));
    m_list->select(2);
    m_list->view()->setFocus();
    QTest::keyClick(m_list->view(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toULongLong(), 2U);
    m_list->openSelected();
    QCOMPARE(opened.count(), 2);
}

void TstStallListPanel::doubleClickOpens()
{
    fill(3, false);
    QSignalSpy opened(m_list.get(), &StallListPanel::stallOpened);
    QVERIFY(Testing::showWindow(m_list.get()));
    const QPoint row = m_list->view()->visualRect(m_model->index(0)).center();
    QTest::mouseClick(m_list->view()->viewport(), Qt::LeftButton, {}, row);
    QTest::mouseDClick(m_list->view()->viewport(), Qt::LeftButton, {}, row);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toULongLong(), 3U);
}

void TstStallListPanel::openOfAnEmptyListDoesNothing()
{
    QSignalSpy opened(m_list.get(), &StallListPanel::stallOpened);
    m_list->openSelected();
    m_list->chooseNext();
    QCOMPARE(opened.count(), 0);
}

void TstStallListPanel::everyControlHasAName()
{
    QCOMPARE(Testing::controlsWithoutName(m_list.get()).join(u';'), QString());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstStallListPanel)
#include "tst_stalllistpanel.moc"
