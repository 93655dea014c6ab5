#pragma once

#include <QtGlobal>

#include <functional>
#include <vector>

namespace Loopscope::Jobs {

/// Asked now and then by a job that runs: true when it should end early. May be empty.
using StopCheck = std::function<bool()>;

enum class Primality : quint8
{
    Composite, ///< also 0 and 1
    Prime,
    Unknown, ///< stopped before it was known
};

/// Trial division by 2 and the odd numbers up to the square root: slow on purpose, it is the work
/// that `cpu-bound` shows. Right for every 64-bit number. Any thread; asks `stop` about every 0.2 ms.
Primality testPrimality(quint64 number, const StopCheck &stop);
/// The same, not to be stopped.
bool isPrime(quint64 number);

/// The next `count` primes that are at least `first`, ascending; fewer when 64 bits end. By a fast
/// test (some microseconds per prime), so that making a list of work is no work itself. Any thread.
std::vector<quint64> primesFrom(quint64 first, int count);

} // namespace Loopscope::Jobs
