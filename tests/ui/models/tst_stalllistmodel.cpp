#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/stalllistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Models::RunModel;
using Models::StallListModel;

class TstStallListModel : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void newestStallIsTheFirstRow();
    void rolesTellTheStall();
    void stallWithoutOwnCodeIsExplained();
    void openStallGetsItsRowAtOnceAndClimbs();
    void newRevisionChangesItsRow();
    void newRunEmptiesTheList();
    void lateStallFindsItsPlace();

private:
    QVariant value(int row, int role) const { return m_list->data(m_list->index(row), role); }

    std::unique_ptr<RunModel> m_run;
    std::unique_ptr<StallListModel> m_list;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    Base::SteadyTime m_now;
};

void TstStallListModel::init()
{
    StrictTest::init();
    m_tester.reset();
    m_list.reset();
    m_now = at(2);
    m_run = std::make_unique<RunModel>(nullptr, [this] { return m_now; });
    m_list = std::make_unique<StallListModel>(m_run.get());
    m_tester = std::make_unique<QAbstractItemModelTester>(m_list.get());
}

void TstStallListModel::newestStallIsTheFirstRow()
{
    m_run->apply(TestRun().begin().stall(1, 0.5, 0.1).stall(2, 1, 0.2).batch());
    QCOMPARE(m_list->rowCount(), 2);
    QCOMPARE(value(0, StallListModel::IdRole).toULongLong(), 2ULL);
    QCOMPARE(value(1, StallListModel::IdRole).toULongLong(), 1ULL);
    QCOMPARE(m_list->rowOf(1), 1);
    QCOMPARE(m_list->rowOf(9), -1);
    QVERIFY(!m_list->stallAt(2));
    QVERIFY(!m_list->stallAt(-1));
}

void TstStallListModel::rolesTellTheStall()
{
    m_run->apply(TestRun().begin().stall(1, 0.5, 0.1003).batch());
    QCOMPARE(value(0, StallListModel::CulpritRole).toString(), QStringLiteral("sleeper()"));
    QCOMPARE(value(0, StallListModel::PlaceRole).toString(), QStringLiteral("slowcallback_blocking.cpp:31"));
    QCOMPARE(value(0, StallListModel::CreatedAtRole).toString(), QStringLiteral("slowcallback.cpp:18"));
    QCOMPARE(value(0, StallListModel::CauseRole).toInt(), static_cast<int>(Trace::StallCause::Sleep));
    QCOMPARE(value(0, StallListModel::StartRole).toLongLong(), 500'000'000LL);
    QCOMPARE(value(0, StallListModel::DurationRole).toLongLong(), 100'300'000LL);
    QCOMPARE(value(0, StallListModel::OpenRole).toBool(), false);
    QCOMPARE(value(0, Qt::DisplayRole).toString(),
             QStringLiteral("100.3\u00a0ms in sleeper() at slowcallback_blocking.cpp:31"));
    QVERIFY(!value(5, Qt::DisplayRole).isValid());
}

void TstStallListModel::stallWithoutOwnCodeIsExplained()
{
    Trace::Batch told = TestRun().begin().stall(1, 0.5, 0.1).batch();
    Trace::Frame foreign;
    foreign.function = QStringLiteral("poll");
    foreign.origin = Trace::FrameOrigin::System;
    Trace::Stack stack;
    stack.frames = {foreign};
    told.stalls.front().stacks =
        std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    told.stalls.front().eventName = QStringLiteral("QSocketNotifier (SockAct)");
    m_run->apply(told);
    QCOMPARE(value(0, StallListModel::CulpritRole).toString(), QStringLiteral("QSocketNotifier"));
    QCOMPARE(value(0, StallListModel::PlaceRole).toString(), QString());
    QCOMPARE(value(0, StallListModel::RemarkRole).toString(),
             QStringLiteral("socket ready; no code of yours in its stack"));
}

void TstStallListModel::openStallGetsItsRowAtOnceAndClimbs()
{
    m_run->inbox()->consume(TestRun().begin().blocked(1, 1.95, 3, 2).take());
    m_run->drainInbox();
    QCOMPARE(m_list->rowCount(), 1);
    QVERIFY(value(0, StallListModel::OpenRole).toBool());
    QSignalSpy changes(m_list.get(), &QAbstractItemModel::dataChanged);
    m_now = at(2.2);
    m_run->drainInbox();
    QCOMPARE(value(0, StallListModel::DurationRole).toLongLong(), 250'000'000LL);
    QCOMPARE(changes.count(), 1);
    m_now = at(2.21);
    m_run->drainInbox();
    QCOMPARE(changes.count(), 1); // ten times a second at most
}

void TstStallListModel::newRevisionChangesItsRow()
{
    m_run->apply(TestRun().begin().stall(1, 0.5, 0.02, true, 1).stall(2, 1, 0.1).batch());
    QSignalSpy changes(m_list.get(), &QAbstractItemModel::dataChanged);
    m_run->apply(TestRun().stall(1, 0.5, 0.3, false, 2).batch());
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes.front().front().toModelIndex().row(), 1);
    QCOMPARE(value(1, StallListModel::DurationRole).toLongLong(), 300'000'000LL);
}

void TstStallListModel::newRunEmptiesTheList()
{
    m_run->apply(TestRun().begin().stall(1, 0.5, 0.1).batch());
    m_run->apply(TestRun().phase(Trace::Phase::Prepare, 3).batch());
    QCOMPARE(m_list->rowCount(), 0);
}

void TstStallListModel::lateStallFindsItsPlace()
{
    m_run->apply(TestRun().begin().stall(1, 0.5, 0.1).stall(3, 1.5, 0.1).batch());
    m_run->apply(TestRun().stall(2, 1, 0.1).batch());
    QCOMPARE(value(1, StallListModel::IdRole).toULongLong(), 2ULL);
}

LOOPSCOPE_TEST_MAIN(TstStallListModel)
#include "tst_stalllistmodel.moc"
