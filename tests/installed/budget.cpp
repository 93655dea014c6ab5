// A loop-latency budget in a test: one that is kept and one that is not.
#include <QThread>
#include <QTimer>
#include <QtTest>

#include <loopscope/testing.h>

class Budget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isKept()
    {
        LOOPSCOPE_VERIFY_LATENCY_BELOW(1000);
        bool done = false;
        QTimer::singleShot(5, [&done] { done = true; });
        QTRY_VERIFY(done);
        QThread::msleep(20); // not in the loop
    }

    void codeBetweenLoopsIsNoCallback()
    {
        LOOPSCOPE_VERIFY_LATENCY_BELOW(100);
        for (int i = 0; i < 2; ++i) {
            QEventLoop loop;
            QTimer::singleShot(5, &loop, &QEventLoop::quit);
            loop.exec();
            QThread::msleep(300);
        }
    }

    void isBroken()
    {
        LOOPSCOPE_VERIFY_LATENCY_BELOW(40);
        bool done = false;
        QTimer::singleShot(5, [&done] { parse(&done); });
        QTRY_VERIFY(done);
    }

private:
    __attribute__((noinline)) static void parse(bool *done)
    {
        QThread::msleep(80); // budget: the stall
        *done = true;
    }
};

QTEST_GUILESS_MAIN(Budget)

#include "budget.moc"
