#include "core/record/perfettowriter.h"
#include "core/record/tracereader.h"
#include "tests/core/record/tracechecker.h"
#include "tests/support/stricttest.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

using namespace Loopscope;
using namespace std::chrono_literals;
using Record::PerfettoWriter;
using Record::RecordError;
using Testing::TraceChecker;

namespace {

constexpr std::size_t longestSlicePacket = 512; // bytes; most have 15
constexpr char recordingProcess[] = "LOOPSCOPE_TEST_RECORD_TO";

// A batch with `count` slices of a track, 1 ms apart, that begin `offset` slices after the start.
Trace::BatchPtr sliceBatch(int count, int offset = 0)
{
    static const Base::SteadyTime start = Base::now();
    auto batch = std::make_shared<Trace::Batch>();
    if (offset == 0) {
        batch->tracks = {
            {1, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop"), 0, 4711}};
        batch->names = {{1, QStringLiteral("QTimer timeout")}, {2, QStringLiteral("Worker::step()")}};
    }
    for (int i = 0; i < count; ++i) {
        Trace::Slice slice;
        slice.track = 1;
        slice.name = i % 2 ? 1 : 2;
        slice.start = start + (offset + i) * 1ms;
        slice.duration = 400us;
        batch->slices.push_back(slice);
    }
    batch->until = start + (offset + count) * 1ms;
    return batch;
}

std::string contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::size_t readSlices(const QString &path)
{
    std::size_t count = 0;
    const auto add = [&count](const Trace::BatchPtr &batch) { count += batch->slices.size(); };
    return Record::TraceReader::readFile(path, add).error == Record::ReadError::None ? count : 0;
}

} // namespace

#ifdef LOOPSCOPE_SANITIZE_THREAD
// QProcess starts programs by vfork, which the thread sanitizer takes for a fork of this process.
extern "C" Q_DECL_EXPORT const char *__tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

class TstPerfettoWriter : public Testing::StrictTest
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString newPath() const
    {
        return m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) +
                                 QStringLiteral(".perfetto-trace"));
    }

