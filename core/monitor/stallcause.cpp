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
    WaitOn on = WaitOn::Nothing;
};

using Trace::StallCause;

// The calls that threads of Qt programs wait in; what is not here counts as input or output.
constexpr std::array systemCalls{
    SystemCall{SYS_nanosleep, "nanosleep", StallCause::Sleep},
    SystemCall{SYS_clock_nanosleep, "clock_nanosleep", StallCause::Sleep},
    SystemCall{SYS_pause, "pause", StallCause::Sleep},
    SystemCall{SYS_rt_sigtimedwait, "rt_sigtimedwait", StallCause::Sleep},
    SystemCall{SYS_rt_sigsuspend, "rt_sigsuspend", StallCause::Sleep},
    SystemCall{SYS_futex, "futex", StallCause::Lock, WaitOn::Futex},
    SystemCall{SYS_flock, "flock", StallCause::Lock, WaitOn::Descriptor},
    SystemCall{SYS_fcntl, "fcntl", StallCause::Lock, WaitOn::Descriptor},
    SystemCall{SYS_semop, "semop", StallCause::Lock},
    SystemCall{SYS_semtimedop, "semtimedop", StallCause::Lock},
    SystemCall{SYS_msgrcv, "msgrcv", StallCause::Lock},
    SystemCall{SYS_msgsnd, "msgsnd", StallCause::Lock},
    SystemCall{SYS_wait4, "wait4", StallCause::Lock},
    SystemCall{SYS_waitid, "waitid", StallCause::Lock},
    SystemCall{SYS_read, "read", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_write, "write", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_pread64, "pread64", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_pwrite64, "pwrite64", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_readv, "readv", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_writev, "writev", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_preadv, "preadv", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_pwritev, "pwritev", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_preadv2, "preadv2", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_pwritev2, "pwritev2", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_recvfrom, "recvfrom", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_recvmsg, "recvmsg", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_recvmmsg, "recvmmsg", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_sendto, "sendto", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_sendmsg, "sendmsg", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_sendmmsg, "sendmmsg", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_connect, "connect", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_accept, "accept", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_accept4, "accept4", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_sendfile, "sendfile", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_splice, "splice", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_tee, "tee", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_fsync, "fsync", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_fdatasync, "fdatasync", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_sync_file_range, "sync_file_range", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_syncfs, "syncfs", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_fallocate, "fallocate", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_ftruncate, "ftruncate", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_getdents64, "getdents64", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_readahead, "readahead", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_fstat, "fstat", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_close, "close", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_ioctl, "ioctl", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_copy_file_range, "copy_file_range", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_vmsplice, "vmsplice", StallCause::Io, WaitOn::Descriptor},
    SystemCall{SYS_open, "open", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_stat, "stat", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_lstat, "lstat", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_access, "access", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_unlink, "unlink", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_rename, "rename", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_mkdir, "mkdir", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_rmdir, "rmdir", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_truncate, "truncate", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_readlink, "readlink", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_statfs, "statfs", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_execve, "execve", StallCause::Io, WaitOn::Path},
    SystemCall{SYS_openat, "openat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_newfstatat, "newfstatat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_statx, "statx", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_unlinkat, "unlinkat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_renameat, "renameat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_renameat2, "renameat2", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_mkdirat, "mkdirat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_readlinkat, "readlinkat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_faccessat, "faccessat", StallCause::Io, WaitOn::PathAt},
    SystemCall{SYS_poll, "poll", StallCause::Io, WaitOn::PollSet},
    SystemCall{SYS_ppoll, "ppoll", StallCause::Io, WaitOn::PollSet},
    SystemCall{SYS_select, "select", StallCause::Io},
    SystemCall{SYS_pselect6, "pselect6", StallCause::Io},
    SystemCall{SYS_epoll_wait, "epoll_wait", StallCause::Io},
    SystemCall{SYS_epoll_pwait, "epoll_pwait", StallCause::Io},
    SystemCall{SYS_epoll_pwait2, "epoll_pwait2", StallCause::Io},
    SystemCall{SYS_sync, "sync", StallCause::Io},
    SystemCall{SYS_io_getevents, "io_getevents", StallCause::Io},
    SystemCall{SYS_io_uring_enter, "io_uring_enter", StallCause::Io},
    SystemCall{SYS_mount, "mount", StallCause::Io},
    SystemCall{SYS_umount2, "umount2", StallCause::Io},
    SystemCall{SYS_msync, "msync", StallCause::Io},
    SystemCall{SYS_mmap, "mmap", StallCause::PageFault},
    SystemCall{SYS_munmap, "munmap", StallCause::PageFault},
    SystemCall{SYS_mprotect, "mprotect", StallCause::PageFault},
    SystemCall{SYS_madvise, "madvise", StallCause::PageFault},
    SystemCall{SYS_mlock, "mlock", StallCause::PageFault},
    SystemCall{SYS_brk, "brk", StallCause::PageFault},
    SystemCall{SYS_mremap, "mremap", StallCause::PageFault},
    SystemCall{SYS_sched_yield, "sched_yield", StallCause::Cpu},
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

StallCause causeOf(const StallSample &sample)
{
    if (!sample.isParked)
        return StallCause::Cpu;
    if (sample.systemCall < 0)
        return StallCause::PageFault;
    const SystemCall *call = find(sample.systemCall);
    return call ? call->cause : StallCause::Io;
}

// ", on socket to 127.0.0.1:8080" of the look that knows it.
QString waitedFor(const std::vector<StallSample> &samples, long call)
{
    for (const StallSample &sample : samples) {
        if (!sample.waitsOn.isEmpty() && sample.systemCall == call)
            return QStringLiteral(", on %1").arg(sample.waitsOn);
    }
    return {};
}

// Of equals the one that was seen last: it was waited in when the stall had grown longest.
std::pair<long, int> commonestCall(const std::vector<StallSample> &samples, StallCause cause)
{
    std::pair<long, int> most{-1, 0};
    std::map<long, int> counts;
    for (const StallSample &sample : samples) {
        if (!sample.isParked || causeOf(sample) != cause)
            continue;
        const int count = ++counts[sample.systemCall];
        if (count >= most.second)
            most = {sample.systemCall, count};
    }
    return most;
}

// Neither on a CPU nor ready for one.
Base::Duration asleepFor(Base::Duration duration, const StallShares &shares)
{
    return std::max(Base::Duration::zero(), duration - shares.onCpu - shares.waitingForCpu);
}

// As far as it is known; what it computed is not waiting.
Base::Duration asleepFor(const std::vector<StallSample> &samples, Base::Duration duration,
                         const std::optional<StallShares> &shares)
{
    const ThreadTimes &first = samples.front().times;
    return asleepFor(duration, shares.value_or(StallShares{samples.back().times.onCpu - first.onCpu}));
}

QString parkedEvidence(const std::vector<StallSample> &samples, StallCause cause, Base::Duration duration,
                       const std::optional<StallShares> &shares)
{
    const auto [call, hits] = commonestCall(samples, cause);
    const QString name = systemCallName(call);
    if (samples.size() == 1)
        return QStringLiteral("In %1 when it was looked at%2.").arg(name, waitedFor(samples, call));
    if (hits == static_cast<int>(samples.size())) // at every look
        return QStringLiteral("In %1 for %2 of %3 ms%4.")
            .arg(name, milliseconds(asleepFor(samples, duration, shares)), milliseconds(duration),
                 waitedFor(samples, call));
    return QStringLiteral("In %1 in %2 of %3 samples%4.")
        .arg(name)
        .arg(hits)
        .arg(samples.size())
        .arg(waitedFor(samples, call));
}

// Between the first look and the last, when it was in a system call at each: it was not ready to run.
Base::Duration parkedFor(const std::vector<StallSample> &samples)
{
    if (samples.empty() || !std::ranges::all_of(samples, &StallSample::isParked))
        return Base::Duration::zero();
    return samples.back().takenAt - samples.front().takenAt;
}

// At least so long, within the stall. The window may have begun before it: then not all that happened in it
// is the stall's.
Base::Duration waitedForCpu(const StallTimes &times, Base::Duration duration,
                            const std::vector<StallSample> &samples)
{
    const Base::Duration outside = std::max(Base::Duration::zero(), times.window - duration);
    const Base::Duration byCpu = std::min(times.waitingForCpu, duration - times.onCpu);
    const Base::Duration waited = std::max({Base::Duration::zero(), byCpu, times.waitingForCpu - outside});
    return std::min(waited, duration - parkedFor(samples));
}

// Without what the thread waited for a CPU there would have been no stall. A stall whose other part alone is
// over the threshold is the program's own, however long the machine drew it out.
bool isOfMachine(Base::Duration waited, Base::Duration duration, const std::optional<StallTimes> &times)
{
    return waited > Base::Duration::zero() && (!times || duration - waited < times->threshold);
}

CauseVerdict descheduled(Base::Duration waited, std::optional<Base::Duration> duration)
{
    const QString sentence =
        QStringLiteral("Ready to run, but another thread had the CPU for %1 ms.").arg(milliseconds(waited));
    if (!duration)
        return {StallCause::Descheduled, sentence};
    return {StallCause::Descheduled,
            QStringLiteral("Ready to run, but another thread had the CPU for %1 of %2 ms.")
                .arg(milliseconds(waited), milliseconds(*duration))};
}

/// What the thread did between the first look and the last.
struct Watched
{
    Base::Duration time{0};
    Base::Duration onCpu{0};
    Base::Duration waiting{0};
};

Watched watchedOf(const std::vector<StallSample> &samples)
{
    const StallSample &first = samples.front();
    const StallSample &last = samples.back();
    return {last.takenAt - first.takenAt, last.times.onCpu - first.times.onCpu,
            last.times.waitingForCpu - first.times.waitingForCpu};
}

bool isMostlyAsleep(const Watched &watched, Base::Duration duration, const std::optional<StallShares> &shares)
{
    if (shares)
        return shares->onCpu < (duration - shares->waitingForCpu) / 2;
    return watched.onCpu < watched.time / 2;
}

// In no call when it was looked at.
CauseVerdict judgeAwake(const Watched &watched, Base::Duration duration,
                        const std::optional<StallTimes> &times, const std::optional<StallShares> &shares)
{
    if (shares && asleepFor(duration, *shares) > duration / 2)
        return {StallCause::Unknown,
                QStringLiteral("Awake when it was looked at, but asleep for %1 of %2 ms.")
                    .arg(milliseconds(asleepFor(duration, *shares)), milliseconds(duration))};
    if (shares)
        return {StallCause::Cpu, QStringLiteral("The thread computed for %1 of %2 ms.")
                                     .arg(milliseconds(shares->onCpu), milliseconds(duration))};
    if (watched.time <= Base::Duration::zero())
        return {StallCause::Cpu, QStringLiteral("The thread was computing when it was looked at.")};
    // It hardly computed: the kernel adds the wait for the CPU only when it has ended.
    if (watched.onCpu < watched.time / 2 && isOfMachine(watched.time - watched.onCpu, duration, times))
        return descheduled(watched.time - watched.onCpu, std::nullopt);
    return {StallCause::Cpu,
            QStringLiteral("The thread computed for %1 of the %2 ms that were watched.")
                .arg(milliseconds(std::min(watched.onCpu, watched.time)), milliseconds(watched.time))};
}

CauseVerdict judgeUnseen(Base::Duration duration, const std::optional<StallTimes> &times)
{
    const Base::Duration outside =
        times ? std::max(Base::Duration::zero(), times->window - duration) : Base::Duration::zero();
    const Base::Duration computed = times ? times->onCpu - outside : Base::Duration::zero(); // at least
    if (computed > duration / 2)
        return {StallCause::Cpu,
                QStringLiteral("The thread computed for %1 of %2 ms. It ended before it was looked at.")
                    .arg(milliseconds(computed), milliseconds(duration))};
    return {StallCause::Unknown, QStringLiteral("The stall ended before it was looked at.")};
}

} // namespace

