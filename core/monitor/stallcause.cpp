#include "core/monitor/stallcause.h"

#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <map>

namespace Loopscope::Monitor {

namespace {

struct SystemCall
{
    long number;
    const char *name;
    Trace::StallCause cause;
};

using Trace::StallCause;

// The calls that threads of Qt programs wait in; what is not here counts as input or output.
constexpr std::array systemCalls{
    SystemCall{SYS_nanosleep, "nanosleep", StallCause::Sleep},
    SystemCall{SYS_clock_nanosleep, "clock_nanosleep", StallCause::Sleep},
    SystemCall{SYS_futex, "futex", StallCause::Lock},
    SystemCall{SYS_flock, "flock", StallCause::Lock},
    SystemCall{SYS_fcntl, "fcntl", StallCause::Lock},
    SystemCall{SYS_read, "read", StallCause::Io},
    SystemCall{SYS_write, "write", StallCause::Io},
    SystemCall{SYS_pread64, "pread64", StallCause::Io},
    SystemCall{SYS_pwrite64, "pwrite64", StallCause::Io},
    SystemCall{SYS_readv, "readv", StallCause::Io},
    SystemCall{SYS_writev, "writev", StallCause::Io},
    SystemCall{SYS_recvfrom, "recvfrom", StallCause::Io},
    SystemCall{SYS_recvmsg, "recvmsg", StallCause::Io},
    SystemCall{SYS_sendto, "sendto", StallCause::Io},
    SystemCall{SYS_sendmsg, "sendmsg", StallCause::Io},
    SystemCall{SYS_connect, "connect", StallCause::Io},
    SystemCall{SYS_accept, "accept", StallCause::Io},
    SystemCall{SYS_accept4, "accept4", StallCause::Io},
    SystemCall{SYS_poll, "poll", StallCause::Io},
    SystemCall{SYS_ppoll, "ppoll", StallCause::Io},
    SystemCall{SYS_select, "select", StallCause::Io},
    SystemCall{SYS_pselect6, "pselect6", StallCause::Io},
    SystemCall{SYS_epoll_wait, "epoll_wait", StallCause::Io},
    SystemCall{SYS_epoll_pwait, "epoll_pwait", StallCause::Io},
    SystemCall{SYS_fsync, "fsync", StallCause::Io},
    SystemCall{SYS_fdatasync, "fdatasync", StallCause::Io},
    SystemCall{SYS_sync_file_range, "sync_file_range", StallCause::Io},
    SystemCall{SYS_open, "open", StallCause::Io},
    SystemCall{SYS_openat, "openat", StallCause::Io},
    SystemCall{SYS_close, "close", StallCause::Io},
    SystemCall{SYS_wait4, "wait4", StallCause::Lock},
    SystemCall{SYS_waitid, "waitid", StallCause::Lock},
};

const SystemCall *find(long number)
{
    const auto found = std::ranges::find(systemCalls, number, &SystemCall::number);
    return found == systemCalls.end() ? nullptr : &*found;
}

QString milliseconds(Base::Duration duration)
{
    return QString::number(Base::toMilliseconds(duration), 'f', 1);
}

QString commonestCall(const std::vector<StallSample> &samples, StallCause cause)
{
    std::map<long, int> counts;
    for (const StallSample &sample : samples) {
        const SystemCall *call = find(sample.systemCall);
        if (sample.isParked && (call ? call->cause : StallCause::Io) == cause)
            ++counts[sample.systemCall];
    }
    const auto most = std::ranges::max_element(counts, {}, [](const auto &entry) { return entry.second; });
    return most == counts.end() ? QString() : systemCallName(most->first);
}

StallCause causeOf(const StallSample &sample)
{
    if (!sample.isParked)
        return StallCause::Cpu;
    if (sample.systemCall < 0)
        return StallCause::PageFault;
    const SystemCall *call = find(sample.systemCall);
    return call ? call->cause : StallCause::Io;
}

QString parkedEvidence(const std::vector<StallSample> &samples, StallCause cause, int hits,
                       Base::Duration duration)
{
    const QString call = commonestCall(samples, cause);
    if (hits == static_cast<int>(samples.size())) {
        // It was in the call at every look; what it computed is not waiting.
        const ThreadTimes &first = samples.front().times;
        const ThreadTimes &last = samples.back().times;
        const Base::Duration waited = std::max(Base::Duration::zero(), duration - (last.onCpu - first.onCpu));
        return QStringLiteral("In %1 for %2 of %3 ms.")
            .arg(call, milliseconds(waited), milliseconds(duration));
    }
    return QStringLiteral("In %1 in %2 of %3 samples.").arg(call).arg(hits).arg(samples.size());
}

} // namespace

QString systemCallName(long number)
{
    if (const SystemCall *call = find(number))
        return QString::fromLatin1(call->name);
    return QStringLiteral("system call %1").arg(number);
}

CauseVerdict judgeCause(const std::vector<StallSample> &samples, Base::Duration duration)
{
    if (samples.empty())
        return {StallCause::Unknown, QStringLiteral("The stall ended before it was looked at.")};
    const ThreadTimes &first = samples.front().times;
    const ThreadTimes &last = samples.back().times;
    const Base::Duration seen = samples.back().takenAt - samples.front().takenAt;
    const Base::Duration waiting = last.waitingForCpu - first.waitingForCpu;
    if (seen > Base::Duration::zero() && waiting > seen / 2) {
        return {StallCause::Descheduled,
                QStringLiteral("Ready to run, but another thread had the CPU for %1 ms.")
                    .arg(milliseconds(waiting))};
    }
    std::map<StallCause, int> hits;
    for (const StallSample &sample : samples)
        ++hits[causeOf(sample)];
    // A thread that wakes up every few milliseconds to wait again is often caught awake; its CPU time tells.
    if (hits.size() > 1 && last.onCpu - first.onCpu < seen / 2)
        hits.erase(StallCause::Cpu);
    const auto most = std::ranges::max_element(hits, {}, [](const auto &entry) { return entry.second; });
    switch (most->first) {
    case StallCause::Cpu: {
        if (seen <= Base::Duration::zero())
            return {StallCause::Cpu, QStringLiteral("The thread was computing when it was looked at.")};
        const Base::Duration used = last.onCpu - first.onCpu;
        return {StallCause::Cpu, QStringLiteral("The thread computed for %1 of the %2 ms that were watched.")
                                     .arg(milliseconds(std::min(used, seen)), milliseconds(seen))};
    }
    case StallCause::PageFault:
        return {StallCause::PageFault,
                QStringLiteral("Waiting for memory in %1 of %2 samples, %3 major faults.")
                    .arg(most->second)
                    .arg(samples.size())
                    .arg(last.majorFaults - first.majorFaults)};
    default:
        return {most->first, parkedEvidence(samples, most->first, most->second, duration)};
    }
}

} // namespace Loopscope::Monitor
