#include "core/monitor/loopagent.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QRegularExpression>
#include <QThread>
#include <QTimer>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr auto longThreshold = 10s; // nothing is a stall

std::unique_ptr<Monitor::LoopWatch> watchHere(Base::Duration threshold = longThreshold)
{
    return Monitor::Monitor::instance().attach(
        QThread::currentThread(), {QStringLiteral("test loop"), Trace::LoopRole::Subject, threshold, 5ms});
}

void spin(std::chrono::milliseconds time)
{
    for (const auto end = Base::now() + time; Base::now() < end;) {
    }
}

quint64 countedDispatches(const Testing::Recording &recording, Trace::TrackId track)
{
    quint64 count = 0;
    for (const auto &batch : recording->batches()) {
        for (const Trace::DispatchSummary &summary : batch->summaries)
            count += summary.track == track ? summary.count : 0;
        for (const Trace::Slice &slice : batch->slices)
            count += slice.track == track && slice.counts ? 1 : 0;
    }
    return count;
}

/// Makes one object at a time, always at the same address.
template <typename T>
struct OnePlace
{
    using value_type = T;
    std::byte *place;

    explicit OnePlace(std::byte *thePlace)
        : place(thePlace)
    {}
    template <typename Other>
    explicit OnePlace(const OnePlace<Other> &other)
        : place(other.place)
    {}
    T *allocate(std::size_t) { return reinterpret_cast<T *>(place); }
    void deallocate(T *, std::size_t) {}
};

} // namespace

class TstDispatchProbe : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void durationOfATimerIsItsHandlersTime();
    void synchronousSendIsPartOfItsDispatch();
    void nestedLoopIsNotTimeOfTheOuterDispatch();
    void everyPostedEventIsCountedOnce();
    void otherThreadsLoopIsObservedToo();
    void nothingIsSeenAfterDetaching();
    void loopThatEndsBeforeItDetachesLeavesNothing();
    void deleteLaterStillWorks();
    void loopOfAnotherMonitorIsLeftToIt();
    void probeMadeWithinADispatchDoesNotEndIt();
};

void TstDispatchProbe::durationOfATimerIsItsHandlersTime()
{
    const Testing::Recording recording;
    const auto watch = watchHere();
    bool fired = false;
    QTimer::singleShot(1ms, this, [&] {
        spin(20ms);
        fired = true;
    });
    QTRY_VERIFY(fired);
    QVERIFY(recording.flush());
    const auto slices = recording->slices(watch->track());
    const auto longest = std::ranges::max_element(slices, {}, &Trace::Slice::duration);
    QVERIFY(longest != slices.end());
    QVERIFY(longest->duration >= 20ms);
    QVERIFY(recording->name(longest->name).contains(QLatin1String("Timer")));
}

void TstDispatchProbe::synchronousSendIsPartOfItsDispatch()
{
    const Testing::Recording recording;
    const auto watch = watchHere();
    bool done = false;
    QObject receiver;
    QMetaObject::invokeMethod(
        this,
        [&] {
            QEvent event(QEvent::User);
            QCoreApplication::sendEvent(&receiver, &event);
            spin(2ms);
            done = true;
        },
        Qt::QueuedConnection);
    QTRY_VERIFY(done);
    QVERIFY(recording.flush());
    for (const Trace::Slice &slice : recording->slices(watch->track()))
        QVERIFY(!recording->name(slice.name).contains(QLatin1String("(User)")));
}

void TstDispatchProbe::nestedLoopIsNotTimeOfTheOuterDispatch()
{
    const Testing::Recording recording;
    const auto watch = watchHere();
    bool done = false;
    QMetaObject::invokeMethod(
        this,
        [&] {
            QEventLoop nested;
            QTimer::singleShot(60ms, &nested, [&nested] { nested.quit(); });
            nested.exec();
            done = true;
        },
        Qt::QueuedConnection);
    QTRY_VERIFY(done);
    QVERIFY(recording.flush());
    Base::Duration inMetaCalls{0};
    bool sawNested = false;
    for (const Trace::Slice &slice : recording->slices(watch->track())) {
        if (recording->name(slice.name) == QLatin1String("TstDispatchProbe (MetaCall)"))
            inMetaCalls += slice.duration;
        sawNested = sawNested || slice.depth > 0;
    }
    QVERIFY2(inMetaCalls < 40ms, "the 60 ms that the nested loop idled were charged to the outer dispatch");
    for (const auto &batch : recording->batches()) {
        for (const Trace::DispatchSummary &summary : batch->summaries)
            QVERIFY(summary.longest < 40ms);
    }
}

void TstDispatchProbe::everyPostedEventIsCountedOnce()
{
    const Testing::Recording recording;
    auto watch = watchHere();
    constexpr int events = 10000;
    int delivered = 0;
    QTRY_VERIFY(watch->isInstalled());
    QVERIFY(recording.flush());
    const quint64 before = countedDispatches(recording, watch->track());
    for (int i = 0; i < events; ++i)
        QMetaObject::invokeMethod(
            this, [&delivered] { ++delivered; }, Qt::QueuedConnection);
    QTRY_COMPARE(delivered, events);
    const Trace::TrackId track = watch->track();
    watch.reset();
    QVERIFY(recording.flush());
    const quint64 counted = countedDispatches(recording, track) - before;
    quint64 told = 0;
    for (const auto &batch : recording->batches()) {
        for (const Trace::LoopTotals &totals : batch->totals) {
            if (totals.track == track)
                told = std::max(told, totals.dispatches);
        }
    }
    QVERIFY(counted >= events);
    QCOMPARE(countedDispatches(recording, track), told);
}

