#include "core/base/spscring.h"
#include "tests/support/stricttest.h"

#include <memory>
#include <thread>

using Loopscope::Base::SpscRing;

class TstSpscRing : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void capacityIsAPowerOfTwo_data()
    {
        QTest::addColumn<int>("asked");
        QTest::addColumn<int>("given");
        QTest::newRow("none") << 0 << 2;
        QTest::newRow("one") << 1 << 2;
        QTest::newRow("a power") << 8 << 8;
        QTest::newRow("above a power") << 9 << 16;
    }

    void capacityIsAPowerOfTwo()
    {
        QFETCH(int, asked);
        QFETCH(int, given);
        QCOMPARE(SpscRing<int>(static_cast<std::size_t>(asked)).capacity(), static_cast<std::size_t>(given));
    }

    void emptyRingHasNoFront()
    {
        SpscRing<int> ring(4);
        QVERIFY(!ring.front());
        QVERIFY(ring.push(1));
        QVERIFY(ring.front());
        ring.pop();
        QVERIFY(!ring.front());
    }

    void valuesComeOutInOrderAlsoAroundTheEnd()
    {
        SpscRing<int> ring(4);
        int written = 0;
        int read = 0;
        for (int round = 0; round < 10; ++round) {
            for (int i = 0; i < 3; ++i)
                QVERIFY(ring.push(written++));
            for (int i = 0; i < 3; ++i) {
                QVERIFY(ring.front());
                QCOMPARE(*ring.front(), read++);
                ring.pop();
            }
        }
        QCOMPARE(ring.dropped(), 0U);
    }

    void fullRingDropsTheNewestAndCounts()
    {
        SpscRing<int> ring(4);
        for (int i = 0; i < 4; ++i)
            QVERIFY(ring.push(i));
        QVERIFY(!ring.push(4));
        QVERIFY(!ring.push(5));
        QCOMPARE(ring.dropped(), 2U);
        QCOMPARE(*ring.front(), 0);
        ring.pop();
        QVERIFY(ring.push(6));
        for (int expected : {1, 2, 3, 6}) {
            QCOMPARE(*ring.front(), expected);
            ring.pop();
        }
        QVERIFY(!ring.front());
        QCOMPARE(ring.dropped(), 2U);
    }

    void producerHearsOfEachHalf()
    {
        SpscRing<int> ring(8);
        std::vector<int> heardAt;
        for (int i = 1; i <= 16; ++i) {
            *ring.claim() = i;
            if (ring.commit())
                heardAt.push_back(i);
            ring.front();
            ring.pop();
        }
        QCOMPARE(heardAt, (std::vector<int>{4, 8, 12, 16}));
    }

    void popReleasesWhatTheValueOwns()
    {
        SpscRing<std::shared_ptr<int>> ring(4);
        const auto value = std::make_shared<int>(1);
        ring.push(value);
        QCOMPARE(value.use_count(), 2);
        QVERIFY(ring.front());
        ring.pop();
        QCOMPARE(value.use_count(), 1);
    }

    void twoThreadsLoseNothingUncounted()
    {
        constexpr quint64 count = 300'000;
        SpscRing<quint64> ring(256);
        std::atomic<bool> isDone{false};
        quint64 taken = 0;
        bool ascends = true;
        std::thread consumer([&] {
            quint64 last = 0;
            for (;;) {
                const bool isLast = isDone.load();
                while (const quint64 *value = ring.front()) {
                    ascends = ascends && *value > last;
                    last = *value;
                    ++taken;
                    ring.pop();
                }
                if (isLast)
                    return;
            }
        });
        quint64 refused = 0;
        for (quint64 i = 1; i <= count; ++i)
            refused += ring.push(i) ? 0 : 1;
        isDone = true;
        consumer.join();
        QVERIFY(ascends);
        QVERIFY(taken > 0);
        QCOMPARE(taken + refused, count);
        QCOMPARE(ring.dropped(), refused);
    }
};

LOOPSCOPE_TEST_MAIN(TstSpscRing)
#include "tst_spscring.moc"
