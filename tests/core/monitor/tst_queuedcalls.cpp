#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr auto threshold = 10ms;
constexpr auto blocked = 25ms;

void freeFunction()
{
    QTest::qSleep(blocked.count());
}

} // namespace

/// Gets queued calls of every kind.
class Receiver : public QObject
{
    Q_OBJECT

public:
    Q_INVOKABLE void invoked(const QString &) { QTest::qSleep(blocked.count()); }
    void plainMember() { QTest::qSleep(blocked.count()); }
    virtual void virtualMember() { QTest::qSleep(blocked.count()); }

public Q_SLOTS:
    void oldStyleSlot() { QTest::qSleep(blocked.count()); }
    void slot(int) { QTest::qSleep(blocked.count()); }

Q_SIGNALS:
    void changed(int value);
    void done();
};

class TstQueuedCalls : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { m_receiver.disconnect(); }
    void slotConnectedByPointer();
    void slotConnectedByName();
    void slotThatIsNoSlot();
    void virtualFunctionIsNamedByItsClass();
    void invokeMethodByName();
    void functor();
    void functorWithCaptures();
    void functionWithoutClass();
    void sliceHasTheName();
    void otherEventsKeepTheirs();

private:
    QString nameAfter(std::function<void()> post);

    Receiver m_receiver;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
};

void TstQueuedCalls::initTestCase()
{
    Monitor::LoopOptions options;
    options.name = QStringLiteral("main");
    options.threshold = threshold;
    options.isStarted = true;
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    QTRY_VERIFY_WITH_TIMEOUT(Monitor::Monitor::instance().isWarm(), 60000);
}

/// The event's name of the stall that comes of what was posted.
QString TstQueuedCalls::nameAfter(std::function<void()> post)
{
    const Testing::Recording recording;
    post();
    const auto isTold = [&] {
        recording.flush();
        const auto stalls = recording->stalls(m_watch->track());
        return !stalls.empty() && !stalls.front().open;
    };
    if (!QTest::qWaitFor(isTold, 10000))
        return QStringLiteral("no stall");
    return recording->stalls(m_watch->track()).front().eventName;
}

void TstQueuedCalls::slotConnectedByPointer()
{
    connect(&m_receiver, &Receiver::changed, &m_receiver, &Receiver::slot, Qt::QueuedConnection);
    QCOMPARE(nameAfter([this] { Q_EMIT m_receiver.changed(1); }),
             QStringLiteral("Receiver::slot() ← Receiver::changed()"));
}

void TstQueuedCalls::slotConnectedByName()
{
    connect(&m_receiver, SIGNAL(done()), &m_receiver, SLOT(oldStyleSlot()), Qt::QueuedConnection);
    QCOMPARE(nameAfter([this] { Q_EMIT m_receiver.done(); }),
             QStringLiteral("Receiver::oldStyleSlot() ← Receiver::done()"));
}

void TstQueuedCalls::slotThatIsNoSlot()
{
    connect(&m_receiver, &Receiver::done, &m_receiver, &Receiver::plainMember, Qt::QueuedConnection);
    QCOMPARE(nameAfter([this] { Q_EMIT m_receiver.done(); }),
             QStringLiteral("Receiver::plainMember() ← Receiver::done()"));
}

void TstQueuedCalls::virtualFunctionIsNamedByItsClass()
{
    connect(&m_receiver, &Receiver::done, &m_receiver, &Receiver::virtualMember, Qt::QueuedConnection);
    QCOMPARE(nameAfter([this] { Q_EMIT m_receiver.done(); }),
             QStringLiteral("virtual slot of Receiver ← Receiver::done()"));
}

void TstQueuedCalls::invokeMethodByName()
{
    const auto post = [this] {
        QMetaObject::invokeMethod(&m_receiver, "invoked", Qt::QueuedConnection,
                                  Q_ARG(QString, QStringLiteral("x")));
    };
    QCOMPARE(nameAfter(post), QStringLiteral("Receiver::invoked()"));
}

void TstQueuedCalls::functor()
{
    const auto post = [this] {
        QMetaObject::invokeMethod(
            &m_receiver, [] { freeFunction(); }, Qt::QueuedConnection);
    };
    QCOMPARE(nameAfter(post), QStringLiteral("lambda in TstQueuedCalls::functor()"));
}

void TstQueuedCalls::functorWithCaptures()
{
    // What it captured differs from call to call; the name is one.
    for (qint64 i = 0; i < 3; ++i) {
        const auto post = [this, i] {
            QMetaObject::invokeMethod(
                &m_receiver, [i] { QTest::qSleep(blocked.count() + static_cast<int>(i)); },
                Qt::QueuedConnection);
        };
        QCOMPARE(nameAfter(post), QStringLiteral("lambda in TstQueuedCalls::functorWithCaptures()"));
    }
}

void TstQueuedCalls::functionWithoutClass()
{
    connect(&m_receiver, &Receiver::done, &m_receiver, freeFunction, Qt::QueuedConnection);
    QCOMPARE(nameAfter([this] { Q_EMIT m_receiver.done(); }),
             QStringLiteral("freeFunction() ← Receiver::done()"));
}

void TstQueuedCalls::sliceHasTheName()
{
    connect(&m_receiver, &Receiver::changed, &m_receiver, &Receiver::slot, Qt::QueuedConnection);
    const Testing::Recording recording;
    nameAfter([this] { Q_EMIT m_receiver.changed(1); });
    nameAfter([this] { Q_EMIT m_receiver.changed(2); }); // by now the name is known
    const auto slices = recording->slices(m_watch->track());
    QVERIFY(std::ranges::any_of(slices, [&](const Trace::Slice &slice) {
        return recording->name(slice.name) == QLatin1String("Receiver::slot()");
    }));
}

void TstQueuedCalls::otherEventsKeepTheirs()
{
    QTimer timer;
    timer.setSingleShot(true);
    connect(&timer, &QTimer::timeout, &m_receiver, &Receiver::plainMember);
    QCOMPARE(nameAfter([&timer] { timer.start(1); }), QStringLiteral("QTimer (Timer)"));
}

LOOPSCOPE_TEST_MAIN(TstQueuedCalls)

#include "tst_queuedcalls.moc"