std::optional<StallShares> sharesOf(const std::vector<StallSample> &samples, Base::Duration duration,
                                    const StallTimes &times)
{
    constexpr int smallPart = 10;
    const Base::Duration unseen = std::max(Base::Duration::zero(), duration - times.window);
    if (unseen + times.busyBefore > duration / smallPart)
        return std::nullopt;
    const Base::Duration waited = waitedForCpu(times, duration, samples);
    // A loop that does not dispatch sleeps: what the thread computed before the stall, it did in dispatches.
    const Base::Duration computed =
        std::clamp(times.onCpu - times.busyBefore, Base::Duration::zero(), duration - waited);
    return StallShares{computed, waited};
}

QString systemCallName(long number)
{
    if (const SystemCall *call = find(number))
        return QString::fromLatin1(call->name);
    return QStringLiteral("system call %1").arg(number);
}

WaitOn waitOf(long number)
{
    const SystemCall *call = find(number);
    return call ? call->on : WaitOn::Nothing;
}

CauseVerdict judgeCause(const std::vector<StallSample> &samples, Base::Duration duration,
                        const std::optional<StallTimes> &times)
{
    if (times) {
        const Base::Duration waited = waitedForCpu(*times, duration, samples);
        if (isOfMachine(waited, duration, times))
            return descheduled(waited, duration);
    }
    if (samples.empty())
        return judgeUnseen(duration, times);
    const Watched watched = watchedOf(samples);
    const bool wasParked = parkedFor(samples) > duration / 2;
    if (!wasParked && watched.time > Base::Duration::zero() && watched.waiting > watched.time / 2 &&
        isOfMachine(watched.waiting, duration, times))
        return descheduled(watched.waiting, std::nullopt);
    const std::optional<StallShares> shares = times ? sharesOf(samples, duration, *times) : std::nullopt;
    std::map<StallCause, int> hits;
    for (const StallSample &sample : samples)
        ++hits[causeOf(sample)];
    // A thread that wakes up every few milliseconds to wait again is often caught awake; its CPU time tells.
    if (hits.size() > 1 && isMostlyAsleep(watched, duration, shares))
        hits.erase(StallCause::Cpu);
    const auto most = std::ranges::max_element(hits, {}, [](const auto &entry) { return entry.second; });
    if (most->first == StallCause::Cpu)
        return judgeAwake(watched, duration, times, shares);
    if (most->first == StallCause::PageFault)
        return {StallCause::PageFault,
                QStringLiteral("Waiting for memory in %1 of %2 samples, %3 major faults.")
                    .arg(most->second)
                    .arg(samples.size())
                    .arg(samples.back().times.majorFaults - samples.front().times.majorFaults)};
    return {most->first, parkedEvidence(samples, most->first, duration, shares)};
}

} // namespace Loopscope::Monitor
