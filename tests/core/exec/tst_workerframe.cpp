#include "core/wire/workerframe.h"
#include "tests/support/stricttest.h"

#include <QRandomGenerator>
#include <QtEndian>

using namespace Loopscope::Wire;

Q_DECLARE_METATYPE(WorkerFrame)

class WorkerFrameTest : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void frameComesBack_data();
    void frameComesBack();
    void framesComeOutOfAnyPieces();
    void badBytesEndInAnError_data();
    void badBytesEndInAnError();
    void errorStays();
    void lengthIsRefusedBeforeTheBodyIsThere();
    void anyBytesAreTaken();
};

namespace {

QByteArray withLength(const QByteArray &body)
{
    QByteArray bytes(4, '\0');
    qToLittleEndian(static_cast<quint32>(body.size()), bytes.data());
    return bytes + body;
}

QByteArray bytesOf(std::initializer_list<int> values)
{
    QByteArray bytes;
    for (const int value : values)
        bytes.append(static_cast<char>(value));
    return bytes;
}

} // namespace

void WorkerFrameTest::frameComesBack_data()
{
    QTest::addColumn<WorkerFrame>("frame");
    QTest::newRow("hello") << WorkerFrame(WorkerHello{7});
    QTest::newRow("request") << WorkerFrame(WorkerRequest{~quint64(0), "is-prime", "12345678"});
    QTest::newRow("empty request") << WorkerFrame(WorkerRequest{});
    QTest::newRow("longest name") << WorkerFrame(WorkerRequest{1, QByteArray(maxWorkerJobName, 'n'), "x"});
    QTest::newRow("largest request") << WorkerFrame(
        WorkerRequest{2, "echo", QByteArray(maxWorkerPayload, 'p')});
    QTest::newRow("cancel") << WorkerFrame(WorkerCancel{42});
    QTest::newRow("reply") << WorkerFrame(WorkerReply{3, WorkerStatus::Failed, 1, -1, "why"});
    QTest::newRow("reply of a job that waited")
        << WorkerFrame(WorkerReply{3, WorkerStatus::Done, 1, 9, "result", 7});
    QTest::newRow("unknown job") << WorkerFrame(WorkerReply{4, WorkerStatus::Unknown, 0, 0, {}});
    QTest::newRow("largest reply") << WorkerFrame(
        WorkerReply{5, WorkerStatus::Done, 1, 2, QByteArray(maxWorkerPayload, 'p')});
}

void WorkerFrameTest::frameComesBack()
{
    QFETCH(WorkerFrame, frame);
    WorkerFrameMachine machine;
    machine.feed(encode(frame));
    const auto parsed = machine.next();
    QVERIFY(parsed);
    QVERIFY(*parsed == frame);
    QVERIFY(!machine.next());
    QCOMPARE(machine.error(), WorkerFrameError::None);
}

void WorkerFrameTest::framesComeOutOfAnyPieces()
{
    const std::vector<WorkerFrame> frames{WorkerHello{}, WorkerRequest{1, "echo", "abc"}, WorkerCancel{1},
                                          WorkerReply{1, WorkerStatus::Done, 10, 20, "abc"}};
    QByteArray stream;
    for (const WorkerFrame &frame : frames)
        stream += encode(frame);
    for (qsizetype size = 1; size <= stream.size(); ++size) {
        WorkerFrameMachine machine;
        std::vector<WorkerFrame> parsed;
        for (qsizetype at = 0; at < stream.size(); at += size) {
            machine.feed(QByteArrayView(stream).sliced(at, std::min(size, stream.size() - at)));
            while (auto frame = machine.next())
                parsed.push_back(std::move(*frame));
        }
        QVERIFY(parsed == frames);
    }
}

