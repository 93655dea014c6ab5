#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/listview.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/textbutton.h"

using namespace Loopscope;
using namespace Loopscope::Panels;

class TstSlideList : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void clickChoosesSlide();
    void nextAndPreviousStopAtTheEnds();
    void selectingSilentlyTellsNobody();
    void stateIsTold_data();
    void stateIsTold();
    void stateOfUnknownSlideIsIgnored();
    void runningSlideHasADot();
    void selectedSlideHasABarAndAFill();
    void letterKeysAreLeftToTheWindow();
    void traceAndProgramCanBeAskedFor();
    void everyControlHasAName();

private:
    Theme::Theme m_theme;
    std::unique_ptr<SlideList> m_list;
};

void TstSlideList::init()
{
    StrictTest::init();
    m_list = std::make_unique<SlideList>(&m_theme);
    m_list->resize(216, 600);
    m_list->model()->setSlides({{QStringLiteral("a"), QStringLiteral("Slow callback"), SlideState::Rest, {}},
                                {QStringLiteral("b"), QStringLiteral("Pipelining"), SlideState::Rest, {}},
                                {QStringLiteral("c"), QStringLiteral("Files"), SlideState::Rest, {}}});
    m_list->select(QStringLiteral("a"));
}

void TstSlideList::cleanup()
{
    m_list.reset();
}

void TstSlideList::clickChoosesSlide()
{
    QSignalSpy chosen(m_list.get(), &SlideList::slideChosen);
    QVERIFY(Testing::showWindow(m_list.get()));
    const QRect row = m_list->view()->visualRect(m_list->model()->index(1));
    QTest::mouseClick(m_list->view()->viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("b"));
    QCOMPARE(m_list->selected(), QStringLiteral("b"));
}

void TstSlideList::nextAndPreviousStopAtTheEnds()
{
    QSignalSpy chosen(m_list.get(), &SlideList::slideChosen);
    m_list->choosePrevious();
    QCOMPARE(m_list->selected(), QStringLiteral("a"));
    m_list->chooseNext();
    m_list->chooseNext();
    m_list->chooseNext();
    QCOMPARE(m_list->selected(), QStringLiteral("c"));
    QCOMPARE(chosen.count(), 2);
}

void TstSlideList::selectingSilentlyTellsNobody()
{
    QSignalSpy chosen(m_list.get(), &SlideList::slideChosen);
    m_list->select(QStringLiteral("c"));
    QCOMPARE(m_list->selected(), QStringLiteral("c"));
    QCOMPARE(chosen.count(), 0);
}

void TstSlideList::stateIsTold_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("rest") << int(SlideState::Rest) << QStringLiteral("Slide 1: Slow callback");
    QTest::newRow("running") << int(SlideState::Running) << QStringLiteral("Slide 1: Slow callback, running");
    QTest::newRow("done") << int(SlideState::Done)
                          << QStringLiteral("Slide 1: Slow callback, run in this session");
    QTest::newRow("failed") << int(SlideState::Failed)
                            << QStringLiteral("Slide 1: Slow callback, failed: The disk is full");
    QTest::newRow("unavailable") << int(SlideState::Unavailable)
                                 << QStringLiteral("Slide 1: Slow callback, not available: The disk is full");
}

void TstSlideList::stateIsTold()
{
    QFETCH(int, state);
    SlideModel *model = m_list->model();
    model->setState(QStringLiteral("a"), SlideState(state), QStringLiteral("The disk is full"));
    QTEST(model->index(0).data(Qt::AccessibleTextRole).toString(), "sentence");
}

void TstSlideList::stateOfUnknownSlideIsIgnored()
{
    QSignalSpy changed(m_list->model(), &SlideModel::dataChanged);
    m_list->model()->setState(QStringLiteral("z"), SlideState::Done);
    QCOMPARE(changed.count(), 0);
}

void TstSlideList::runningSlideHasADot()
{
    const QPoint dot(192, 104 + 20);
    QVERIFY(Testing::pixelOf(m_list.get(), dot) != m_theme.color(ColorRole::Accent));
    m_list->model()->setState(QStringLiteral("a"), SlideState::Running);
    QCOMPARE(Testing::pixelOf(m_list.get(), dot), m_theme.color(ColorRole::Accent));
}

void TstSlideList::selectedSlideHasABarAndAFill()
{
    QCOMPARE(Testing::pixelOf(m_list.get(), QPoint(9, 124)), m_theme.color(ColorRole::Accent));
    QCOMPARE(Testing::pixelOf(m_list.get(), QPoint(20, 108)), m_theme.color(ColorRole::Raised));
    QCOMPARE(Testing::pixelOf(m_list.get(), QPoint(9, 124 + 44)), m_theme.color(ColorRole::Panel));
}

void TstSlideList::letterKeysAreLeftToTheWindow()
{
    QVERIFY(Testing::showWindow(m_list.get()));
    m_list->view()->setFocus();
    QTest::keyClick(m_list->view(), Qt::Key_P);
    QCOMPARE(m_list->selected(), QStringLiteral("a"));
    QTest::keyClick(m_list->view(), Qt::Key_Down);
    QCOMPARE(m_list->selected(), QStringLiteral("b"));
}

void TstSlideList::traceAndProgramCanBeAskedFor()
{
    QVERIFY(Testing::showWindow(m_list.get()));
    QSignalSpy opened(m_list.get(), &SlideList::openRequested);
    QSignalSpy attached(m_list.get(), &SlideList::attachRequested);
    for (TextButton *button : {m_list->openButton(), m_list->attachButton()}) {
        QVERIFY(button->isVisible() && button->width() >= button->sizeHint().width());
        QVERIFY(button->mapTo(m_list.get(), QPoint(0, 0)).y() > m_list->view()->geometry().bottom());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(opened.count(), 1);
    QCOMPARE(attached.count(), 1);
}

void TstSlideList::everyControlHasAName()
{
    QCOMPARE(Testing::controlsWithoutName(m_list.get()).join(u';'), QString());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstSlideList)
#include "tst_slidelist.moc"
