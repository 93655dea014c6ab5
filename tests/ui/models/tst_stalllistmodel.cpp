#include "core/monitor/stallcause.h"
#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/evidencetext.h"
#include "ui/models/stalllistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTranslator>

#include <sys/syscall.h>

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
    void evidenceIsTranslated_data();
    void evidenceIsTranslated();

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

namespace {

/// Puts what it is asked for into brackets.
class Brackets final : public QTranslator
{
public:
    QString translate(const char *, const char *text, const char *, int) const override
    {
        return u'[' + QString::fromUtf8(text) + u']';
    }
    bool isEmpty() const override { return false; }
};

Monitor::StallSample sampleAt(double milliseconds, bool parked, long systemCall = -1)
{
    Monitor::StallSample sample;
    sample.takenAt = at(milliseconds / 1000);
    sample.isParked = parked;
    sample.systemCall = systemCall;
    return sample;
}

} // namespace

void TstStallListModel::evidenceIsTranslated_data()
{
    QTest::addColumn<QString>("evidence");
    using Monitor::judgeCause;
    const auto asleep = std::vector{sampleAt(0, true, SYS_nanosleep), sampleAt(90, true, SYS_nanosleep)};
    QTest::newRow("asleep") << judgeCause(asleep, 100ms, {}).evidence;
    auto reading =
        std::vector{sampleAt(0, true, SYS_read), sampleAt(50, false), sampleAt(90, true, SYS_read)};
    QTest::newRow("samples") << judgeCause(reading, 100ms, {}).evidence;
    for (Monitor::StallSample &sample : reading)
        sample.waitsOn = QStringLiteral("socket to 127.0.0.1:80");
    QTest::newRow("samples of a socket") << judgeCause(reading, 100ms, {}).evidence;
    reading.erase(reading.begin() + 1);
    QTest::newRow("socket") << judgeCause(reading, 100ms, {}).evidence;
    QTest::newRow("computing") << judgeCause({sampleAt(0, false)}, 100ms, {}).evidence;
    std::vector computing{sampleAt(0, false), sampleAt(90, false)};
    QTest::newRow("ready") << judgeCause(computing, 100ms, {}).evidence;
    computing[1].times.onCpu = 80ms;
    QTest::newRow("computed") << judgeCause(computing, 100ms, {}).evidence;
    QTest::newRow("one look") << judgeCause({asleep[0]}, 100ms, {}).evidence;
    QTest::newRow("one look at a socket") << judgeCause({reading[0]}, 100ms, {}).evidence;
    const Monitor::StallTimes unseen{101ms, 90ms, 0ms, 10ms};
    QTest::newRow("nobody looked") << judgeCause({}, 100ms, unseen).evidence;
    QTest::newRow("memory") << judgeCause({sampleAt(0, true), sampleAt(90, true)}, 100ms, {}).evidence;
    QTest::newRow("nothing") << judgeCause({}, 100ms, {}).evidence;
    const Monitor::StallTimes waited{101ms, 0ms, 90ms, 10ms};
    QTest::newRow("descheduled") << judgeCause({}, 100ms, waited).evidence;
    QTest::newRow("stood still") << judgeCause(asleep, 100ms, {}).evidence +
                                        QStringLiteral(" The whole process stood still for 3.0 ms of it.");
}

// The monitor writes English, in whatever process it is; the window has its own language.
void TstStallListModel::evidenceIsTranslated()
{
    QFETCH(QString, evidence);
    QVERIFY(!evidence.isEmpty());
    QCOMPARE(Models::evidenceText(evidence), evidence);
    Brackets brackets;
    QVERIFY(QCoreApplication::installTranslator(&brackets));
    const QString shown = Models::evidenceText(evidence);
    QVERIFY2(shown.startsWith(u'[') && shown.endsWith(u']'), qPrintable(shown));
    QString plain = shown;
    QCOMPARE(plain.remove(u'[').remove(u']'), evidence);
    QCOMPARE(Models::evidenceText(QStringLiteral("Said by somebody else")),
             QStringLiteral("Said by somebody else"));
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
    QCOMPARE(changes.count(), 2); // in each frame, as in the chart
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