void WorkerFrameTest::badBytesEndInAnError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<WorkerFrameError>("error");
    QTest::newRow("length 0") << bytesOf({0, 0, 0, 0}) << WorkerFrameError::Empty;
    QTest::newRow("length 0xFFFFFFFF") << bytesOf({255, 255, 255, 255}) << WorkerFrameError::TooLong;
    QTest::newRow("type 0") << withLength(bytesOf({0, 1, 2})) << WorkerFrameError::UnknownType;
    QTest::newRow("type 5") << withLength(bytesOf({5, 1, 2})) << WorkerFrameError::UnknownType;
    QTest::newRow("type 255") << withLength(bytesOf({255})) << WorkerFrameError::UnknownType;
    QTest::newRow("short hello") << withLength(bytesOf({1, 1, 0, 0})) << WorkerFrameError::Malformed;
    QTest::newRow("long hello") << withLength(bytesOf({1, 1, 0, 0, 0, 0})) << WorkerFrameError::Malformed;
    QTest::newRow("request without a name")
        << withLength(bytesOf({2, 1, 0, 0, 0, 0, 0, 0, 0})) << WorkerFrameError::Malformed;
    QTest::newRow("name beyond the frame")
        << withLength(bytesOf({2, 1, 0, 0, 0, 0, 0, 0, 0, 9, 'a'})) << WorkerFrameError::Malformed;
    QTest::newRow("payload over the limit")
        << withLength(bytesOf({2, 1, 0, 0, 0, 0, 0, 0, 0, 0}) + QByteArray(maxWorkerPayload + 1, 'p'))
        << WorkerFrameError::Malformed;
    QTest::newRow("cancel without a job") << withLength(bytesOf({3})) << WorkerFrameError::Malformed;
    QTest::newRow("reply without a wait")
        << withLength(bytesOf({4, 1, 0, 0, 0, 0, 0, 0, 0, 0}) + QByteArray(16, '\1'))
        << WorkerFrameError::Malformed;
    QTest::newRow("short reply") << withLength(QByteArray(25, '\4')) << WorkerFrameError::Malformed;
    QTest::newRow("unknown status") << withLength(QByteArray(34, '\4')) << WorkerFrameError::Malformed;
    QTest::newRow("negative wait") << encode(WorkerReply{1, WorkerStatus::Done, 1, 2, {}, -2})
                                   << WorkerFrameError::Malformed;
}

void WorkerFrameTest::badBytesEndInAnError()
{
    QFETCH(QByteArray, bytes);
    QFETCH(WorkerFrameError, error);
    WorkerFrameMachine machine;
    machine.feed(bytes);
    QVERIFY(!machine.next());
    QCOMPARE(machine.error(), error);
    QVERIFY(!describe(error).isEmpty());
}

void WorkerFrameTest::errorStays()
{
    WorkerFrameMachine machine;
    machine.feed(bytesOf({0, 0, 0, 0}) + encode(WorkerHello{}));
    QVERIFY(!machine.next());
    machine.feed(encode(WorkerHello{}));
    QVERIFY(!machine.next());
    QCOMPARE(machine.error(), WorkerFrameError::Empty);
}

void WorkerFrameTest::lengthIsRefusedBeforeTheBodyIsThere()
{
    QByteArray bytes(4, '\0');
    qToLittleEndian(static_cast<quint32>(maxWorkerPayload + 1024), bytes.data());
    WorkerFrameMachine machine;
    machine.feed(bytes);
    QVERIFY(!machine.next());
    QCOMPARE(machine.error(), WorkerFrameError::TooLong);
}

void WorkerFrameTest::anyBytesAreTaken()
{
    QRandomGenerator random(20150404);
    for (int round = 0; round < 20000; ++round) {
        QByteArray body(random.bounded(1, 40), '\0');
        for (char &byte : body)
            byte = static_cast<char>(random.bounded(256));
        body[0] = static_cast<char>(random.bounded(6));
        WorkerFrameMachine machine;
        machine.feed(withLength(body));
        const bool parsed = machine.next().has_value();
        QCOMPARE(parsed, machine.error() == WorkerFrameError::None);
    }
}

LOOPSCOPE_TEST_MAIN(WorkerFrameTest)
#include "tst_workerframe.moc"
