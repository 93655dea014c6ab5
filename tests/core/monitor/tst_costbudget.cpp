#include "core/monitor/costbudget.h"
#include "core/monitor/monitor.h"
#include "core/trace/eventsink.h"
#include "tests/support/stricttest.h"

#include <QThread>

using namespace Loopscope;
using namespace std::chrono_literals;
using Monitor::CostBudget;

namespace {

constexpr double share = 0.01;
constexpr qint64 second = 1'000'000'000;

/// Seconds that go by, each with so much of a core used.
class Clock
{
public:
    std::optional<Trace::SelfCost> pass(CostBudget *budget, double fraction)
    {
        m_now += second;
        m_used += Base::Duration(static_cast<qint64>(fraction * second));
        return budget->check(m_now, m_used, share);
    }
    qint64 now() const { return m_now; }

private:
    qint64 m_now = 7 * second;
    Base::Duration m_used{3s};
};

} // namespace

class TstCostBudget : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void nothingChangesWithinTheBudget()
    {
        CostBudget budget;
        Clock clock;
        QVERIFY(!clock.pass(&budget, 0)); // what was before is not known
        for (int i = 0; i < 20; ++i) {
            const auto cost = clock.pass(&budget, 0.009);
            QVERIFY(cost.has_value());
            QVERIFY(!cost->isSlowedDown());
            QVERIFY(std::abs(cost->coreFraction - 0.009) < 1e-6);
        }
        QCOMPARE(budget.sampleSlowdown(), 1);
        QCOMPARE(budget.pingSlowdown(), 1);
    }

    void samplesSlowDownFirstThenPingsAndNotWithoutEnd()
    {
        CostBudget budget;
        Clock clock;
        clock.pass(&budget, 0);
        QCOMPARE(clock.pass(&budget, 0.02)->sampleSlowdown, 2);
        clock.pass(&budget, 0.02);
        clock.pass(&budget, 0.02);
        QCOMPARE(budget.sampleSlowdown(), CostBudget::mostSlowdown);
        QCOMPARE(budget.pingSlowdown(), 1);
        QCOMPARE(clock.pass(&budget, 0.02)->pingSlowdown, 2);
        for (int i = 0; i < 20; ++i)
            clock.pass(&budget, 0.5);
        QCOMPARE(budget.sampleSlowdown(), CostBudget::mostSlowdown);
        QCOMPARE(budget.pingSlowdown(), CostBudget::mostSlowdown);
    }

    void itComesBackWhenThereIsEnoughToSpare()
    {
        CostBudget budget;
        Clock clock;
        clock.pass(&budget, 0);
        clock.pass(&budget, 0.03);
        clock.pass(&budget, 0.03);
        QCOMPARE(budget.sampleSlowdown(), 4);
        QCOMPARE(clock.pass(&budget, 0.007)->sampleSlowdown, 4); // twice as many would be too much
        QCOMPARE(clock.pass(&budget, 0.003)->sampleSlowdown, 2);
        QCOMPARE(clock.pass(&budget, 0.003)->sampleSlowdown, 1);
        QCOMPARE(clock.pass(&budget, 0)->sampleSlowdown, 1);
    }

    void sentenceSaysWhatHasChanged()
    {
        Trace::SelfCost cost;
        cost.coreFraction = 0.021;
        cost.budget = 0.01;
        cost.sampleSlowdown = 8;
        cost.pingSlowdown = 2;
        QCOMPARE(Trace::slowdownLine(cost),
                 QStringLiteral("Watching cost 2.1 % of a core, its budget is 1 %: stack samples now come 8 "
                                "times more rarely, pings 2 times."));
    }

    // With next to no budget: the pings of an idle loop are too much already.
    void watchdogSlowsDownAndTellsIt()
    {
        Monitor::Monitor &monitor = Monitor::Monitor::instance();
        monitor.setBudget(1e-6);
        const auto sink = std::make_shared<CostSink>();
        monitor.source()->addSink(sink);
        QThread loop;
        loop.start();
        Monitor::LoopOptions options;
        options.name = QStringLiteral("idle");
        options.pingInterval = 5ms;
        const auto watch = monitor.attach(&loop, options);
        QTRY_VERIFY_WITH_TIMEOUT(sink->sampleSlowdown >= 2, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(sink->pingSlowdown >= 2, 20'000);
        QVERIFY(sink->coreFraction > 1e-6);
        // Pings come more rarely, and their samples say so.
        QTRY_VERIFY_WITH_TIMEOUT(sink->interval >= Base::Duration(10ms).count(), 20'000);
        monitor.setBudget(CostBudget::defaultShare);
        monitor.source()->removeSink(sink);
        loop.quit();
        loop.wait();
    }

private:
    class CostSink final : public Trace::EventSink
    {
    public:
        void consume(const Trace::BatchPtr &batch) override
        {
            for (const Trace::LatencySample &sample : batch->latencies)
                interval = sample.interval.count();
            if (!batch->selfCost)
                return;
            sampleSlowdown = batch->selfCost->sampleSlowdown;
            pingSlowdown = batch->selfCost->pingSlowdown;
            coreFraction = batch->selfCost->coreFraction;
        }
        std::atomic<int> sampleSlowdown{1};
        std::atomic<int> pingSlowdown{1};
        std::atomic<double> coreFraction{0};
        std::atomic<qint64> interval{0};
    };
};

LOOPSCOPE_TEST_MAIN(TstCostBudget)
#include "tst_costbudget.moc"
