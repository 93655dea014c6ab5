#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/listview.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/wrongthreadlist.h"

#include <QSignalSpy>

using namespace Loopscope;
using namespace std::chrono_literals;
using Models::WrongThreadModel;
using Trace::WrongThreadKind;
using Trace::WrongThreadUse;

class TstWrongThreadList : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsShownWhenAllIsWell();
    void resumptionsComeFirstAndAreCounted();
    void firstResumptionMarksItsLine();
    void chosenRowShowsItsPlace();
    void lineIsMarkedWithItsTotal();
    void twoRowsAreWhole();
    void nextRunBeginsEmpty();
    void useBeforeTheWorkIsLeftOut();

private:
    void use(Trace::StallId id, WrongThreadKind kind, int line, quint64 count, std::chrono::milliseconds at);
    void enter(Trace::Phase phase, std::chrono::milliseconds at);

    Theme::Theme m_theme;
    std::unique_ptr<Models::RunModel> m_run;
    std::unique_ptr<WrongThreadModel> m_model;
    std::unique_ptr<QWidget> m_window;
    Panels::WrongThreadList *m_list = nullptr;
    const Base::SteadyTime m_start = Base::now();
};

void TstWrongThreadList::init()
{
    StrictTest::init();
    m_window.reset();
    m_model.reset();
    m_run = std::make_unique<Models::RunModel>();
    m_model = std::make_unique<WrongThreadModel>(m_run.get());
    m_window = std::make_unique<QWidget>();
    m_list = new Panels::WrongThreadList(&m_theme, m_model.get(), m_window.get());
    m_list->resize(400, 300);
    m_window->resize(400, 300);
    QVERIFY(Testing::showWindow(m_window.get()));
    enter(Trace::Phase::Prepare, 0ms);
    enter(Trace::Phase::Work, 10ms);
}

void TstWrongThreadList::enter(Trace::Phase phase, std::chrono::milliseconds at)
{
    Trace::Batch batch;
    batch.phases = {{phase, m_start + at, 1}};
    m_run->apply(batch);
}

void TstWrongThreadList::use(Trace::StallId id, WrongThreadKind kind, int line, quint64 count,
                             std::chrono::milliseconds at)
{
    WrongThreadUse use;
    use.id = id;
    use.kind = kind;
    use.firstAt = use.lastAt = m_start + at;
    use.count = count;
    use.object = QStringLiteral("hopper");
    use.ownThread = QStringLiteral("Loop");
    use.actualThread = QStringLiteral("Other loop");
    use.place = {QStringLiteral("hop"), QStringLiteral("core/hop.cpp"), line};
    Trace::Batch batch;
    batch.wrongThreadUses = {use};
    m_run->apply(batch);
}

void TstWrongThreadList::nothingIsShownWhenAllIsWell()
{
    QVERIFY(m_list->isHidden());
}

void TstWrongThreadList::resumptionsComeFirstAndAreCounted()
{
    use(1, WrongThreadKind::Assertion, 5, 3, 20ms);
    use(2, WrongThreadKind::Resumption, 14, 1, 21ms);
    use(2, WrongThreadKind::Resumption, 14, 40, 25ms);
    QVERIFY(m_list->isVisible());
    QCOMPARE(m_model->rowCount(), 2);
    const QModelIndex first = m_model->index(0);
    QCOMPARE(first.data(WrongThreadModel::CountRole).toULongLong(), 40U);
    QCOMPARE(first.data(WrongThreadModel::PlaceRole).toString(), QStringLiteral("hop.cpp:14"));
    QCOMPARE(first.data(WrongThreadModel::ThreadsRole).toString(), QStringLiteral("Loop \u2192 Other loop"));
    QVERIFY2(m_list->summary().contains(QStringLiteral("43")), qPrintable(m_list->summary()));
    // The count is painted in the colour of a stall.
    const QRect row = m_list->view()->visualRect(first);
    QVERIFY(Testing::countPixels(m_list->view()->viewport(), row,
                                 m_theme.color(Theme::ColorRole::StallText)) > 10);
}

void TstWrongThreadList::firstResumptionMarksItsLine()
{
    QSignalSpy shown(m_list, &Panels::WrongThreadList::placeShown);
    use(2, WrongThreadKind::Resumption, 14, 7, 21ms);
    QVERIFY(!shown.isEmpty());
    QCOMPARE(shown.last()[0].value<Base::SourcePlace>().line, 14);
    QVERIFY(shown.last()[1].toString().contains(u'7'));
}

void TstWrongThreadList::chosenRowShowsItsPlace()
{
    use(1, WrongThreadKind::Assertion, 5, 3, 20ms);
    QSignalSpy shown(m_list, &Panels::WrongThreadList::placeShown);
    const QRect row = m_list->view()->visualRect(m_model->index(0));
    QTest::mouseClick(m_list->view()->viewport(), Qt::LeftButton, {}, row.center());
    QVERIFY(!shown.isEmpty());
    QCOMPARE(shown.last()[0].value<Base::SourcePlace>().line, 5);
}

void TstWrongThreadList::lineIsMarkedWithItsTotal()
{
    QSignalSpy shown(m_list, &Panels::WrongThreadList::placeShown);
    use(2, WrongThreadKind::Resumption, 14, 5, 21ms);
    use(3, WrongThreadKind::Resumption, 14, 5, 22ms);
    use(4, WrongThreadKind::Assertion, 15, 3, 23ms);
    QCOMPARE(shown.last()[0].value<Base::SourcePlace>().line, 14);
    QCOMPARE(shown.last()[1].toString(), QStringLiteral("\u00d7\u00a010"));
}

void TstWrongThreadList::twoRowsAreWhole()
{
    Models::StallListModel stalls(m_run.get());
    Panels::StallListPanel panel(&m_theme, &stalls);
    panel.resize(416, panel.minimumSizeHint().height());
    auto *list = new Panels::WrongThreadList(&m_theme, m_model.get(), &panel);
    panel.addList(list);
    QVERIFY(Testing::showWindow(&panel));
    use(2, WrongThreadKind::Resumption, 14, 5, 21ms);
    use(3, WrongThreadKind::Resumption, 14, 5, 22ms);
    use(4, WrongThreadKind::Assertion, 15, 3, 23ms);
    const auto wholeRows = [&] {
        const QRect viewport = list->view()->viewport()->rect();
        int rows = 0;
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows += viewport.contains(list->view()->visualRect(m_model->index(row)));
        return viewport.height() % 56 == 0 ? rows : -1;
    };
    panel.resize(416, panel.minimumSizeHint().height() + 20);
    QCoreApplication::processEvents();
    QCOMPARE(wholeRows(), 2);
    // Of the panel's own list the sentence is left.
    QVERIFY(panel.view()->height() >= 32);
}

void TstWrongThreadList::nextRunBeginsEmpty()
{
    use(1, WrongThreadKind::Assertion, 5, 3, 20ms);
    enter(Trace::Phase::TearDown, 30ms);
    enter(Trace::Phase::Prepare, 40ms);
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(m_list->isHidden());
}

void TstWrongThreadList::useBeforeTheWorkIsLeftOut()
{
    use(1, WrongThreadKind::Delivery, 5, 3, 5ms);
    QCOMPARE(m_model->rowCount(), 0);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstWrongThreadList)

#include "tst_wrongthreadlist.moc"
