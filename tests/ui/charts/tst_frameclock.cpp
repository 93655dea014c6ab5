#include "tests/support/stricttest.h"
#include "ui/charts/frameclock.h"

#include <QApplication>
#include <QSignalSpy>

using namespace Loopscope;
using namespace std::chrono_literals;

class TstFrameClock : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void ticksWhileResting();
    void measuresWorkWhileActive();
    void restingHasNoFrameRate();
    void stoppedClockIsSilent();
};

void TstFrameClock::ticksWhileResting()
{
    Charts::FrameClock clock;
    QSignalSpy ticked(&clock, &Charts::FrameClock::ticked);
    QVERIFY(ticked.wait(5000));
    QVERIFY(!clock.isActive());
}

void TstFrameClock::measuresWorkWhileActive()
{
    Charts::FrameClock clock;
    connect(&clock, &Charts::FrameClock::ticked, this, [&clock] { clock.addWork(3ms); });
    clock.setActive(true);
    QTRY_VERIFY_WITH_TIMEOUT(clock.framesPerSecond() > 0, 20'000);
    QVERIFY(clock.frameTime() >= 3ms);
    QVERIFY(clock.framesPerSecond() < 70);
}

void TstFrameClock::restingHasNoFrameRate()
{
    Charts::FrameClock clock;
    QSignalSpy measured(&clock, &Charts::FrameClock::measured);
    clock.setActive(true);
    clock.setActive(true);
    QCOMPARE(measured.count(), 1);
    clock.setActive(false);
    QCOMPARE(clock.framesPerSecond(), 0.0);
    QCOMPARE(measured.count(), 2);
}

void TstFrameClock::stoppedClockIsSilent()
{
    Charts::FrameClock clock;
    QSignalSpy ticked(&clock, &Charts::FrameClock::ticked);
    clock.stop();
    Charts::FrameClock other;
    QSignalSpy others(&other, &Charts::FrameClock::ticked);
    QTRY_VERIFY(others.count() >= 3);
    QCOMPARE(ticked.count(), 0);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstFrameClock)
#include "tst_frameclock.moc"
