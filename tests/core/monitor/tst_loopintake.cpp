#include "core/monitor/loopintake.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr qint64 second = 1'000'000'000; // ns

Monitor::LoopRecord record(Monitor::LoopEvent::Kind kind, qint64 start, qint64 end)
{
    Monitor::LoopEvent event;
    event.kind = kind;
    event.start = start;
    event.end = end;
    event.sequence = 1;
    Monitor::LoopRecord record{};
    record.set(event);
    return record;
}

} // namespace

/// A loop's ring, read while the watchdog has not said yet whether the process stood still.
class TstLoopIntake : public Testing::StrictTest
{
    Q_OBJECT

private:
    using Kind = Monitor::LoopEvent::Kind;

    void put(Kind kind, qint64 start, qint64 end)
    {
        *m_probe->ring.claim() = record(kind, start, end);
        m_probe->ring.commit();
    }
    std::size_t drain(qint64 stopsToldUntil)
    {
        return m_intake->drain(10 * second, stopsToldUntil, 0ns, &m_batch);
    }

    const std::shared_ptr<Monitor::LoopProbe> m_probe =
        std::make_shared<Monitor::LoopProbe>(Monitor::LoopOptions());
    Monitor::NameBook m_names;
    Monitor::SymbolThread m_symbols{[] {}};
    Monitor::StallBook m_stalls{&m_names, &m_symbols};
    std::unique_ptr<Monitor::LoopIntake> m_intake;
    Trace::Batch m_batch;

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        m_intake = std::make_unique<Monitor::LoopIntake>(m_probe, &m_names, &m_stalls);
        m_batch = {};
    }

    void longEntryWaitsForTheWatchdog()
    {
        put(Kind::Dispatch, second, second + 10'000'000);
        put(Kind::Dispatch, 2 * second, 2 * second + 60'000'000);
        put(Kind::Dispatch, 3 * second, 3 * second + 10'000'000);
        QCOMPARE(drain(2 * second), std::size_t(1));
        QCOMPARE(m_intake->waitingAt(), 2 * second + 60'000'000);
        QCOMPARE(m_batch.slices.size(), std::size_t(1));
        // Without the long one they would fall.
        QVERIFY(m_batch.totals.empty());
        QCOMPARE(drain(2 * second + 60'000'000), std::size_t(2));
        QCOMPARE(m_intake->waitingAt(), 0);
        QCOMPARE(m_batch.slices.size(), std::size_t(3));
        QCOMPARE(m_batch.totals.size(), std::size_t(1));
    }

    void othersDoNot()
    {
        put(Kind::Dispatch, second, second + 49'000'000);
        put(Kind::Phase, 7, 2 * second); // its start is the busy time
        put(Kind::Beat, 0, 3 * second);
        QCOMPARE(drain(0), std::size_t(3));
        QCOMPARE(m_intake->waitingAt(), 0);
    }
};

LOOPSCOPE_TEST_MAIN(TstLoopIntake)

#include "tst_loopintake.moc"
