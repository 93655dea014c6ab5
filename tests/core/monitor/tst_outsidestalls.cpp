#include "core/monitor/monitor.h"
#include "tests/core/monitor/stallsof.h"
#include "tests/support/stricttest.h"

#include <QAbstractEventDispatcher>
#include <QThread>

using namespace Loopscope;
using namespace std::chrono_literals;
using Testing::describe;
using Testing::names;

namespace {

__attribute__((noinline)) void sleepForHundred()
{
    QThread::msleep(100);
}

__attribute__((noinline)) void computeForSixty()
{
    for (const auto end = Base::now() + 60ms; Base::now() < end;) {
    }
}

} // namespace

/// What holds a loop up while no event is delivered.
class TstOutsideStalls : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void codeThatNoEventRunsIsAStall();
    void waitingOutsideOfEventsIsAStall();
    void dispatchBeforeItIsNoPartOfAStallOutside();
    void dispatchesOfThePassDoNotHideAStallOutside();

private:
    /// `callback`: what the dispatch before it takes.
    Trace::Stall stallBetweenEvents(std::function<void()> action, std::chrono::milliseconds callback = 0ms);

    std::unique_ptr<Testing::ObservedLoop> m_loop;
};

void TstOutsideStalls::initTestCase()
{
    m_loop = std::make_unique<Testing::ObservedLoop>(10ms);
    QTRY_VERIFY_WITH_TIMEOUT(m_loop->isReady(), 60000);
}

void TstOutsideStalls::cleanupTestCase()
{
    m_loop.reset();
}

Trace::Stall TstOutsideStalls::stallBetweenEvents(std::function<void()> action,
                                                  std::chrono::milliseconds callback)
{
    auto hasRun = std::make_shared<bool>(false);
    QMetaObject::Connection connection;
    const Trace::Stall stall = m_loop->stallOf([&connection, hasRun, action, callback] {
        if (callback > 0ms)
            QThread::msleep(static_cast<unsigned long>(callback.count()));
        QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
        connection = QObject::connect(
            dispatcher, &QAbstractEventDispatcher::awake, dispatcher,
            [hasRun, action] {
                if (!std::exchange(*hasRun, true))
                    action();
            },
            Qt::DirectConnection);
    });
    QObject::disconnect(connection);
    return stall;
}

void TstOutsideStalls::codeThatNoEventRunsIsAStall()
{
    // A busy machine may hold up a callback for longer than that, or keep the thread from being looked at.
    Trace::Stall stall;
    const auto isSeen = [&stall] {
        return stall.kind == Trace::StallKind::Outside && names(stall, "computeForSixty");
    };
    for (int i = 0; i < 10 && !isSeen(); ++i)
        stall = stallBetweenEvents(&computeForSixty);
    QCOMPARE(stall.kind, Trace::StallKind::Outside);
    QVERIFY2(names(stall, "computeForSixty"), qPrintable(describe(stall)));
    QVERIFY2(stall.cause == Trace::StallCause::Cpu || stall.cause == Trace::StallCause::Descheduled,
             qPrintable(describe(stall)));
    // From when a ping was posted: 5 ms after the one before, 40 while watching costs too much.
    QVERIFY2(stall.duration > 15ms, qPrintable(QString::number(Base::toMilliseconds(stall.duration))));
    const QString line = Trace::slowCallbackLine(stall);
    QVERIFY2(line.startsWith(QLatin1String("Executing <Handle outside of any callback running at ")),
             qPrintable(line));
}

void TstOutsideStalls::waitingOutsideOfEventsIsAStall()
{
    Trace::Stall stall;
    for (int i = 0; i < 10 && stall.kind != Trace::StallKind::Outside; ++i)
        stall = stallBetweenEvents(&sleepForHundred);
    QCOMPARE(stall.kind, Trace::StallKind::Outside);
    QVERIFY2(names(stall, "sleepForHundred"), qPrintable(describe(stall)));
    // std::function is on the stack; clang names its header from the compiler's own place.
    QVERIFY2(!describe(stall).contains(QLatin1String("/../")), qPrintable(describe(stall)));
    QCOMPARE(stall.cause, Trace::StallCause::Sleep);
    QVERIFY(stall.duration > 40ms);
    QCOMPARE(stall.eventName, QStringLiteral("outside of any callback"));
}

void TstOutsideStalls::dispatchBeforeItIsNoPartOfAStallOutside()
{
    const Testing::Recording recording;
    stallBetweenEvents(&sleepForHundred, 150ms);
    const auto hasEnded = [&] {
        return std::ranges::any_of(recording->stalls(m_loop->track()), [](const Trace::Stall &stall) {
            return stall.kind == Trace::StallKind::Outside && !stall.open;
        });
    };
    QTRY_VERIFY(hasEnded());
    const auto stalls = recording->stalls(m_loop->track());
    const auto outside = std::ranges::find(stalls, Trace::StallKind::Outside, &Trace::Stall::kind);
    QVERIFY(outside != stalls.end());
    const auto callback = std::ranges::find_if(stalls, [](const Trace::Stall &stall) {
        return stall.kind == Trace::StallKind::Callback && stall.duration >= 140ms;
    });
    QVERIFY(callback != stalls.end());
    QVERIFY(outside->startedAt >= callback->startedAt + callback->duration);
}

void TstOutsideStalls::dispatchesOfThePassDoNotHideAStallOutside()
{
    const Testing::Recording recording;
    QMetaObject::invokeMethod(m_loop->worker(), [this] {
        for (int i = 0; i < 5; ++i)
            QMetaObject::invokeMethod(
                m_loop->worker(), [] { QThread::msleep(6); }, Qt::QueuedConnection);
    });
    stallBetweenEvents(&sleepForHundred, 6ms);
    const auto isOutside = [](const Trace::Stall &stall) {
        return stall.kind == Trace::StallKind::Outside && stall.duration >= 40ms;
    };
    QTRY_VERIFY(std::ranges::any_of(recording->stalls(m_loop->track()), isOutside));
}

LOOPSCOPE_TEST_MAIN(TstOutsideStalls)

#include "tst_outsidestalls.moc"
