#include "core/jobs/primality.h"

#include <array>
#include <limits>

namespace Loopscope::Jobs {

namespace {

constexpr quint64 divisionsPerStopCheck = 1 << 16;

__extension__ typedef unsigned __int128 Wide;

quint64 powerModulo(quint64 base, quint64 exponent, quint64 modulus)
{
    quint64 result = 1;
    base %= modulus;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1)
            result = static_cast<quint64>(Wide(result) * base % modulus);
        base = static_cast<quint64>(Wide(base) * base % modulus);
    }
    return result;
}

/// One round of Miller and Rabin's test: false when `base` proves that `number` is composite.
bool mayBePrime(quint64 number, quint64 base)
{
    quint64 odd = number - 1;
    int halvings = 0;
    for (; odd % 2 == 0; odd /= 2)
        ++halvings;
    quint64 value = powerModulo(base, odd, number);
    if (value == 1 || value == number - 1)
        return true;
    for (int i = 1; i < halvings; ++i) {
        value = static_cast<quint64>(Wide(value) * value % number);
        if (value == number - 1)
            return true;
    }
    return false;
}

bool isPrimeFast(quint64 number)
{
    // The first twelve primes as bases leave no pseudoprime below 2^64.
    constexpr std::array<quint64, 12> bases{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    if (number < 2)
        return false;
    for (const quint64 base : bases) {
        if (number % base == 0)
            return number == base;
    }
    for (const quint64 base : bases) {
        if (!mayBePrime(number, base))
            return false;
    }
    return true;
}

} // namespace

Primality testPrimality(quint64 number, const StopCheck &stop)
{
    if (number < 4)
        return number < 2 ? Primality::Composite : Primality::Prime;
    if (number % 2 == 0)
        return Primality::Composite;
    quint64 untilCheck = divisionsPerStopCheck;
    for (quint64 divisor = 3;; divisor += 2) {
        // One division gives both: the comparison with the quotient cannot overflow, a square could.
        const quint64 quotient = number / divisor;
        if (quotient < divisor)
            return Primality::Prime;
        if (quotient * divisor == number)
            return Primality::Composite;
        if (--untilCheck == 0) {
            if (stop && stop())
                return Primality::Unknown;
            untilCheck = divisionsPerStopCheck;
        }
    }
}

bool isPrime(quint64 number)
{
    return testPrimality(number, {}) == Primality::Prime;
}

std::vector<quint64> primesFrom(quint64 first, int count)
{
    std::vector<quint64> primes;
    quint64 number = first;
    while (static_cast<int>(primes.size()) < count) {
        if (isPrimeFast(number))
            primes.push_back(number);
        if (number == std::numeric_limits<quint64>::max())
            break;
        ++number;
    }
    return primes;
}

} // namespace Loopscope::Jobs
