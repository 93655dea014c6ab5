#include "core/record/packetsequence.h"
#include "core/record/tracefile.h"
#include "tests/support/stricttest.h"

#include <QFile>
#include <QTemporaryDir>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using namespace Loopscope;
using Record::RecordError;
using Record::TraceFile;

class TstTraceFile : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void badPathIsNamed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<RecordError>("error");
        QTest::addColumn<QString>("says");
        const QString folder = m_folder.path();
        QFile(folder + QStringLiteral("/file")).open(QIODevice::WriteOnly);
        ::mkfifo(QFile::encodeName(folder + QStringLiteral("/pipe")).constData(), 0600);
        const auto row = [](const char *tag, const QString &path, RecordError error, const char *says) {
            QTest::newRow(tag) << path << error << QString::fromLatin1(says);
        };
        row("no such folder", folder + QStringLiteral("/none/a"), RecordError::FolderMissing,
            "does not exist");
        row("folder", folder, RecordError::IsAFolder, "is a folder");
        row("file as a folder", folder + QStringLiteral("/file/a"), RecordError::NotAFolder, "not a folder");
        row("pipe", folder + QStringLiteral("/pipe"), RecordError::NotAFile, "a pipe");
        row("empty", QString(), RecordError::BadName, "not a valid file name");
        row("with a null character", folder + QStringLiteral("/a") + QChar(0) + QStringLiteral("b"),
            RecordError::BadName, "not a valid file name");
        row("long", folder + u'/' + QString(300, u'x'), RecordError::NameTooLong, "too long");
    }

    void badPathIsNamed()
    {
        QFETCH(QString, path);
        QFETCH(RecordError, error);
        QFETCH(QString, says);
        TraceFile file;
        QCOMPARE(file.open(path), error);
        const QString text = describe(error, path);
        QVERIFY2(text.contains(says) && text.contains(path) && text.endsWith(u'.'), qPrintable(text));
    }

    void foreignFolderIsDenied()
    {
        const QString folder = m_folder.filePath(QStringLiteral("locked"));
        QVERIFY(QDir().mkdir(folder));
        QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner));
        const bool isRoot = ::geteuid() == 0; // may write anywhere: becomes nobody for a moment
        const uid_t nobody = 65534;
        if (isRoot && ::seteuid(nobody) != 0)
            QSKIP("cannot become another user");
        TraceFile file;
        const RecordError error = file.open(folder + QStringLiteral("/a"));
        if (isRoot)
            QCOMPARE(::seteuid(0), 0);
        QCOMPARE(error, RecordError::PermissionDenied);
    }

    void fullDeviceIsToldAndLeftInPlace()
    {
        TraceFile file;
        const QString path = QStringLiteral("/dev/full");
        QCOMPARE(file.open(path), RecordError::None);
        QCOMPARE(file.append("x"), RecordError::DiskFull);
        QVERIFY(describe(RecordError::DiskFull, path).contains(QStringLiteral("no space is left")));
        file.remove();
        QVERIFY(QFile::exists(path));
    }

    void removeDeletesTheFile()
    {
        TraceFile file;
        const QString path = m_folder.filePath(QStringLiteral("removed"));
        QCOMPARE(file.open(path), RecordError::None);
        QVERIFY(QFile::exists(path));
        file.remove();
        QVERIFY(!QFile::exists(path));
    }

    void removedFileIsTold()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("gone"));
        TraceFile file;
        QCOMPARE(file.open(path), RecordError::None);
        QCOMPARE(file.append("x"), RecordError::None);
        QVERIFY(QFile::rename(path, path + u'2')); // is still there for whoever did that
        QCOMPARE(file.append("x"), RecordError::None);
        QVERIFY(folder.remove());
        QCOMPARE(file.append("x"), RecordError::Removed);
        QVERIFY(describe(RecordError::Removed, path).contains(QStringLiteral("was removed")));
    }

    // The limit for file sizes stands in for a disk that fills up in the middle of a write.
    void failedWriteIsCutBackToTheLastWholePacket()
    {
        constexpr rlim_t limitBytes = 10'000;
        std::string packets;
        std::vector<std::size_t> ends;
        while (packets.size() < 2 * limitBytes) {
            Record::appendPacket(packets, std::string(packets.size() % 300, 'x'));
            ends.push_back(packets.size());
        }
        const std::size_t whole = *std::prev(std::ranges::upper_bound(ends, std::size_t{limitBytes}));

        const QString path = m_folder.filePath(QStringLiteral("cut"));
        TraceFile file;
        QCOMPARE(file.open(path), RecordError::None);
        rlimit former{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &former), 0);
        const auto formerHandler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{limitBytes, former.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
        const RecordError error = file.append(packets);
        ::setrlimit(RLIMIT_FSIZE, &former);
        std::signal(SIGXFSZ, formerHandler);

        QCOMPARE(error, RecordError::FileTooLarge);
        QCOMPARE(file.size(), static_cast<qint64>(whole));
        QFile written(path);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readAll() == QByteArray(packets.data(), static_cast<qsizetype>(whole)));
    }

    void wholePacketsAreFound_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("whole");
        QTest::newRow("nothing") << 0 << 0;
        QTest::newRow("half a frame") << 1 << 0;
        QTest::newRow("first without its last byte") << 4 << 0;
        QTest::newRow("first") << 5 << 5;
        QTest::newRow("frame of the second") << 7 << 5;
        QTest::newRow("second in part") << 200 << 5;
        QTest::newRow("all") << 208 << 208;
        QTest::newRow("more than there is") << 500 << 208;
    }

    void wholePacketsAreFound()
    {
        QFETCH(int, limit);
        QFETCH(int, whole);
        std::string packets;
        Record::appendPacket(packets, "abc");
        Record::appendPacket(packets, std::string(200, 'y')); // its size takes two bytes
        QCOMPARE(packets.size(), 208U);
        QCOMPARE(Record::wholePackets(packets, static_cast<std::size_t>(limit)),
                 static_cast<std::size_t>(whole));
    }

private:
    QTemporaryDir m_folder;
};

LOOPSCOPE_TEST_MAIN(TstTraceFile)
#include "tst_tracefile.moc"