void TstDispatchProbe::otherThreadsLoopIsObservedToo()
{
    const Testing::Recording recording;
    QThread thread;
    QObject worker;
    worker.moveToThread(&thread);
    thread.start();
    const auto watch = Monitor::Monitor::instance().attach(&thread, {QStringLiteral("other loop")});
    QTRY_VERIFY(watch->isInstalled());
    std::atomic<bool> done = false;
    QMetaObject::invokeMethod(&worker, [&done] {
        spin(5ms);
        done = true;
    });
    QTRY_VERIFY(done);
    thread.quit();
    QVERIFY(thread.wait());
    QVERIFY(recording.flush());
    const auto slices = recording->slices(watch->track());
    QVERIFY(std::ranges::any_of(slices, [](const Trace::Slice &slice) { return slice.duration >= 5ms; }));
}

void TstDispatchProbe::loopThatEndsBeforeItDetachesLeavesNothing()
{
    auto probe = std::make_shared<Monitor::LoopProbe>(Monitor::LoopOptions{QStringLiteral("short loop")});
    const std::weak_ptr<Monitor::LoopProbe> life = probe;
    QThread thread;
    QTimer timer;
    timer.setSingleShot(true);
    std::atomic<bool> entered = false;
    std::atomic<bool> detached = false;
    connect(
        &timer, &QTimer::timeout, &timer,
        [&] {
            entered = true;
            while (!detached)
                QThread::yieldCurrentThread();
            thread.exit();
        },
        Qt::DirectConnection);
    timer.moveToThread(&thread);
    thread.start();
    probe->moveTo(&thread);
    QMetaObject::invokeMethod(&timer, [&timer, probe = probe.get()] {
        probe->install();
        timer.start(0ms);
    });
    auto watch = std::make_unique<Monitor::LoopWatch>(std::move(probe));
    QTRY_VERIFY(entered);
    watch.reset(); // asks a loop that does not turn any more
    detached = true;
    QVERIFY(thread.wait());
    QVERIFY(life.expired());
}

void TstDispatchProbe::nothingIsSeenAfterDetaching()
{
    const Testing::Recording recording;
    auto watch = watchHere();
    const Trace::TrackId track = watch->track();
    watch.reset();
    bool done = false;
    QTimer::singleShot(1ms, this, [&] {
        spin(5ms);
        done = true;
    });
    QTRY_VERIFY(done);
    QVERIFY(recording.flush());
    for (const Trace::Slice &slice : recording->slices(track))
        QVERIFY(slice.duration < 5ms);
}

void TstDispatchProbe::deleteLaterStillWorks()
{
    const auto watch = watchHere();
    QPointer<QObject> object = new QObject;
    QMetaObject::invokeMethod(
        this, [object] { object->deleteLater(); }, Qt::QueuedConnection);
    QTRY_VERIFY(object.isNull());
}

// As a library with a monitor of its own in the same process leaves it: Qt would hand each event to both.
void TstDispatchProbe::loopOfAnotherMonitorIsLeftToIt()
{
    QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    dispatcher->setProperty("_loopscope_observer", QVariant::fromValue<quintptr>(1));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("observed by another monitor")));
    const auto refused = watchHere();
    QVERIFY(!refused->isInstalled());
    QVERIFY(refused->isClosed());
    dispatcher->setProperty("_loopscope_observer", {});
    {
        const auto watch = watchHere();
        QVERIFY(watch->isInstalled());
        QVERIFY(dispatcher->property("_loopscope_observer").isValid());
    }
    QVERIFY(!dispatcher->property("_loopscope_observer").isValid());
}

// Freeze mode's run begins and ends within dispatches of the window's loop, and the allocator gives the place
// of the former probe to the new one.
void TstDispatchProbe::probeMadeWithinADispatchDoesNotEndIt()
{
    using Monitor::LoopProbe;
    alignas(64) static std::byte place[sizeof(LoopProbe) + 256];
    const auto make = [] {
        auto made = std::allocate_shared<LoopProbe>(OnePlace<LoopProbe>(place), Monitor::LoopOptions());
        made->moveTo(QThread::currentThread());
        return made->install() ? made : nullptr;
    };
    Monitor::Monitor::instance(); // hooks the dispatches
    std::shared_ptr<LoopProbe> probe = make();
    const LoopProbe *const former = probe.get();
    bool isReplaced = false;
    const auto replace = [&] {
        probe->uninstall();
        probe.reset();
        probe = make();
        isReplaced = true;
    };
    QMetaObject::invokeMethod(this, replace, Qt::QueuedConnection);
    QTRY_VERIFY(isReplaced);
    QVERIFY(probe);
    QCOMPARE(probe.get(), former);
    QVERIFY(probe->snapshot().busySince == 0);
    const Monitor::LoopRecord *first = probe->ring.front();
    QVERIFY(!first || first->sequence == 1); // what it began itself
    probe->uninstall();
}

LOOPSCOPE_TEST_MAIN(TstDispatchProbe)

#include "tst_dispatchprobe.moc"
