#include "core/wire/pipeline.h"
#include "tests/support/stricttest.h"

#include <deque>

using namespace Loopscope::Wire;

namespace {

constexpr std::size_t requestBytes = 10;

} // namespace

class TestPipeline : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void requestGoesThroughItsStates();
    void partialWriteKeepsRequestStaged();
    void oneWriteCoversManyRequests();
    void repliesGoToTheFirstWritten();
    void lastInFirstOutTakesTheLastWritten();
    void lastInFirstOutSparesWhatIsNotWritten();
    void replyWithoutRequestIsNoticed();
    void replyToAStagedRequestIsUnexpected();
    void cancelledWaitingRequestExpectsNoReply();
    void cancelledWrittenRequestStillTakesItsReply();
    void cancellingTwiceFindsNothing();
    void endedConnectionGivesEveryRequestBackInOrder();
    void restartCountsBytesAnew();
    void ringGrowsWithoutLosingOrder();
    void randomWalkKeepsFirstInFirstOut();
};

void TestPipeline::requestGoesThroughItsStates()
{
    Pipeline<int> pipeline;
    int request = 0;
    QCOMPARE(pipeline.state(&request), RequestState::Absent);
    pipeline.enqueue(&request);
    QCOMPARE(pipeline.state(&request), RequestState::Waiting);
    QCOMPARE(pipeline.firstWaiting(), &request);
    pipeline.stageFirstWaiting(requestBytes);
    QCOMPARE(pipeline.state(&request), RequestState::Staged);
    QCOMPARE(pipeline.firstWaiting(), nullptr);
    pipeline.noteWritten(requestBytes);
    QCOMPARE(pipeline.state(&request), RequestState::Written);
    QVERIFY(pipeline.expectsReply());
    QCOMPARE(pipeline.takeAnswered(), &request);
    QCOMPARE(pipeline.state(&request), RequestState::Absent);
    QVERIFY(pipeline.isEmpty());
}

void TestPipeline::partialWriteKeepsRequestStaged()
{
    Pipeline<int> pipeline;
    int request = 0;
    pipeline.enqueue(&request);
    pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten(requestBytes - 1);
    QCOMPARE(pipeline.state(&request), RequestState::Staged);
    QVERIFY(!pipeline.expectsReply());
    pipeline.noteWritten(1);
    QCOMPARE(pipeline.state(&request), RequestState::Written);
}

void TestPipeline::oneWriteCoversManyRequests()
{
    Pipeline<int> pipeline;
    std::array<int, 4> requests{};
    for (int &request : requests) {
        pipeline.enqueue(&request);
        pipeline.stageFirstWaiting(requestBytes);
    }
    pipeline.noteWritten(2 * requestBytes + 5);
    QCOMPARE(pipeline.written(), std::size_t{2});
    QCOMPARE(pipeline.staged(), std::size_t{2});
    QCOMPARE(pipeline.waiting(), std::size_t{0});
}

void TestPipeline::repliesGoToTheFirstWritten()
{
    Pipeline<int> pipeline;
    std::array<int, 3> requests{};
    for (int &request : requests) {
        pipeline.enqueue(&request);
        pipeline.stageFirstWaiting(requestBytes);
        pipeline.noteWritten(requestBytes);
    }
    for (int &request : requests)
        QCOMPARE(pipeline.takeAnswered(), &request);
}

void TestPipeline::lastInFirstOutTakesTheLastWritten()
{
    Pipeline<int> pipeline(PipelineOrder::LastInFirstOut);
    std::array<int, 3> requests{};
    for (int &request : requests) {
        pipeline.enqueue(&request);
        pipeline.stageFirstWaiting(requestBytes);
        pipeline.noteWritten(requestBytes);
    }
    QCOMPARE(pipeline.takeAnswered(), &requests[2]);
    QCOMPARE(pipeline.takeAnswered(), &requests[1]);
    QCOMPARE(pipeline.takeAnswered(), &requests[0]);
    QVERIFY(pipeline.isEmpty());
}

void TestPipeline::lastInFirstOutSparesWhatIsNotWritten()
{
    Pipeline<int> pipeline(PipelineOrder::LastInFirstOut);
    std::array<int, 4> requests{};
    for (int &request : requests)
        pipeline.enqueue(&request);
    for (int i = 0; i < 3; ++i)
        pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten(2 * requestBytes);
    QCOMPARE(pipeline.takeAnswered(), &requests[1]);
    QCOMPARE(pipeline.state(&requests[0]), RequestState::Written);
    QCOMPARE(pipeline.state(&requests[2]), RequestState::Staged);
    QCOMPARE(pipeline.state(&requests[3]), RequestState::Waiting);
    QCOMPARE(pipeline.firstWaiting(), &requests[3]);
    pipeline.noteWritten(requestBytes);
    QCOMPARE(pipeline.takeAnswered(), &requests[2]);
    QCOMPARE(pipeline.takeAnswered(), &requests[0]);
    QVERIFY(!pipeline.expectsReply());
}

void TestPipeline::replyWithoutRequestIsNoticed()
{
    Pipeline<int> pipeline;
    QVERIFY(!pipeline.expectsReply());
    int request = 0;
    pipeline.enqueue(&request);
    QVERIFY(!pipeline.expectsReply());
}

void TestPipeline::replyToAStagedRequestIsUnexpected()
{
    Pipeline<int> pipeline;
    int request = 0;
    pipeline.enqueue(&request);
    pipeline.stageFirstWaiting(requestBytes);
    QVERIFY(!pipeline.expectsReply());
}

