#include "core/link/attachedprogram.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QThread>

#include <sys/socket.h>

using namespace Loopscope;
using namespace std::chrono_literals;

/// A thread of a program that `loopscope attach` observes.
class TstAttachedThread : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    // As with LOOPSCOPE_DEBUG=1: the program has made the monitor before it is attached to.
    void firstEventIsTimedThoughTheMonitorIsThere()
    {
        const Testing::Recording recording;
        std::array<int, 2> ends{};
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        Link::AttachedProgram::start(ends[0], 10ms, Link::StackForm::Names);

        QThread thread;
        thread.setObjectName(QStringLiteral("late"));
        QObject worker;
        worker.moveToThread(&thread);
        std::atomic<bool> done = false;
        QMetaObject::invokeMethod(&worker, [&done] {
            QThread::msleep(30);
            done = true;
        });
        thread.start();
        QTRY_VERIFY(done);
        QObject::connect(&thread, &QThread::finished, &worker, [&worker] { worker.moveToThread(nullptr); });
        thread.quit();
        QVERIFY(thread.wait(10'000));
        QVERIFY(recording.flush());

        Trace::TrackId track = 0;
        for (const auto &batch : recording->batches()) {
            for (const Trace::Track &each : batch->tracks)
                track = each.name == QLatin1String("late") ? each.id : track;
        }
        QVERIFY(track != 0);
        const auto slices = recording->slices(track);
        QVERIFY2(std::ranges::any_of(slices, [](const auto &slice) { return slice.duration >= 30ms; }),
                 qPrintable(QStringLiteral("%1 slices").arg(slices.size())));
    }
};

LOOPSCOPE_TEST_MAIN(TstAttachedThread)
#include "tst_attachedthread.moc"
