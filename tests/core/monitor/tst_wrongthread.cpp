#include "core/link/assertownloop.h"
#include "core/monitor/qtwarningwatch.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QThread>
#include <QTimer>

using namespace Loopscope;
using namespace std::chrono_literals;
using Trace::WrongThreadKind;
using Trace::WrongThreadUse;

namespace {

const QString otherName = QStringLiteral("Foreign loop");
const QString ownName = QStringLiteral("Own loop");

/// A second loop that is observed, with an object to run functions in.
class ObservedThread
{
public:
    ObservedThread()
    {
        receiver.moveToThread(&thread);
        thread.start();
        watch = Monitor::Monitor::instance().attach(&thread, {otherName, Trace::LoopRole::Server, 10s, 50ms});
    }
    ~ObservedThread()
    {
        thread.quit();
        thread.wait();
    }

    void run(const std::function<void()> &function)
    {
        std::atomic<bool> done{false};
        QMetaObject::invokeMethod(&receiver, [&] {
            function();
            done.store(true);
        });
        QTRY_VERIFY_WITH_TIMEOUT(done.load(), 20'000);
    }

    QThread thread;
    QObject receiver;
    std::unique_ptr<Monitor::LoopWatch> watch;
};

std::vector<WrongThreadUse> usesIn(const Testing::Recording &recording)
{
    std::map<Trace::StallId, WrongThreadUse> latest;
    for (const auto &batch : recording->batches()) {
        for (const WrongThreadUse &use : batch->wrongThreadUses)
            latest[use.id] = use;
    }
    std::vector<WrongThreadUse> uses;
    for (const auto &[id, use] : latest)
        uses.push_back(use);
    return uses;
}

} // namespace

class TstWrongThread : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void eventForAnObjectOfAnotherThreadIsSeen();
    void eventsOfTheOwnThreadAreNot();
    void warningOfQtIsSeenWithItsCaller();
    void warningIsPassedOnAndNotSeenWithoutAWatch();
    void assertionNamesObjectThreadsAndLine();
    void assertionInTheOwnThreadIsSilent();
    void sameUseIsCountedNotRepeated();

private:
    std::unique_ptr<ObservedThread> m_other;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::unique_ptr<QTimer> m_timer;
};

void TstWrongThread::init()
{
    StrictTest::init();
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(),
                                                  {ownName, Trace::LoopRole::Subject, 10s, 50ms});
    m_other = std::make_unique<ObservedThread>();
    m_timer = std::make_unique<QTimer>();
    m_other->run([] {});
}

void TstWrongThread::cleanup()
{
    m_other.reset();
    m_watch.reset();
}

void TstWrongThread::eventForAnObjectOfAnotherThreadIsSeen()
{
    const Testing::Recording recording;
    int line = 0;
    m_other->run([this, &line] {
        QEvent event(QEvent::User);
        line = __LINE__ + 1;
        QCoreApplication::sendEvent(m_timer.get(), &event);
    });
    QVERIFY(recording.flush());
    const auto uses = usesIn(recording);
    QCOMPARE(uses.size(), std::size_t{1});
    QCOMPARE(uses[0].kind, WrongThreadKind::Delivery);
    QVERIFY2(uses[0].object.startsWith(QLatin1String("QTimer")), qPrintable(uses[0].object));
    QCOMPARE(uses[0].ownThread, ownName);
    QCOMPARE(uses[0].actualThread, otherName);
    QCOMPARE(uses[0].track, m_other->watch->track());
    QCOMPARE(uses[0].where().toString(),
             QStringLiteral("tests/core/monitor/tst_wrongthread.cpp:%1").arg(line));
}

void TstWrongThread::eventsOfTheOwnThreadAreNot()
{
    const Testing::Recording recording;
    bool posted = false;
    QMetaObject::invokeMethod(
        this, [&posted] { posted = true; }, Qt::QueuedConnection);
    QEvent event(QEvent::User);
    QCoreApplication::sendEvent(m_timer.get(), &event);
    QTRY_VERIFY(posted);
    m_other->run([] {});
    QVERIFY(recording.flush());
    QVERIFY(usesIn(recording).empty());
}

void TstWrongThread::warningOfQtIsSeenWithItsCaller()
{
    const Testing::Recording recording;
    const Monitor::QtWarningWatch watching;
    const char *warning = "QObject::startTimer: Timers cannot be started from another thread";
    QTest::ignoreMessage(QtWarningMsg, warning);
    int line = 0;
    m_other->run([this, &line] {
        line = __LINE__ + 1;
        m_timer->start(3600000);
    });
    QVERIFY(recording.flush());
    const auto uses = usesIn(recording);
    QCOMPARE(uses.size(), std::size_t{1});
    QCOMPARE(uses[0].kind, WrongThreadKind::QtWarning);
    QCOMPARE(uses[0].object, QString::fromLatin1(warning));
    QCOMPARE(uses[0].actualThread, otherName);
    QCOMPARE(uses[0].where().toString(),
             QStringLiteral("tests/core/monitor/tst_wrongthread.cpp:%1").arg(line));
}

void TstWrongThread::warningIsPassedOnAndNotSeenWithoutAWatch()
{
    const Testing::Recording recording;
    {
        const Monitor::QtWarningWatch watching;
    }
    QTest::ignoreMessage(QtWarningMsg, "QObject::startTimer: Timers cannot be started from another thread");
    m_other->run([this] { m_timer->start(3600000); });
    QVERIFY(recording.flush());
    QVERIFY(usesIn(recording).empty());
}

void TstWrongThread::assertionNamesObjectThreadsAndLine()
{
    const Testing::Recording recording;
    int line = 0;
    m_other->run([this, &line] {
        line = __LINE__ + 1;
        LOOPSCOPE_ASSERT_OWN_LOOP(m_timer.get());
    });
    QVERIFY(recording.flush());
    const auto uses = usesIn(recording);
    QCOMPARE(uses.size(), std::size_t{1});
    QCOMPARE(uses[0].toString(), QStringLiteral("QTimer, which belongs to %1, was used in %2 at "
                                                "tests/core/monitor/tst_wrongthread.cpp:%3")
                                     .arg(ownName, otherName)
                                     .arg(line));
}

void TstWrongThread::assertionInTheOwnThreadIsSilent()
{
    const Testing::Recording recording;
    QVERIFY(Link::isInOwnLoop(m_timer.get()));
    QVERIFY(recording.flush());
    QVERIFY(usesIn(recording).empty());
}

void TstWrongThread::sameUseIsCountedNotRepeated()
{
    const Testing::Recording recording;
    m_other->run([this] {
        for (int i = 0; i < 50; ++i)
            LOOPSCOPE_ASSERT_OWN_LOOP(m_timer.get());
    });
    QVERIFY(recording.flush());
    const auto uses = usesIn(recording);
    QCOMPARE(uses.size(), std::size_t{1});
    QCOMPARE(uses[0].count, 50U);
}

LOOPSCOPE_TEST_MAIN(TstWrongThread)

#include "tst_wrongthread.moc"