void TestPipeline::cancelledWaitingRequestExpectsNoReply()
{
    Pipeline<int> pipeline;
    std::array<int, 3> requests{};
    for (int &request : requests)
        pipeline.enqueue(&request);
    QVERIFY(pipeline.cancel(&requests[1]));
    QCOMPARE(pipeline.size(), std::size_t{2});
    pipeline.stageFirstWaiting(requestBytes);
    QCOMPARE(pipeline.firstWaiting(), &requests[2]);
    pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten(2 * requestBytes);
    QCOMPARE(pipeline.takeAnswered(), &requests[0]);
    QCOMPARE(pipeline.takeAnswered(), &requests[2]);
}

void TestPipeline::cancelledWrittenRequestStillTakesItsReply()
{
    Pipeline<int> pipeline;
    std::array<int, 2> requests{};
    for (int &request : requests) {
        pipeline.enqueue(&request);
        pipeline.stageFirstWaiting(requestBytes);
    }
    pipeline.noteWritten(2 * requestBytes);
    QVERIFY(pipeline.cancel(&requests[0]));
    QVERIFY(pipeline.expectsReply());
    QCOMPARE(pipeline.takeAnswered(), nullptr);
    QCOMPARE(pipeline.takeAnswered(), &requests[1]);
}

void TestPipeline::cancellingTwiceFindsNothing()
{
    Pipeline<int> pipeline;
    int request = 0;
    QVERIFY(!pipeline.cancel(&request));
    pipeline.enqueue(&request);
    QVERIFY(pipeline.cancel(&request));
    QVERIFY(!pipeline.cancel(&request));
    QVERIFY(pipeline.isEmpty());
}

void TestPipeline::endedConnectionGivesEveryRequestBackInOrder()
{
    Pipeline<int> pipeline;
    std::array<int, 5> requests{};
    for (int &request : requests)
        pipeline.enqueue(&request);
    for (int i = 0; i < 4; ++i)
        pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten(2 * requestBytes);
    pipeline.cancel(&requests[0]);
    pipeline.cancel(&requests[2]);
    QCOMPARE(pipeline.takeOldest(), &requests[1]);
    QCOMPARE(pipeline.takeOldest(), &requests[3]);
    QCOMPARE(pipeline.takeOldest(), &requests[4]);
    QCOMPARE(pipeline.takeOldest(), nullptr);
    QVERIFY(pipeline.isEmpty());
    QVERIFY(!pipeline.expectsReply());
    QCOMPARE(pipeline.firstWaiting(), nullptr);
}

void TestPipeline::restartCountsBytesAnew()
{
    Pipeline<int> pipeline;
    std::array<int, 2> requests{};
    pipeline.enqueue(&requests[0]);
    pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten(requestBytes / 2);
    QCOMPARE(pipeline.takeOldest(), &requests[0]);
    pipeline.restart();
    pipeline.enqueue(&requests[1]);
    pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten(requestBytes / 2);
    QVERIFY(!pipeline.expectsReply());
    pipeline.noteWritten(requestBytes / 2);
    QCOMPARE(pipeline.takeAnswered(), &requests[1]);
}

void TestPipeline::ringGrowsWithoutLosingOrder()
{
    Pipeline<int> pipeline;
    std::vector<int> requests(1000);
    std::size_t next = 0;
    // Away from the ring's first place, so that growing has to unwind it.
    for (int i = 0; i < 50; ++i) {
        pipeline.enqueue(&requests[next]);
        pipeline.stageFirstWaiting(requestBytes);
        pipeline.noteWritten(requestBytes);
        QCOMPARE(pipeline.takeAnswered(), &requests[next++]);
    }
    for (std::size_t i = next; i < requests.size(); ++i)
        pipeline.enqueue(&requests[i]);
    while (pipeline.firstWaiting())
        pipeline.stageFirstWaiting(requestBytes);
    pipeline.noteWritten((requests.size() - next) * requestBytes);
    for (; next < requests.size(); ++next)
        QCOMPARE(pipeline.takeAnswered(), &requests[next]);
}

void TestPipeline::randomWalkKeepsFirstInFirstOut()
{
    Pipeline<int> pipeline;
    std::vector<int> requests(20'000);
    std::deque<int *> expected; // null: cancelled
    std::size_t next = 0;
    std::size_t unwritten = 0;
    quint32 state = 7;
    while (next < requests.size() || !expected.empty()) {
        state = state * 1664525 + 1013904223;
        const quint32 choice = (state >> 16) % 8;
        if (choice < 3 && next < requests.size()) {
            pipeline.enqueue(&requests[next]);
            expected.push_back(&requests[next++]);
        } else if (choice == 3 && !expected.empty() && expected.front() &&
                   pipeline.state(expected.front()) == RequestState::Written) {
            QVERIFY(pipeline.cancel(expected.front()));
            expected.front() = nullptr;
        } else if (choice < 6 && pipeline.firstWaiting()) {
            pipeline.stageFirstWaiting(requestBytes);
            unwritten += requestBytes;
        } else if (choice == 6) {
            const std::size_t count = (state >> 8) % (unwritten + 1);
            pipeline.noteWritten(count);
            unwritten -= count;
        } else if (pipeline.expectsReply()) {
            QCOMPARE(pipeline.takeAnswered(), expected.front());
            expected.pop_front();
        }
        QCOMPARE(pipeline.size(), expected.size());
    }
}

LOOPSCOPE_TEST_MAIN(TestPipeline)
#include "tst_pipeline.moc"
