#include "core/async/tracked.h"
#include "core/exec/asyncfile.h"
#include "core/exec/execerror.h"
#include "tests/core/exec/awaited.h"
#include "tests/support/stricttest.h"

#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Exec;
using Testing::Awaited;
using Testing::keepTask;
using Mode = DiskFile::Mode;

class TstAsyncFile : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsWhatWasWritten();
    void runsInThePoolAndGoesOnInItsThread();
    void operationsKeepTheirOrder();
    void flushIsAFence();
    void readsRunSideBySide();
    void missingFolderIsNamed();
    void removedFileIsNamed();
    void fileThatIsThereIsNotOverwritten();
    void fullDiskIsSaid();
    void endOfFileIsSaid();
    void hugeReadAsksForNoMemory();
    void operationOnAClosedFileFails();
    void cancelledOperationsThrow();
    void droppedPagesLeaveMemory();

private:
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    QTemporaryDir m_folder{QDir::currentPath() + QStringLiteral("/asyncfile-XXXXXX")};
};

namespace {

QCoro::Task<> writeAll(AsyncFile *file, QString path, QByteArray data)
{
    co_await Async::tracked(file->open(path, Mode::Create));
    co_await Async::tracked(file->write(0, data));
    co_await Async::tracked(file->flush());
    co_await Async::tracked(file->close());
}

QCoro::Task<> readPart(AsyncFile *file, qint64 offset, qint64 size, QByteArray *out,
                       QThread **thread = nullptr)
{
    *out = co_await Async::tracked(file->read(offset, size));
    if (thread)
        *thread = QThread::currentThread();
}

} // namespace

void TstAsyncFile::init()
{
    StrictTest::init();
    QVERIFY(m_folder.isValid());
}

void TstAsyncFile::readsWhatWasWritten()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> written;
    const auto write = keepTask(&written, writeAll(&file, path("plain"), "what was written"));
    QTRY_VERIFY(written.finished);
    QVERIFY(written.value);
    Awaited<bool> opened;
    const auto open = keepTask(&opened, file.open(path("plain"), Mode::Existing));
    Awaited<bool> finished;
    QByteArray data;
    const auto read = keepTask(&finished, readPart(&file, 5, 3, &data));
    QTRY_VERIFY(finished.finished);
    QCOMPARE(data, "was");
    QFile onDisk(path("plain"));
    QVERIFY(onDisk.open(QIODevice::ReadOnly));
    QCOMPARE(onDisk.readAll(), "what was written");
    QVERIFY(!(onDisk.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
}

void TstAsyncFile::runsInThePoolAndGoesOnInItsThread()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> written;
    const auto write = keepTask(&written, writeAll(&file, path("threads"), "some bytes"));
    QVERIFY(!written.finished); // nothing of it was done here
    QTRY_VERIFY(written.finished);
    QCOMPARE(executor.stats().completed, 4);
    Awaited<bool> opened;
    const auto open = keepTask(&opened, file.open(path("threads"), Mode::Existing));
    Awaited<bool> finished;
    QByteArray data;
    QThread *thread = nullptr;
    const auto read = keepTask(&finished, readPart(&file, 0, 4, &data, &thread));
    QTRY_VERIFY(finished.finished);
    QCOMPARE(thread, QThread::currentThread());
}

void TstAsyncFile::operationsKeepTheirOrder()
{
    constexpr int count = 200;
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 4});
    AsyncFile file(executor);
    Awaited<bool> opened;
    std::vector<QCoro::Task<>> tasks;
    tasks.push_back(keepTask(&opened, file.open(path("order"), Mode::Create)));
    std::vector<Awaited<bool>> all(2 * count);
    // Nobody awaits one before the next: each flush is a fence between the writes to the same place.
    for (int i = 0; i < count; ++i) {
        tasks.push_back(keepTask(&all[2 * i], file.write(0, QByteArray::number(i + 1000))));
        tasks.push_back(keepTask(&all[2 * i + 1], file.flush()));
    }
    Awaited<bool> closed;
    tasks.push_back(keepTask(&closed, file.close()));
    QVERIFY(Testing::runLoopUntil([&] { return closed.finished; }));
    QVERIFY(allFinished(all));
    for (const auto &each : all)
        QVERIFY2(each.value, qPrintable(each.text));
    QFile onDisk(path("order"));
    QVERIFY(onDisk.open(QIODevice::ReadOnly));
    QCOMPARE(onDisk.readAll(), "1199");
}

void TstAsyncFile::flushIsAFence()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 4});
    AsyncFile file(executor);
    Awaited<bool> opened;
    const auto open = keepTask(&opened, file.open(path("fence"), Mode::Create));
    QTRY_VERIFY(opened.finished);
    std::vector<Awaited<bool>> all(4);
    std::vector<QCoro::Task<>> tasks;
    tasks.push_back(keepTask(&all[0], file.write(0, "a")));
    tasks.push_back(keepTask(&all[1], file.write(1, "b")));
    tasks.push_back(keepTask(&all[2], file.flush()));
    tasks.push_back(keepTask(&all[3], file.write(2, "c")));
    QCOMPARE(executor.stats().submitted, 3); // open and two writes: the pool has nothing from the flush on
    QTRY_VERIFY(all[2].finished);
    QVERIFY(all[0].finished && all[1].finished);
    QTRY_VERIFY(all[3].finished);
    QCOMPARE(executor.stats().submitted, 5);
}

