#include "core/base/fastclock.h"
#include "tests/support/stricttest.h"

#include <atomic>
#include <thread>

using namespace Loopscope::Base;
using namespace std::chrono_literals;

namespace {

/// Calibrates on a thread of its own, as the watchdog does.
class Calibrator
{
public:
    Calibrator()
        : m_thread([this] {
            while (!m_stop) {
                FastClock::calibrate();
                std::this_thread::sleep_for(10ms);
            }
            FastClock::stop();
        })
    {}
    ~Calibrator()
    {
        m_stop = true;
        m_thread.join();
    }

private:
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

/// How far the fast clock is outside of two readings of the steady clock around it; ns.
qint64 errorNow()
{
    const qint64 before = toNanoseconds(now());
    const qint64 fast = FastClock::now();
    const qint64 after = toNanoseconds(now());
    return fast < before ? before - fast : std::max<qint64>(0, fast - after);
}

} // namespace

class TstFastClock : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void itIsTheSteadyClockWithoutCalibration()
    {
        QVERIFY(!FastClock::usesCounter());
        QCOMPARE(errorNow(), 0);
    }

    void itFollowsTheSteadyClock()
    {
        if (!FastClock::isCounterReliable())
            QSKIP("the kernel does not keep time by the time stamp counter here");
        const Calibrator calibrator;
        QTRY_VERIFY(FastClock::usesCounter());
        qint64 largest = 0;
        for (const auto end = now() + 500ms; now() < end;)
            largest = std::max(largest, errorNow());
        QVERIFY2(largest < 20'000, qPrintable(QString::number(largest)));
    }

    void itNeverGoesBackWhileCalibrated()
    {
        if (!FastClock::isCounterReliable())
            QSKIP("the kernel does not keep time by the time stamp counter here");
        const Calibrator calibrator;
        QTRY_VERIFY(FastClock::usesCounter());
        qint64 last = FastClock::now();
        qint64 furthestBack = 0;
        for (const auto end = now() + 500ms; now() < end;) {
            for (int i = 0; i < 1000; ++i) {
                const qint64 time = FastClock::now();
                furthestBack = std::max(furthestBack, last - time);
                last = time;
            }
        }
        // A turn of the calibration may fall between two readings, of two clocks that agree to some 100 ns.
        QVERIFY2(furthestBack < 10'000, qPrintable(QString::number(furthestBack)));
    }

    void withoutCalibrationItFallsBack()
    {
        if (!FastClock::isCounterReliable())
            QSKIP("the kernel does not keep time by the time stamp counter here");
        {
            const Calibrator calibrator;
            QTRY_VERIFY(FastClock::usesCounter());
        }
        QVERIFY(!FastClock::usesCounter());
        QCOMPARE(errorNow(), 0);
    }
};

LOOPSCOPE_TEST_MAIN(TstFastClock)

#include "tst_fastclock.moc"
