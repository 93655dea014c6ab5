#include "core/monitor/pingschedule.h"
#include "tests/support/stricttest.h"

using Loopscope::Monitor::PingSchedule;

namespace {

constexpr qint64 interval = 50; // ms here: it counts, whatever the unit

/// A loop that delivers at once: posts what is due and returns what was left out before it.
class Loop
{
public:
    explicit Loop(bool mayRest)
        : m_schedule(mayRest)
    {}

    quint16 ping(quint64 dispatches)
    {
        m_now = m_schedule.due(m_delivered, interval, dispatches);
        const quint16 skipped = m_schedule.post(m_now, m_delivered, interval, dispatches);
        m_pause = m_now - m_delivered;
        m_delivered = m_now;
        m_schedule.noteDelivered(m_delivered);
        return skipped;
    }
    qint64 pause() const { return m_pause; }
    const PingSchedule &schedule() const { return m_schedule; }

private:
    PingSchedule m_schedule;
    qint64 m_now = 0;
    qint64 m_delivered = 0;
    qint64 m_pause = 0;
};

} // namespace

class TstPingSchedule : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void loopThatWorksIsPingedEachInterval()
    {
        Loop loop(true);
        for (quint64 dispatches = 1; dispatches < 40; ++dispatches) {
            QCOMPARE(loop.ping(dispatches), 0U);
            QCOMPARE(loop.pause(), interval);
        }
    }

    void idleLoopIsPingedMoreRarelyAndThePingsLeftOutAreCounted()
    {
        Loop loop(true);
        for (int i = 0; i < PingSchedule::pingsUntilRest; ++i)
            QCOMPARE(loop.ping(0), 0U);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(loop.ping(0), PingSchedule::restFactor - 1);
            QCOMPARE(loop.pause(), interval * PingSchedule::restFactor);
        }
    }

    void firstDispatchEndsTheRest()
    {
        Loop loop(true);
        for (int i = 0; i < 2 * PingSchedule::pingsUntilRest; ++i)
            loop.ping(0);
        QCOMPARE(loop.ping(1), 0U); // noticed in time: none is left out
        QCOMPARE(loop.pause(), interval);
        QCOMPARE(loop.ping(1), 0U);
        QCOMPARE(loop.pause(), interval);
    }

    void pingThatComesLateForADispatchStandsForThoseLeftOut()
    {
        PingSchedule schedule(true);
        qint64 delivered = 0;
        for (int i = 0; i <= PingSchedule::pingsUntilRest; ++i) {
            schedule.post(delivered + interval, delivered, interval, 0);
            delivered += interval;
            schedule.noteDelivered(delivered);
        }
        // The one who posts slept through a whole rest; a dispatch began in it.
        const qint64 now = delivered + PingSchedule::restFactor * interval;
        QVERIFY(schedule.due(delivered, interval, 1) < now);
        QCOMPARE(schedule.post(now, delivered, interval, 1), PingSchedule::restFactor - 1);
    }

    void processThatStoodStillHasNoneLeftOut()
    {
        PingSchedule schedule(true);
        for (int i = 0; i <= PingSchedule::pingsUntilRest; ++i)
            schedule.post(interval, 0, interval, 0);
        QCOMPARE(schedule.post(1'000'000, 0, interval, 0), PingSchedule::restFactor - 1);
    }

    void loopThatSomebodyLooksAtNeverRests()
    {
        Loop loop(false);
        for (int i = 0; i < 3 * PingSchedule::pingsUntilRest; ++i) {
            QCOMPARE(loop.ping(0), 0U);
            QCOMPARE(loop.pause(), interval);
        }
    }

    void pingIsUnderWayUntilItIsDelivered()
    {
        PingSchedule schedule(true);
        schedule.post(100, 0, interval, 7);
        schedule.noteDelivered(60); // of the one before
        QCOMPARE(schedule.postedAt(), 100);
        QCOMPARE(schedule.dispatchesBefore(), 7U);
        QCOMPARE(schedule.firstWaiting(interval), 150);
        schedule.noteDelivered(101);
        QCOMPARE(schedule.postedAt(), 0);
    }
};

LOOPSCOPE_TEST_MAIN(TstPingSchedule)

#include "tst_pingschedule.moc"
