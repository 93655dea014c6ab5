#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/batchinbox.h"

#include <thread>

using namespace Loopscope;

class TstBatchInbox : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void batchesComeOutInOrder();
    void fullInboxDropsAndCounts();
    void nullBatchIsIgnored();
    void threadsNeedNoLock();
};

void TstBatchInbox::batchesComeOutInOrder()
{
    Models::BatchInbox inbox;
    QVERIFY(inbox.drain().empty());
    for (int index = 0; index < 3; ++index)
        inbox.consume(Testing::TestRun().until(index).take());
    const auto batches = inbox.drain();
    QCOMPARE(batches.size(), std::size_t(3));
    QCOMPARE(batches[2]->until, Testing::at(2));
    QVERIFY(inbox.drain().empty());
}

void TstBatchInbox::fullInboxDropsAndCounts()
{
    Models::BatchInbox inbox(4);
    for (int index = 0; index < 6; ++index)
        inbox.consume(Testing::TestRun().until(index).take());
    QCOMPARE(inbox.droppedBatches(), quint64(2));
    const auto batches = inbox.drain();
    QCOMPARE(batches.size(), std::size_t(4));
    QCOMPARE(batches.back()->until, Testing::at(3));
}

void TstBatchInbox::nullBatchIsIgnored()
{
    Models::BatchInbox inbox;
    inbox.consume(nullptr);
    QVERIFY(inbox.drain().empty());
}

void TstBatchInbox::threadsNeedNoLock()
{
    constexpr int count = 20'000;
    Models::BatchInbox inbox(256);
    std::thread source([&inbox] {
        for (int index = 0; index < count; ++index)
            inbox.consume(Testing::TestRun().until(index).take());
    });
    std::size_t received = 0;
    Base::SteadyTime last;
    bool ascending = true;
    const auto receive = [&] {
        for (const Trace::BatchPtr &batch : inbox.drain()) {
            ascending = ascending && batch->until > last;
            last = batch->until;
            ++received;
        }
    };
    while (received + inbox.droppedBatches() < count)
        receive();
    source.join();
    receive();
    QVERIFY(ascending);
    QCOMPARE(received + inbox.droppedBatches(), quint64(count));
}

LOOPSCOPE_TEST_MAIN(TstBatchInbox)
#include "tst_batchinbox.moc"
