#include "core/monitor/gaugeintake.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Monitor::GaugeIntake;

/// What the collector makes of a gauge, with times of our own.
class TstGaugeIntake : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void valueIsSentWhenItChanged();
    void lastValueOfAClosedGaugeIsSent();
    void rateIsOfTheTimeSinceTheFirstRequest();
    void fewRequestsThatComeTogetherAreNoBurst();
    void rateIsOfTheLastTenthOfASecond();

private:
    /// The last value that was sent by a look at that time; nothing when none was.
    std::optional<double> look(GaugeIntake *intake, std::chrono::milliseconds at) const
    {
        Trace::Batch batch;
        intake->look(Base::SteadyTime(1h) + at, &batch);
        return batch.samples.empty() ? std::nullopt : std::optional(batch.samples.back().value);
    }
    static std::shared_ptr<Monitor::Gauge::State> gauge(Trace::CounterKind kind)
    {
        auto state = std::make_shared<Monitor::Gauge::State>();
        state->counter = {1, kind, QStringLiteral("gauge"), 0};
        return state;
    }
};

void TstGaugeIntake::valueIsSentWhenItChanged()
{
    const auto state = gauge(Trace::CounterKind::RequestsInFlight);
    GaugeIntake intake(state);
    QCOMPARE(look(&intake, 0ms), 0.0);
    QVERIFY(!look(&intake, 1ms));
    state->value = 3;
    QCOMPARE(look(&intake, 2ms), 3.0);
}

// It may be set and closed between a look and the moment when closed ones are forgotten.
void TstGaugeIntake::lastValueOfAClosedGaugeIsSent()
{
    const auto state = gauge(Trace::CounterKind::RequestsInFlight);
    GaugeIntake intake(state);
    state->value = 3;
    QCOMPARE(look(&intake, 0ms), 3.0);
    state->value = 0;
    state->closed = true;
    QVERIFY(!intake.isClosed());
    QCOMPARE(look(&intake, 1ms), 0.0);
    QVERIFY(intake.isClosed());
}

// 200 requests in 4 ms after a second of silence are 50 000 per second, not 200 in the last 100 ms.
void TstGaugeIntake::rateIsOfTheTimeSinceTheFirstRequest()
{
    const auto state = gauge(Trace::CounterKind::RequestsPerSecond);
    GaugeIntake intake(state);
    for (int at = 0; at <= 1000; at += 4)
        look(&intake, std::chrono::milliseconds(at));
    state->value = 200;
    QCOMPARE(look(&intake, 1004ms), 50'000.0);
    state->value = 400;
    QVERIFY(!look(&intake, 1008ms)); // as before
}

void TstGaugeIntake::fewRequestsThatComeTogetherAreNoBurst()
{
    const auto state = gauge(Trace::CounterKind::RequestsPerSecond);
    GaugeIntake intake(state);
    look(&intake, 0ms);
    state->value = 4; // a pool's threads, all done at once
    QCOMPARE(look(&intake, 4ms), 40.0);
}

void TstGaugeIntake::rateIsOfTheLastTenthOfASecond()
{
    const auto state = gauge(Trace::CounterKind::RequestsPerSecond);
    GaugeIntake intake(state);
    std::optional<double> rate;
    for (int at = 0; at <= 500; at += 10) {
        state->value += at <= 200 ? 10 : 20;
        if (const auto sent = look(&intake, std::chrono::milliseconds(at)))
            rate = sent;
    }
    QCOMPARE(rate, 2000.0);
}

LOOPSCOPE_TEST_MAIN(TstGaugeIntake)

#include "tst_gaugeintake.moc"
