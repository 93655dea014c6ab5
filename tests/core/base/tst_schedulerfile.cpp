#include "core/base/schedulerfile.h"
#include "tests/support/stricttest.h"

#include <QDir>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <optional>
#include <thread>

using namespace Loopscope::Base;
using namespace std::chrono_literals;

namespace {

Duration cpuTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return Duration(time.tv_sec * 1'000'000'000 + time.tv_nsec);
}

void compute(Duration length)
{
    for (const Duration end = cpuTime() + length; cpuTime() < end;) {
    }
}

/// Descriptors of this process that are such files.
std::vector<int> openFiles()
{
    std::vector<int> found;
    for (const QString &name : QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System)) {
        if (QFileInfo(QStringLiteral("/proc/self/fd/") + name).symLinkTarget().endsWith(u"/schedstat"))
            found.push_back(name.toInt());
    }
    return found;
}

/// What a forked child makes of a file that its parent has open: exit status 0 if it is as it should be.
template <typename Check>
int inForkedChild(Check check)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(check() ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

} // namespace

class TstSchedulerFile : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!SchedulerFile().read())
            QSKIP("This kernel keeps no such figures.");
    }

    void timeOfThisThreadGoesOn()
    {
        SchedulerFile file;
        const auto before = file.read();
        compute(30ms);
        const auto after = file.read();
        QVERIFY(before && after);
        QVERIFY(after->onCpu - before->onCpu >= 15ms); // as of the last tick
        QVERIFY(after->waitingForCpu >= before->waitingForCpu);
    }

    void threadThatEndedHasNone()
    {
        std::atomic<pid_t> tid = 0;
        std::atomic<bool> mayEnd = false;
        std::thread thread([&] {
            tid = ::gettid();
            while (!mayEnd)
                std::this_thread::sleep_for(1ms);
        });
        QTRY_VERIFY(tid != 0);
        const std::size_t before = openFiles().size();
        std::optional<SchedulerFile> file(std::in_place, tid.load());
        QVERIFY(file->read());
        QCOMPARE(openFiles().size(), before + 1);
        mayEnd = true;
        thread.join();
        QTRY_VERIFY(!file->read()); // the kernel lets it go a moment later
        file.reset();
        QCOMPARE(openFiles().size(), before);
    }

    void forkedChildHasItsOwnTimes()
    {
        SchedulerFile own;
        compute(50ms);
        QVERIFY(own.read() && own.read()->onCpu >= 30ms);
        QCOMPARE(inForkedChild([&own] {
                     const auto times = own.read();
                     return times && times->onCpu < 30ms;
                 }),
                 0);
        QVERIFY(own.read()->onCpu >= 30ms); // the parent goes on
    }

    void forkedChildHasNoOtherThread()
    {
        SchedulerFile byNumber(::gettid());
        QVERIFY(byNumber.read());
        QCOMPARE(inForkedChild([&byNumber] { return !byNumber.read() && openFiles().empty(); }), 0);
        QVERIFY(byNumber.read());
    }

    // A program may close descriptors that it doesn't know, and open others.
    void descriptorOfTheProgramIsLeftAlone()
    {
        std::optional<SchedulerFile> file(std::in_place);
        const std::vector<int> open = openFiles();
        QCOMPARE(open.size(), 1U);
        const int number = open.front();
        QCOMPARE(::close(number), 0);
        const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (null != number) {
            QCOMPARE(::dup3(null, number, O_CLOEXEC), number);
            ::close(null);
        }
        QVERIFY(!file->read());
        file.reset();
        QVERIFY(::fcntl(number, F_GETFD) >= 0);
        ::close(number);
    }
};

LOOPSCOPE_TEST_MAIN(TstSchedulerFile)
#include "tst_schedulerfile.moc"
