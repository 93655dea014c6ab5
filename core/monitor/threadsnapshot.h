#pragma once

#include "core/base/steadytime.h"

#include <semaphore.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace Loopscope::Monitor {

/// Where a thread was at one moment: registers and a copy of its stack, so that it can be unwound
/// afterwards, elsewhere and without any risk for the thread.
struct ThreadSnapshot
{
    enum Register
    {
        Rax,
        Rdx,
        Rcx,
        Rbx,
        Rsi,
        Rdi,
        Rbp,
        Rsp,
        R8,
        R9,
        R10,
        R11,
        R12,
        R13,
        R14,
        R15,
        Rip,
        count
    };

    Base::SteadyTime takenAt;
    bool isParked = false;              ///< in the kernel; else it was running when it was interrupted
    long systemCall = -1;               ///< number of the call it was parked in; -1: in none (a page fault)
    std::array<quint64, 3> arguments{}; ///< of that call, the first ones
    bool allRegisters = false;          ///< false: only Rsp and Rip are known
    std::array<quint64, Register::count> registers{}; ///< in DWARF's order
    quint64 stackStart = 0;
    std::vector<std::byte> stack;
};

/// Takes snapshots of threads of this process. First without disturbing them, from /proc; only a thread that
/// is on the CPU is interrupted by a signal, since there is no system call that the signal could cut short
/// (VERIFIED-FACTS 2). One thread uses it: the watchdog. Of several at a time one can ask by signal.
class ThreadSnapshotter
{
public:
    ThreadSnapshotter();
    ~ThreadSnapshotter();

    /// `stackHigh` is the end of the thread's stack. False when it could not be read.
    bool take(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot);

    /// Of the calling thread, to make the first real one as fast as the others.
    static ThreadSnapshot ofThisThread();

private:
    enum class Parked
    {
        Yes,
        Running,
        Unreadable
    };

    Parked takeParked(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot);
    bool takeRunning(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot);
    static bool askBySignal(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot);
};

/// What a thread of this process has done so far.
struct ThreadTimes
{
    Base::Duration onCpu{0};
    Base::Duration waitingForCpu{0};
    quint64 majorFaults = 0;
};

/// Since the thread began; 0 when it cannot be read.
quint64 majorFaultsOf(qint64 tid);

} // namespace Loopscope::Monitor
