#include "core/scenario/files/filepieces.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <QTemporaryDir>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

namespace {

// A disk of 2 MiB for this program alone: in a mount namespace of its own, which goes with it.
bool mountSmallDisk(const QByteArray &folder)
{
    const int spaces = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    return ::unshare(spaces) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("small", folder.constData(), "tmpfs", 0, "size=2m") == 0;
}

} // namespace

/// The slide `files`, on real files.
class TstSessionFiles : public CleanTest
{
    Q_OBJECT

public:
    static bool hasSmallDisk;
    static QByteArray smallDisk;

private Q_SLOTS:
    void init();
    void cleanup();
    void piecesCoverTheFile_data();
    void piecesCoverTheFile();
    void onTheLoopTheRoundIsOneStall();
    void poolKeepsTheLoopFree();
    void everySizeIsReadBack_data();
    void everySizeIsReadBack();
    void roundsRepeat();
    void missingFolderFailsTheRun();
    void folderThatIsAFileFailsTheRun();
    void fullDiskFailsTheRun_data();
    void fullDiskFailsTheRun();
    void removedFileFailsTheRun_data();
    void removedFileFailsTheRun();
    void changedFileFailsTheRun();
    void tmpfsIsSaidNotToBeCold();
    void stopInTheMiddleLeavesNothing_data();
    void stopInTheMiddleLeavesNothing();

private:
    QByteArray folder() const { return QFile::encodeName(m_folder->path()); }
    QStringList left() const { return QDir(m_folder->path()).entryList(QDir::Files); }
    QString waitForFile() const;
    void addVariants() const;

    std::unique_ptr<QTemporaryDir> m_folder; // on a disk
};

bool TstSessionFiles::hasSmallDisk = false;
QByteArray TstSessionFiles::smallDisk;

void TstSessionFiles::init()
{
    CleanTest::init();
    m_folder = std::make_unique<QTemporaryDir>(QDir::currentPath() + QStringLiteral("/files-XXXXXX"));
    QVERIFY(m_folder->isValid());
}

void TstSessionFiles::cleanup()
{
    CleanTest::cleanup();
    QCOMPARE(left(), QStringList()); // whatever the end was
}

void TstSessionFiles::addVariants() const
{
    QTest::addColumn<QString>("variantId");
    QTest::newRow("on the loop") << "on-loop";
    QTest::newRow("in the pool") << "thread-pool";
}

QString TstSessionFiles::waitForFile() const
{
    const bool isThere = QTest::qWaitFor([this] { return !left().isEmpty(); }, 20000);
    return isThere ? m_folder->filePath(left().front()) : QString();
}

void TstSessionFiles::piecesCoverTheFile_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("piece");
    QTest::addColumn<qint64>("count");
    QTest::newRow("as on the slide") << (qint64{64} << 20) << (qint64{256} << 10) << qint64{256};
    QTest::newRow("a rest") << qint64{1 << 20} << qint64{300 << 10} << qint64{4};
    QTest::newRow("piece larger than the file") << qint64{1 << 20} << qint64{64 << 20} << qint64{1};
}

void TstSessionFiles::piecesCoverTheFile()
{
    QFETCH(qint64, size);
    QFETCH(qint64, piece);
    QFETCH(qint64, count);
    const Scenario::FilePieces pieces(size, piece);
    QCOMPARE(pieces.count(), count);
    QSet<quint64> sums;
    qint64 covered = 0;
    for (qint64 index = 0; index < count; ++index) {
        QCOMPARE(pieces.offset(index), covered);
        QCOMPARE(pieces.data(index).size(), pieces.size(index));
        sums.insert(Scenario::FilePieces::checksum(pieces.data(index)));
        covered += pieces.size(index);
    }
    QCOMPARE(covered, size);
    QCOMPARE(sums.size(), count); // every piece has data of its own
    QByteArray changed = pieces.data(0);
    changed[changed.size() - 1] = static_cast<char>(changed.back() ^ 1);
    QVERIFY(Scenario::FilePieces::checksum(changed) != Scenario::FilePieces::checksum(pieces.data(0)));
}

void TstSessionFiles::onTheLoopTheRoundIsOneStall()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("files", "on-loop", {{"size_mib", "32"}, {"folder", folder().constData()}}));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QCOMPARE(report->run.workUnits, qint64{64} << 20);
    QCOMPARE(report->run.stalls, 1);
    QVERIFY(report->run.longestStall > report->run.duration * 9 / 10);
}

void TstSessionFiles::poolKeepsTheLoopFree()
{
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("files", "thread-pool", {{"size_mib", "32"}, {"folder", folder().constData()}}));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QCOMPARE(report->run.workUnits, qint64{64} << 20);
    QCOMPARE(report->run.executors.size(), std::size_t{1});
    const Scenario::ExecutorFigures &pool = report->run.executors.front();
    QCOMPARE(pool.maxQueueDepth, 12); // the 16 pieces of 4 MiB on 4 workers
    QCOMPARE(pool.failed, 0);
    QVERIFY(report->run.timeInStalls < report->run.duration / 2);
    QVERIFY2(report->verdict.contains(QLatin1String("MiB/s")), qPrintable(report->verdict));
}