private Q_SLOTS:
    // In the process that killedProgramLeavesWholePackets starts: records until it is killed.
    void initTestCase()
    {
        const QString path = qEnvironmentVariable(recordingProcess);
        if (path.isEmpty())
            return;
        PerfettoWriter writer;
        QCOMPARE(writer.open(path), RecordError::None);
        for (int i = 0;; ++i) {
            writer.consume(sliceBatch(20, i * 20));
            ::usleep(1000);
        }
    }

    void recordingIsReadToItsEnd()
    {
        const QString path = newPath();
        std::atomic<int> ended{0};
        Record::RunDescription run;
        run.scenario = QStringLiteral("slow-callback");
        PerfettoWriter writer(run);
        QCOMPARE(writer.open(path, [&](RecordError error) { ended += error == RecordError::None ? 1 : 100; }),
                 RecordError::None);
        constexpr int batches = 50;
        constexpr int perBatch = 200;
        for (int i = 0; i < batches; ++i)
            writer.consume(sliceBatch(perBatch, i * perBatch));
        writer.finish(QStringLiteral("It was slow."));
        QTRY_VERIFY(writer.isFinished());
        QTRY_COMPARE(ended, 1);
        const std::string bytes = contents(path);
        QCOMPARE(writer.bytesWritten(), static_cast<qint64>(bytes.size()));
        QCOMPARE(writer.leftOut(), 0U);
        TraceChecker trace(bytes);
        trace.checkAllTracks();
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(trace.slices(trace.track(QStringLiteral("Loop"))).size(), std::size_t{batches * perBatch});
        const double perSlice = static_cast<double>(bytes.size()) / (batches * perBatch);
        qInfo("%.1f bytes per slice in the file", perSlice);
        QVERIFY(perSlice <= 40.0);

        QProcess protoc;
        protoc.setStandardInputFile(path);
        protoc.start(QStringLiteral(LOOPSCOPE_PROTOC), {QStringLiteral("--decode_raw")});
        QVERIFY(protoc.waitForFinished());
        QCOMPARE(protoc.exitCode(), 0);
        QVERIFY(protoc.readAllStandardOutput().contains("It was slow."));
    }

    void everythingIsInTheFileWithoutFinishing()
    {
        const QString path = newPath();
        PerfettoWriter writer;
        QCOMPARE(writer.open(path), RecordError::None);
        QVERIFY(QFile(path).size() > 0); // the header, before anything happens
        writer.consume(sliceBatch(10));
        const auto slicesInFile = [&] {
            TraceChecker trace(contents(path));
            return trace.tracks.size() > 2 ? trace.slices(trace.track(QStringLiteral("Loop"))).size() : 0;
        };
        QTRY_COMPARE(slicesInFile(), 10U);
    }

    void killedProgramLeavesWholePackets()
    {
        const QString path = newPath();
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QString::fromLatin1(recordingProcess), path);
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), QStringList());
        QTRY_VERIFY_WITH_TIMEOUT(QFile(path).size() > 100'000, 30'000);
        child.kill();
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        const std::string bytes = contents(path);
        // The kernel may cut the last write where the signal found it: at most one packet is not whole.
        const std::size_t whole = TraceChecker(bytes).wholeBytes;
        QVERIFY(whole > 100'000 && bytes.size() - whole < longestSlicePacket);
        TraceChecker trace(bytes.substr(0, whole));
        QCOMPARE(trace.errors, QStringList());
        const std::size_t slices = trace.slices(trace.track(QStringLiteral("Loop"))).size();
        const std::size_t read = readSlices(path);
        QVERIFY2(read == slices || read + 1 == slices, // the one whose end was cut off
                 qPrintable(QStringLiteral("%1 read, %2 in the file").arg(read).arg(slices)));
    }

    void badPathIsToldBeforeTheRun()
    {
        PerfettoWriter missing;
        QCOMPARE(missing.open(m_folder.filePath(QStringLiteral("none/x"))), RecordError::FolderMissing);
        QVERIFY(missing.isFinished());
        missing.consume(sliceBatch(10));
        missing.finish();
        PerfettoWriter folder;
        QCOMPARE(folder.open(m_folder.path()), RecordError::IsAFolder);
        PerfettoWriter full;
        QCOMPARE(full.open(QStringLiteral("/dev/full")), RecordError::DiskFull);
        QCOMPARE(full.error(), RecordError::DiskFull);
        QVERIFY(QFile::exists(QStringLiteral("/dev/full")));
    }

    void runThatNeverStartedLeavesNoFile()
    {
        const QString path = newPath();
        PerfettoWriter writer;
        QCOMPARE(writer.open(path), RecordError::None);
        QVERIFY(QFile::exists(path));
        writer.remove();
        QVERIFY(!QFile::exists(path));
        QVERIFY(writer.isFinished());
    }

    void slowDiskLeavesOutEventsAndSaysSo()
    {
        const QString path = newPath();
        // The thread sleeps for long, as a disk that does not answer would make it.
        PerfettoWriter writer({}, {.queuedEvents = 100, .flushInterval = 1h});
        QCOMPARE(writer.open(path), RecordError::None);
        writer.consume(sliceBatch(20));
        auto tooMuch = std::make_shared<Trace::Batch>(*sliceBatch(90, 20));
        tooMuch->slices[0].counts = false;
        tooMuch->phases = {{Trace::Phase::Work, tooMuch->slices[0].start}};
        tooMuch->summaries = {{1, 1, tooMuch->until, 500, 1ms, 1us}};
        writer.consume(tooMuch);
        QCOMPARE(writer.leftOut(), 590U);
        writer.finish();
        QTRY_VERIFY(writer.isFinished());
        TraceChecker trace(contents(path));
        trace.checkAllTracks();
        QCOMPARE(trace.slices(trace.track(QStringLiteral("Loop"))).size(), 20U);
        QCOMPARE(trace.slices(trace.track(QStringLiteral("Run"))).at(0).name, QStringLiteral("work"));
        QCOMPARE(trace.eventsOf(trace.track(QStringLiteral("Dispatches left out by the recorder")), 4)
                     .back()
                     .value,
                 589.0);
        QCOMPARE(
            trace.eventsOf(trace.track(QStringLiteral("Samples left out by the recorder")), 4).back().value,
            1.0);
        QCOMPARE(trace.errors, QStringList());
    }

    void endlessFileStopsWithAReasonAndKeepsWhatItHas()
    {
        const QString path = newPath();
        std::atomic<RecordError> told{RecordError::None};
        constexpr rlim_t limitBytes = 50'000;
        rlimit former{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &former), 0);
        const auto formerHandler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{limitBytes, former.rlim_max};
        PerfettoWriter writer;
        QCOMPARE(writer.open(path, [&](RecordError error) { told = error; }), RecordError::None);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
        for (int i = 0; i < 100; ++i)
            writer.consume(sliceBatch(100, i * 100));
        const bool ended = QTest::qWaitFor([&] { return writer.isFinished(); }, 30'000);
        ::setrlimit(RLIMIT_FSIZE, &former);
        std::signal(SIGXFSZ, formerHandler);
        QVERIFY(ended);
        QTRY_COMPARE(told.load(), RecordError::FileTooLarge);
        QCOMPARE(writer.error(), RecordError::FileTooLarge);
        writer.consume(sliceBatch(10, 20'000)); // is ignored
        const std::string bytes = contents(path);
        QCOMPARE(writer.bytesWritten(), static_cast<qint64>(bytes.size()));
        QVERIFY(bytes.size() > limitBytes - 1000);
        TraceChecker trace(bytes);
        QCOMPARE(trace.wholeBytes, bytes.size());
        QCOMPARE(trace.errors, QStringList());
    }

    void destructorWritesWhatIsQueued()
    {
        const QString path = newPath();
        {
            PerfettoWriter writer({}, {.flushInterval = 1h});
            QCOMPARE(writer.open(path), RecordError::None);
            writer.consume(sliceBatch(500));
        }
        TraceChecker trace(contents(path));
        QCOMPARE(trace.slices(trace.track(QStringLiteral("Loop"))).size(), 500U);
        QCOMPARE(trace.errors, QStringList());
    }

    void costIsMeasured()
    {
        PerfettoWriter writer;
        QCOMPARE(writer.coreFraction(), 0.0);
        QCOMPARE(writer.open(newPath()), RecordError::None);
        writer.consume(sliceBatch(20'000));
        writer.finish();
        QTRY_VERIFY(writer.isFinished());
        QVERIFY(writer.cpuTime() > 0ns);
        QVERIFY(writer.coreFraction() > 0.0);
        QVERIFY(writer.coreFraction() < 1.5);
    }
};

LOOPSCOPE_TEST_MAIN(TstPerfettoWriter)
#include "tst_perfettowriter.moc"
