#include "core/jobs/jobs.h"

#include "core/base/steadytime.h"

#include <QtEndian>

#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

namespace Loopscope::Jobs {

namespace {

using namespace std::chrono_literals;

constexpr auto longestSleepBetweenStopChecks = 1ms;
constexpr quint64 longestSleep = 24 * 60 * 60 * 1000; // a day, in milliseconds

JobResult failed(const char *why)
{
    return {JobStatus::Failed, why};
}

JobResult testNumber(const QByteArray &input, const StopCheck &stop)
{
    const auto number = decodeNumber(input);
    if (!number)
        return failed("is-prime needs a number of 8 bytes");
    switch (testPrimality(*number, stop)) {
    case Primality::Composite:
        return {JobStatus::Done, QByteArray(1, '\0')};
    case Primality::Prime:
        return {JobStatus::Done, QByteArray(1, '\1')};
    case Primality::Unknown:
        break;
    }
    return {JobStatus::Stopped, {}};
}

JobResult echo(const QByteArray &input, const StopCheck &)
{
    return {JobStatus::Done, input};
}

JobResult fail(const QByteArray &input, const StopCheck &)
{
    return {JobStatus::Failed, input};
}

JobResult sleepFor(const QByteArray &input, const StopCheck &stop)
{
    const auto milliseconds = decodeNumber(input);
    if (!milliseconds || *milliseconds > longestSleep)
        return failed("sleep-ms needs a number of 8 bytes, a day at most");
    const Base::SteadyTime until = Base::now() + std::chrono::milliseconds(*milliseconds);
    for (Base::SteadyTime now = Base::now(); now < until; now = Base::now()) {
        if (stop && stop())
            return {JobStatus::Stopped, {}};
        std::this_thread::sleep_for(std::min<Base::Duration>(until - now, longestSleepBetweenStopChecks));
    }
    return {};
}

JobResult processId(const QByteArray &, const StopCheck &)
{
    return {JobStatus::Done, encodeNumber(static_cast<quint64>(::getpid()))};
}

JobResult crash(const QByteArray &, const StopCheck &)
{
    ::kill(::getpid(), SIGKILL);
    return failed("SIGKILL did not end the process");
}

struct Job
{
    QByteArrayView name;
    JobResult (*run)(const QByteArray &, const StopCheck &);
};

constexpr std::array<Job, 6> jobs{{
    {"is-prime", testNumber},
    {"echo", echo},
    {"fail", fail},
    {"sleep-ms", sleepFor},
    {"process-id", processId},
    {"crash", crash},
}};

} // namespace

JobResult runJob(QByteArrayView name, const QByteArray &input, const StopCheck &stop)
{
    for (const Job &job : jobs) {
        if (job.name == name)
            return job.run(input, stop);
    }
    return {JobStatus::UnknownName, {}};
}

QByteArray encodeNumber(quint64 number)
{
    QByteArray bytes(sizeof number, Qt::Uninitialized);
    qToLittleEndian(number, bytes.data());
    return bytes;
}

std::optional<quint64> decodeNumber(QByteArrayView bytes)
{
    if (bytes.size() != sizeof(quint64))
        return {};
    return qFromLittleEndian<quint64>(bytes.data());
}

} // namespace Loopscope::Jobs
