#include "core/jobs/primality.h"
#include "tests/support/stricttest.h"

#include <limits>

using namespace Loopscope::Jobs;

class PrimalityTest : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void knowsPrimes_data();
    void knowsPrimes();
    void agreesWithTheSieve();
    void bothTestsAgreeOnLargeNumbers();
    void stopsWithinTheNumber();
    void listStartsWithThePrimeOfTheTalk();
    void listEndsWithSixtyFourBits();
};

void PrimalityTest::knowsPrimes_data()
{
    QTest::addColumn<quint64>("number");
    QTest::addColumn<bool>("prime");
    QTest::newRow("0") << quint64(0) << false;
    QTest::newRow("1") << quint64(1) << false;
    QTest::newRow("2") << quint64(2) << true;
    QTest::newRow("3") << quint64(3) << true;
    QTest::newRow("4") << quint64(4) << false;
    QTest::newRow("5") << quint64(5) << true;
    QTest::newRow("9, a square") << quint64(9) << false;
    QTest::newRow("25, a square") << quint64(25) << false;
    QTest::newRow("49, a square") << quint64(49) << false;
    QTest::newRow("square of a large prime") << quint64(10596791) * 10596791 << false;
    QTest::newRow("two large factors") << quint64(1000003) * 1000033 << false;
    QTest::newRow("the talk's number") << quint64(112272535095293) << true;
    QTest::newRow("even and large") << (quint64(1) << 63) << false;
    QTest::newRow("a power of 3 near the end") << quint64(12157665459056928801u) << false;
    QTest::newRow("the largest number") << std::numeric_limits<quint64>::max() << false;
}

void PrimalityTest::knowsPrimes()
{
    QFETCH(quint64, number);
    QFETCH(bool, prime);
    QCOMPARE(isPrime(number), prime);
}

void PrimalityTest::agreesWithTheSieve()
{
    constexpr int limit = 20000;
    std::vector<bool> composite(limit, false);
    std::vector<quint64> expected;
    for (int number = 2; number < limit; ++number) {
        QCOMPARE(isPrime(static_cast<quint64>(number)), !composite[number]);
        if (composite[number])
            continue;
        expected.push_back(static_cast<quint64>(number));
        for (int multiple = 2 * number; multiple < limit; multiple += number)
            composite[multiple] = true;
    }
    QCOMPARE(primesFrom(0, static_cast<int>(expected.size())), expected);
}

void PrimalityTest::bothTestsAgreeOnLargeNumbers()
{
    // 341550071728321 fools the fast test's first seven bases; the others are products it must not pass.
    for (const quint64 number : {quint64(341550071728321), quint64(3215031751), quint64(4295098369)})
        QCOMPARE(primesFrom(number, 1).front() == number, isPrime(number));
}

void PrimalityTest::stopsWithinTheNumber()
{
    int asked = 0;
    const StopCheck stop = [&asked] { return ++asked == 3; };
    QCOMPARE(testPrimality((quint64(1) << 63) - 25, stop), Primality::Unknown); // a prime: seconds of work
    QCOMPARE(asked, 3);
}

void PrimalityTest::listStartsWithThePrimeOfTheTalk()
{
    const std::vector<quint64> primes = primesFrom(112272535095293, 24);
    QCOMPARE(primes.size(), std::size_t(24));
    QCOMPARE(primes.front(), quint64(112272535095293));
    QVERIFY(std::ranges::is_sorted(primes));
    for (const quint64 prime : {primes[1], primes[23]})
        QVERIFY(isPrime(prime));
}

void PrimalityTest::listEndsWithSixtyFourBits()
{
    // 2^64 - 59 is the largest prime of 64 bits.
    const auto last = std::numeric_limits<quint64>::max() - 58;
    QCOMPARE(primesFrom(last, 5), std::vector<quint64>{last});
    QVERIFY(primesFrom(10, 0).empty());
}

LOOPSCOPE_TEST_MAIN(PrimalityTest)
#include "tst_primality.moc"