void TstSessionFiles::everySizeIsReadBack_data()
{
    QTest::addColumn<QString>("variantId");
    QTest::addColumn<QByteArray>("chunk");
    for (const char *variantId : {"on-loop", "thread-pool"}) {
        for (const char *chunk : {"1", "300", "5000", "65536"})
            QTest::addRow("%s, %s KiB", variantId, chunk) << variantId << QByteArray(chunk);
    }
}

void TstSessionFiles::everySizeIsReadBack()
{
    QFETCH(QString, variantId);
    QFETCH(QByteArray, chunk);
    Session::Session session;
    const auto report = runToEnd(
        &session,
        plan("files", variantId,
             {{"size_mib", "11"}, {"chunk_kib", chunk.constData()}, {"folder", folder().constData()}}));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QCOMPARE(report->run.workUnits, qint64{22} << 20);
}

void TstSessionFiles::roundsRepeat()
{
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("files", "thread-pool", {{"size_mib", "1"}, {"folder", folder().constData()}}, 0.3));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QVERIFY(report->run.rounds > 1);
    QCOMPARE(report->run.workUnits, (qint64{2} << 20) * report->run.rounds);
}

void TstSessionFiles::missingFolderFailsTheRun()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("files", "thread-pool", {{"folder", "/nowhere/at/all"}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("/nowhere/at/all")) &&
                 report->failure.contains(QLatin1String("--set folder")),
             qPrintable(report->failure));
}

void TstSessionFiles::folderThatIsAFileFailsTheRun()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("files", "on-loop", {{"folder", "/proc/self/exe"}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("/proc/self/exe")), qPrintable(report->failure));
}

void TstSessionFiles::fullDiskFailsTheRun_data()
{
    addVariants();
}

void TstSessionFiles::fullDiskFailsTheRun()
{
    if (!hasSmallDisk)
        QSKIP("a small disk cannot be mounted here");
    QFETCH(QString, variantId);
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("files", variantId, {{"size_mib", "8"}, {"folder", smallDisk.constData()}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("No space left")) &&
                 report->failure.contains(QLatin1String(smallDisk)),
             qPrintable(report->failure));
    QCOMPARE(QDir(QFile::decodeName(smallDisk)).entryList(QDir::Files), QStringList());
}

void TstSessionFiles::removedFileFailsTheRun_data()
{
    addVariants();
}

void TstSessionFiles::removedFileFailsTheRun()
{
    QFETCH(QString, variantId);
    Session::Session session;
    auto endless = plan("files", variantId, {{"size_mib", "16"}, {"folder", folder().constData()}});
    endless.repeat = true;
    session.start(endless);
    const QString path = waitForFile();
    QVERIFY(QFile::remove(path));
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 30000);
    QVERIFY(session.report()->failed);
    QVERIFY2(session.report()->failure.contains(path) &&
                 session.report()->failure.contains(QLatin1String("removed")),
             qPrintable(session.report()->failure));
}

void TstSessionFiles::changedFileFailsTheRun()
{
    Session::Session session;
    auto endless = plan("files", "thread-pool", {{"size_mib", "4"}, {"folder", folder().constData()}});
    endless.repeat = true;
    session.start(endless);
    QFile file(waitForFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    // Somebody else writes into it, until that falls between a writing and a reading.
    QTRY_VERIFY_WITH_TIMEOUT((file.seek(1000), file.write("not yours"), file.flush(), hasEnded(session)),
                             30000);
    QVERIFY(session.report()->failed);
    QVERIFY2(session.report()->failure.contains(QLatin1String("other bytes")),
             qPrintable(session.report()->failure));
}

void TstSessionFiles::tmpfsIsSaidNotToBeCold()
{
    if (!hasSmallDisk)
        QSKIP("a tmpfs cannot be mounted here");
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("files", "thread-pool", {{"size_mib", "1"}, {"folder", smallDisk.constData()}}));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QVERIFY2(report->verdict.contains(QLatin1String("Nothing was cold")), qPrintable(report->verdict));
}

void TstSessionFiles::stopInTheMiddleLeavesNothing_data()
{
    addVariants();
}

void TstSessionFiles::stopInTheMiddleLeavesNothing()
{
    QFETCH(QString, variantId);
    Session::Session session;
    session.start(plan("files", variantId, {{"size_mib", "4096"}, {"folder", folder().constData()}}));
    QTRY_COMPARE(session.state(), Session::RunState::Working);
    const QFileInfo file(waitForFile());
    QTRY_VERIFY(QFileInfo(file.filePath()).size() > 0);
    session.stop();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 30000);
    QCOMPARE(session.state(), Session::RunState::Done);
    QVERIFY(session.report()->stopped);
    QVERIFY(session.report()->run.workUnits < (qint64{4096} << 20));
}

int main(int argc, char **argv)
{
    // Before there are threads: they would have the mounts of the others.
    const QTemporaryDir disk;
    TstSessionFiles::smallDisk = QFile::encodeName(disk.path());
    TstSessionFiles::hasSmallDisk = mountSmallDisk(TstSessionFiles::smallDisk);
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication app(argc, argv);
    TstSessionFiles test;
    const int result = QTest::qExec(&test, argc, argv);
    if (TstSessionFiles::hasSmallDisk)
        ::umount(TstSessionFiles::smallDisk.constData());
    return result;
}

#include "tst_sessionfiles.moc"
