#include "core/monitor/callorigin.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;

/// Sends; also a class whose signals are mostly those of its base.
class Source : public QObject
{
    Q_OBJECT

Q_SIGNALS:
    void changed(int value);
    void done();
};

class DerivedSource : public Source
{
    Q_OBJECT

Q_SIGNALS:
    void more(const QString &text = {});
};

/// Has no meta object of its own.
class PlainSource : public Source
{};

class Sink : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void block() { QTest::qSleep(25); }
};

class TstCallOrigin : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void signalAndNameOfTheSender();
    void senderWithoutName();
    void inheritedSignalNamesTheSendersClass();
    void classWithoutMetaObjectIsNamedByItsBase();
    void signalWithDefaultArguments();
    void signalOfQt();
    void functorHasItsSignalToo();
    void methodCalledByNameHasNone();
    void signalOfAnotherThread();
    void longNamesAreCut();
    void deletedSenderIsNotTold();
    void disconnectedSenderIsNotTold();
    void deletedSenderWhoseMemoryIsUsedAgain();
    void nonsenseIsNotRead();
    void stallOpenHasItToo();

private:
    QString nameAfter(const std::function<void()> &post);
    void connectTo(Source *source)
    {
        connect(source, &Source::done, &m_sink, &Sink::block, Qt::QueuedConnection);
    }

    Sink m_sink;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
};

void TstCallOrigin::initTestCase()
{
    Monitor::LoopOptions options;
    options.name = QStringLiteral("main");
    options.threshold = 10ms;
    options.isStarted = true;
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    QTRY_VERIFY_WITH_TIMEOUT(Monitor::Monitor::instance().isWarm(), 60000);
}

void TstCallOrigin::cleanup()
{
    QCoreApplication::removePostedEvents(&m_sink);
}

/// The event's name of the stall that comes of what was posted.
QString TstCallOrigin::nameAfter(const std::function<void()> &post)
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

void TstCallOrigin::signalAndNameOfTheSender()
{
    Source source;
    source.setObjectName(QStringLiteral("poll"));
    connectTo(&source);
    QCOMPARE(nameAfter([&] { Q_EMIT source.done(); }),
             QStringLiteral("Sink::block() ← Source::done() of 'poll'"));
}

void TstCallOrigin::senderWithoutName()
{
    Source source;
    connect(&source, SIGNAL(changed(int)), &m_sink, SLOT(block()), Qt::QueuedConnection);
    QCOMPARE(nameAfter([&] { Q_EMIT source.changed(1); }),
             QStringLiteral("Sink::block() ← Source::changed()"));
}

void TstCallOrigin::inheritedSignalNamesTheSendersClass()
{
    DerivedSource source;
    source.setObjectName(QStringLiteral("d"));
    connectTo(&source);
    QCOMPARE(nameAfter([&] { Q_EMIT source.done(); }),
             QStringLiteral("Sink::block() ← Source::done() of DerivedSource 'd'"));
}

void TstCallOrigin::classWithoutMetaObjectIsNamedByItsBase()
{
    PlainSource source;
    connectTo(&source);
    QCOMPARE(nameAfter([&] { Q_EMIT source.done(); }), QStringLiteral("Sink::block() ← Source::done()"));
}

void TstCallOrigin::signalWithDefaultArguments()
{
    DerivedSource source;
    connect(&source, &DerivedSource::more, &m_sink, &Sink::block, Qt::QueuedConnection);
    QCOMPARE(nameAfter([&] { Q_EMIT source.more(); }),
             QStringLiteral("Sink::block() ← DerivedSource::more()"));
}

void TstCallOrigin::signalOfQt()
{
    QTimer timer;
    timer.setObjectName(QStringLiteral("ticks"));
    timer.setSingleShot(true);
    connect(&timer, &QTimer::timeout, &m_sink, &Sink::block, Qt::QueuedConnection);
    QCOMPARE(nameAfter([&] { timer.start(0); }),
             QStringLiteral("Sink::block() ← QTimer::timeout() of 'ticks'"));
}