void TstAsyncFile::readsRunSideBySide()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    AsyncFile file(executor);
    Awaited<bool> written;
    const auto write = keepTask(&written, writeAll(&file, path("side"), QByteArray(100, 'x')));
    QTRY_VERIFY(written.finished);
    Awaited<bool> opened;
    const auto open = keepTask(&opened, file.open(path("side"), Mode::Existing));
    QTRY_VERIFY(opened.finished);
    std::vector<Awaited<bool>> all(10);
    std::vector<QByteArray> data(10);
    std::vector<QCoro::Task<>> tasks;
    for (int i = 0; i < 10; ++i)
        tasks.push_back(keepTask(&all[i], readPart(&file, i, 1, &data[i])));
    QCOMPARE(executor.stats().submitted, 15); // all are with the pool, none waits for another
    QTRY_VERIFY(allFinished(all));
}

void TstAsyncFile::missingFolderIsNamed()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> out;
    const QString missing = path("nowhere/at/all");
    const auto task = keepTask(&out, file.open(missing, Mode::Create));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::FileMissing);
    QVERIFY2(out.text.contains(missing), qPrintable(out.text));
}

void TstAsyncFile::removedFileIsNamed()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> written;
    const auto write = keepTask(&written, writeAll(&file, path("removed"), "bytes"));
    QTRY_VERIFY(written.finished);
    QVERIFY(QFile::remove(path("removed")));
    Awaited<bool> out;
    const auto task = keepTask(&out, file.open(path("removed"), Mode::Existing));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::FileMissing);
    QVERIFY2(out.text.contains(path("removed")), qPrintable(out.text));
}

void TstAsyncFile::fileThatIsThereIsNotOverwritten()
{
    QFile there(path("there"));
    QVERIFY(there.open(QIODevice::WriteOnly));
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> out;
    const auto task = keepTask(&out, file.open(path("there"), Mode::Create));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::FileFailed);
}

void TstAsyncFile::fullDiskIsSaid()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> opened;
    Awaited<bool> out;
    const auto open = keepTask(&opened, file.open(QStringLiteral("/dev/full"), Mode::Existing));
    const auto write = keepTask(&out, file.write(0, "bytes"));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::FileTooLarge);
    QVERIFY2(out.text.contains(QLatin1String("/dev/full")) &&
                 out.text.contains(QLatin1String("No space left")),
             qPrintable(out.text));
}

void TstAsyncFile::endOfFileIsSaid()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    Awaited<bool> written;
    const auto write = keepTask(&written, writeAll(&file, path("short"), "four"));
    Awaited<bool> opened;
    QTRY_VERIFY(written.finished);
    const auto open = keepTask(&opened, file.open(path("short"), Mode::Existing));
    Awaited<bool> out;
    QByteArray data;
    const auto read = keepTask(&out, readPart(&file, 2, 3, &data));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::FileFailed);
    QVERIFY2(out.text.contains(QLatin1String("3 bytes at byte 2")), qPrintable(out.text));
}

void TstAsyncFile::hugeReadAsksForNoMemory()
{
    DiskFile file;
    file.open(path("huge"), Mode::Create);
    for (const qint64 size : {qint64{1} << 62, std::numeric_limits<qint64>::max(), qint64{-1}})
        QVERIFY_THROWS_EXCEPTION(ExecException, file.read(1, size));
}

void TstAsyncFile::operationOnAClosedFileFails()
{
    ThreadExecutor executor(QStringLiteral("test"));
    AsyncFile file(executor);
    std::vector<Awaited<bool>> all(3);
    QByteArray data;
    std::vector<QCoro::Task<>> tasks;
    tasks.push_back(keepTask(&all[0], file.write(0, "bytes")));
    tasks.push_back(keepTask(&all[1], readPart(&file, 0, 1, &data)));
    tasks.push_back(keepTask(&all[2], file.flush()));
    QTRY_VERIFY(allFinished(all));
    for (const auto &each : all)
        QCOMPARE(each.error, Error::FileFailed);
}

void TstAsyncFile::cancelledOperationsThrow()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    AsyncFile file(executor);
    Awaited<bool> opened;
    std::vector<QCoro::Task<>> tasks;
    tasks.push_back(keepTask(&opened, file.open(path("cancelled"), Mode::Create)));
    std::vector<Awaited<bool>> all(20);
    for (auto &each : all)
        tasks.push_back(keepTask(&each, file.flush()));
    file.cancel();
    executor.cancel();
    QTRY_VERIFY(allFinished(all) && opened.finished);
    for (const auto &each : all)
        QVERIFY(each.cancelled);
    QTRY_VERIFY(executor.isIdle());
}

void TstAsyncFile::droppedPagesLeaveMemory()
{
    DiskFile file;
    file.open(path("cold"), Mode::Create);
    file.write(0, QByteArray(1 << 20, 'x'));
    file.flush();
    const double kept = file.dropPages();
    QVERIFY2(kept >= 0 && kept <= 1, qPrintable(QString::number(kept)));
    QCOMPARE(file.read((1 << 20) - 4, 4), "xxxx"); // and comes back from the disk
    // In memory there is nowhere else to put them.
    if (QFileInfo(QStringLiteral("/dev/shm")).isWritable()) {
        const QTemporaryDir memory(QStringLiteral("/dev/shm/asyncfile-XXXXXX"));
        DiskFile inMemory;
        inMemory.open(memory.filePath(QStringLiteral("warm")), Mode::Create);
        inMemory.write(0, QByteArray(1 << 20, 'x'));
        QCOMPARE(inMemory.dropPages(), 1.0);
    }
}

LOOPSCOPE_TEST_MAIN(TstAsyncFile)

#include "tst_asyncfile.moc"