void TstCallOrigin::functorHasItsSignalToo()
{
    Source source;
    const auto block = [this] { m_sink.block(); };
    connect(&source, &Source::done, &m_sink, block, Qt::QueuedConnection);
    QCOMPARE(nameAfter([&] { Q_EMIT source.done(); }),
             QStringLiteral("lambda in TstCallOrigin::functorHasItsSignalToo() ← Source::done()"));
}

void TstCallOrigin::methodCalledByNameHasNone()
{
    const auto post = [this] { QMetaObject::invokeMethod(&m_sink, "block", Qt::QueuedConnection); };
    QCOMPARE(nameAfter(post), QStringLiteral("Sink::block()"));
}

void TstCallOrigin::signalOfAnotherThread()
{
    QThread thread;
    Source source;
    source.setObjectName(QStringLiteral("worker's"));
    connectTo(&source);
    source.moveToThread(&thread);
    thread.start();
    const auto emitDone = [&source] { Q_EMIT source.done(); };
    const auto post = [&] { QMetaObject::invokeMethod(&source, emitDone, Qt::QueuedConnection); };
    const QString name = nameAfter(post);
    thread.quit();
    QVERIFY(thread.wait(10000));
    QCOMPARE(name, QStringLiteral("Sink::block() ← Source::done() of 'worker's'"));
}

void TstCallOrigin::longNamesAreCut()
{
    Source source;
    source.setObjectName(QString(1000, u'x'));
    connectTo(&source);
    QCOMPARE(nameAfter([&] { Q_EMIT source.done(); }),
             QStringLiteral("Sink::block() ← Source::done() of '%1…'").arg(QString(64, u'x')));
}

void TstCallOrigin::deletedSenderIsNotTold()
{
    const auto post = [this] {
        Source source;
        connectTo(&source);
        Q_EMIT source.done();
    };
    QCOMPARE(nameAfter(post), QStringLiteral("Sink::block()"));
}

void TstCallOrigin::disconnectedSenderIsNotTold()
{
    Source source;
    connectTo(&source);
    const auto post = [&] {
        Q_EMIT source.done();
        source.disconnect();
    };
    QCOMPARE(nameAfter(post), QStringLiteral("Sink::block()"));
}

// Somebody else's name would be worse than none.
void TstCallOrigin::deletedSenderWhoseMemoryIsUsedAgain()
{
    alignas(Source) std::array<std::byte, sizeof(Source)> memory;
    auto *source = new (memory.data()) Source;
    connectTo(source);
    Q_EMIT source->done();
    source->~Source();
    source = new (memory.data()) DerivedSource;
    source->setObjectName(QStringLiteral("another"));
    QCOMPARE(nameAfter([] {}), QStringLiteral("Sink::block()"));
    source->~Source();
}

void TstCallOrigin::nonsenseIsNotRead()
{
    const Source source;
    const auto sender = reinterpret_cast<quint64>(&source);
    const auto receiver = reinterpret_cast<quint64>(&m_sink);
    for (const quint64 address : {quint64{0}, quint64{1}, ~quint64{0}, sender + 8, quint64{0x123456789abc}}) {
        QVERIFY(Monitor::originText({sender, address, 0}).isEmpty());
        QVERIFY(Monitor::originText({address, receiver, 0}).isEmpty());
    }
    QVERIFY(Monitor::originText({sender, receiver, 4711}).isEmpty());
    QVERIFY(Monitor::originText({sender, receiver, -1}).isEmpty());
}

void TstCallOrigin::stallOpenHasItToo()
{
    Source source;
    const Testing::Recording recording;
    std::atomic<bool> isSeen = false;
    const auto look = [&] {
        QElapsedTimer waited;
        waited.start();
        while (!isSeen && waited.elapsed() < 10000) { // blocks until it has been seen from outside
            for (const Trace::Stall &stall : recording->stalls(m_watch->track()))
                isSeen =
                    isSeen || (stall.open && stall.eventName.endsWith(QStringLiteral("← Source::done()")));
            QThread::msleep(1);
        }
    };
    connect(&source, &Source::done, &m_sink, look, Qt::QueuedConnection);
    Q_EMIT source.done();
    QTRY_VERIFY_WITH_TIMEOUT(isSeen, 20000);
    QVERIFY(recording.flush());
}

LOOPSCOPE_TEST_MAIN(TstCallOrigin)

#include "tst_callorigin.moc"
