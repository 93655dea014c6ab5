#include "core/monitor/ownmemory.h"
#include "core/monitor/threadsnapshot.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace Loopscope::Monitor {

namespace {

// Enough for every stack seen so far; deeper frames are lost, the innermost are kept.
constexpr std::size_t mostStack = 256 * 1024;
constexpr std::size_t mostStackBySignal = 64 * 1024;
constexpr std::chrono::milliseconds longestSignalWait{5};

// A program that takes this one's place by exec while the signal is on its way has no handler: it has to be
// one that is ignored then. Nearly nobody uses this one.
int stackSignal()
{
    static const int number = [] {
        struct sigaction former
        {};
        const bool isFree = ::sigaction(SIGURG, nullptr, &former) == 0 && former.sa_handler == SIG_DFL;
        return isFree ? SIGURG : SIGRTMIN + 4;
    }();
    return number;
}

/// What the signal handler fills. Static, since a handler may still run when its sampler is gone.
struct SignalBuffer
{
    enum State : int
    {
        Idle,
        Requested,
        Writing,
        Ready
    };

    std::atomic<int> state{Idle};
    std::atomic<bool> isTaken{false}; // by one of several samplers
    std::atomic<qint64> tid{0};       // who is asked
    std::array<greg_t, NGREG> registers;
    quint64 stackHigh = 0;
    quint64 stackStart = 0;
    std::size_t stackSize = 0;
    std::array<std::byte, mostStackBySignal> stack;
    sem_t ready;
};

SignalBuffer signalBuffer;

// Async-signal-safe: atomics, system calls, sem_post. The copied bytes belong to frames of any kind.
__attribute__((no_sanitize("address", "thread", "undefined"))) void onStackSignal(int, siginfo_t *,
                                                                                  void *context)
{
    const int error = errno;
    // A signal may come so late that another thread is asked by now, whose stack ends elsewhere.
    int expected = SignalBuffer::Requested;
    if (signalBuffer.tid.load() != ::syscall(SYS_gettid) ||
        !signalBuffer.state.compare_exchange_strong(expected, SignalBuffer::Writing)) {
        errno = error;
        return;
    }
    const auto *user = static_cast<const ucontext_t *>(context);
    for (std::size_t i = 0; i < signalBuffer.registers.size(); ++i)
        signalBuffer.registers[i] = user->uc_mcontext.gregs[i];
    const auto low = static_cast<quint64>(user->uc_mcontext.gregs[REG_RSP]) & ~quint64{7};
    signalBuffer.stackStart = low;
    std::size_t size = 0;
    if (low < signalBuffer.stackHigh)
        size = std::min<std::size_t>(signalBuffer.stackHigh - low, mostStackBySignal);
    // Through the kernel: the thread may run on a stack of its program's own, below which nothing is mapped.
    signalBuffer.stackSize = readOwnMemory(low, signalBuffer.stack.data(), size) & ~std::size_t{7};
    signalBuffer.state.store(SignalBuffer::Ready);
    ::sem_post(&signalBuffer.ready);
    errno = error;
}

/// The whole of a small file of /proc; empty when it can't be read.
std::size_t readSmallFile(const char *path, char *buffer, std::size_t size)
{
    const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return 0;
    const ssize_t got = ::read(descriptor, buffer, size - 1);
    ::close(descriptor);
    const std::size_t length = got > 0 ? static_cast<std::size_t>(got) : 0;
    buffer[length] = '\0';
    return length;
}

struct ParkedState
{
    long systemCall = -1;
    std::array<quint64, 3> arguments{};
    quint64 stackPointer = 0;
    quint64 programCounter = 0;
    bool isRunning = false;
    bool isValid = false;

    friend bool operator==(const ParkedState &, const ParkedState &) = default;
};

// "running", "-1 SP PC" or "NR A0 A1 A2 A3 A4 A5 SP PC".
ParkedState readParkedState(qint64 tid)
{
    ParkedState state;
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/self/task/%lld/syscall", static_cast<long long>(tid));
    std::array<char, 256> text;
    if (readSmallFile(path.data(), text.data(), text.size()) == 0)
        return state;
    if (std::strncmp(text.data(), "running", 7) == 0) {
        state.isRunning = true;
        return state;
    }
    unsigned long sp = 0;
    unsigned long pc = 0;
    unsigned long ignored = 0;
    const int whole = std::sscanf(text.data(), "%ld %llx %llx %llx %lx %lx %lx %lx %lx", &state.systemCall,
                                  &state.arguments[0], &state.arguments[1], &state.arguments[2], &ignored,
                                  &ignored, &ignored, &sp, &pc);
    if (whole < 9) {
        state.arguments = {};
        if (std::sscanf(text.data(), "%ld %lx %lx", &state.systemCall, &sp, &pc) != 3)
            return state;
    }
    state.stackPointer = sp;
    state.programCounter = pc;
    state.isValid = sp != 0 && pc != 0;
    return state;
}

// A stack may have just gone.
bool copyStack(quint64 from, std::size_t size, std::vector<std::byte> *stack)
{
    stack->resize(size);
    stack->resize(readOwnMemory(from, stack->data(), size));
    return !stack->empty();
}

void copyRegisters(const greg_t *from, ThreadSnapshot *snapshot)
{
    static constexpr std::array<int, ThreadSnapshot::count> order{
        REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8,
        REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    for (std::size_t i = 0; i < order.size(); ++i)
        snapshot->registers[i] = static_cast<quint64>(from[order[i]]);
}

/// Exact to this moment; /proc knows it as of the last tick of the scheduler.
qint64 cpuTimeOf(qint64 tid)
{
    constexpr unsigned perThread = 4; // as the kernel numbers the clocks of threads (linux/posix-timers.h)
    constexpr unsigned ofScheduler = 2;
    const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(tid) << 3) | perThread | ofScheduler);
    timespec time{};
    return ::clock_gettime(clock, &time) == 0 ? time.tv_sec * 1'000'000'000 + time.tv_nsec : 0;
}

// A thread that waits for a CPU counts as running too, and may be about to enter a call that the signal would
// cut short: only one that is seen to compute gets it.
bool isComputing(qint64 tid)
{
    constexpr timespec pause{0, 100'000};
    constexpr qint64 enough = 50'000; // ns of the pause
    const qint64 before = cpuTimeOf(tid);
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
    return cpuTimeOf(tid) - before >= enough && readParkedState(tid).isRunning;
}

timespec steadyDeadline(Base::Duration wait)
{
    const qint64 at = Base::toNanoseconds(Base::now() + wait);
    return {at / 1'000'000'000, at % 1'000'000'000};
}

} // namespace

ThreadSnapshotter::ThreadSnapshotter()
{
    static const int initialized = ::sem_init(&signalBuffer.ready, 0, 0); // another may wait for it
    static_cast<void>(initialized);
    struct sigaction action
    {};
    action.sa_sigaction = onStackSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    ::sigaction(stackSignal(), &action, nullptr);
}

// The handler stays: a signal that is still on its way must not end the process.
ThreadSnapshotter::~ThreadSnapshotter() = default;

bool ThreadSnapshotter::take(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot)
{
    constexpr int attempts = 3;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        switch (takeParked(tid, stackHigh, snapshot)) {
        case Parked::Yes:
            return true;
        case Parked::Running:
            if (isComputing(tid) && takeRunning(tid, stackHigh, snapshot))
                return true;
            break;
        case Parked::Unreadable:
            break;
        }
    }
    return false;
}

ThreadSnapshot ThreadSnapshotter::ofThisThread()
{
    constexpr std::size_t enough = 4096;
    ThreadSnapshot snapshot;
    ucontext_t context{};
    ::getcontext(&context);
    copyRegisters(context.uc_mcontext.gregs, &snapshot);
    snapshot.takenAt = Base::now();
    snapshot.stackStart = snapshot.registers[ThreadSnapshot::Rsp] & ~quint64{7};
    copyStack(snapshot.stackStart, enough, &snapshot.stack);
    snapshot.allRegisters = true;
    return snapshot;
}

ThreadSnapshotter::Parked ThreadSnapshotter::takeParked(qint64 tid, quint64 stackHigh,
                                                        ThreadSnapshot *snapshot)
{
    const ParkedState before = readParkedState(tid);
    if (before.isRunning)
        return Parked::Running;
    if (!before.isValid || before.stackPointer >= stackHigh)
        return Parked::Unreadable;
    snapshot->takenAt = Base::now();
    const quint64 start = before.stackPointer & ~quint64{7};
    if (!copyStack(start, std::min<std::size_t>(stackHigh - start, mostStack), &snapshot->stack))
        return Parked::Unreadable;
    // It is the stack of that moment only if the thread is still in the same place.
    if (readParkedState(tid) != before)
        return Parked::Unreadable;
    snapshot->stackStart = start;
    snapshot->isParked = true;
    snapshot->systemCall = before.systemCall;
    snapshot->arguments = before.arguments;
    snapshot->allRegisters = false;
    snapshot->registers.fill(0);
    snapshot->registers[ThreadSnapshot::Rsp] = before.stackPointer;
    snapshot->registers[ThreadSnapshot::Rip] = before.programCounter;
    return Parked::Yes;
}

// What it answers is in the buffer then.
bool ThreadSnapshotter::askBySignal(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot)
{
    while (::sem_trywait(&signalBuffer.ready) == 0) { // an answer that came too late
    }
    signalBuffer.stackHigh = stackHigh;
    signalBuffer.tid.store(tid);
    signalBuffer.state.store(SignalBuffer::Requested);
    snapshot->takenAt = Base::now();
    if (::syscall(SYS_tgkill, ::getpid(), static_cast<pid_t>(tid), stackSignal()) != 0) {
        signalBuffer.state.store(SignalBuffer::Idle);
        return false;
    }
    const timespec deadline = steadyDeadline(longestSignalWait);
    if (::sem_clockwait(&signalBuffer.ready, CLOCK_MONOTONIC, &deadline) == 0)
        return true;
    int expected = SignalBuffer::Requested;
    if (signalBuffer.state.compare_exchange_strong(expected, SignalBuffer::Idle))
        return false;
    ::sem_wait(&signalBuffer.ready); // it is writing this very moment
    return true;
}

bool ThreadSnapshotter::takeRunning(qint64 tid, quint64 stackHigh, ThreadSnapshot *snapshot)
{
    if (signalBuffer.isTaken.exchange(true))
        return false;
    const bool isAnswered = askBySignal(tid, stackHigh, snapshot);
    if (isAnswered) {
        copyRegisters(signalBuffer.registers.data(), snapshot);
        snapshot->stackStart = signalBuffer.stackStart;
        snapshot->stack.assign(signalBuffer.stack.begin(),
                               signalBuffer.stack.begin() +
                                   static_cast<std::ptrdiff_t>(signalBuffer.stackSize));
        signalBuffer.state.store(SignalBuffer::Idle);
    }
    signalBuffer.isTaken.store(false);
    if (!isAnswered)
        return false;
    snapshot->isParked = false;
    snapshot->systemCall = -1;
    snapshot->arguments = {};
    snapshot->allRegisters = true;
    return true;
}

quint64 majorFaultsOf(qint64 tid)
{
    std::array<char, 64> path;
    std::array<char, 512> text;
    std::snprintf(path.data(), path.size(), "/proc/self/task/%lld/stat", static_cast<long long>(tid));
    if (readSmallFile(path.data(), text.data(), text.size()) <= 0)
        return 0;
    // Behind the name in brackets: state and 8 more fields, then majflt.
    unsigned long long faults = 0;
    const char *rest = std::strrchr(text.data(), ')');
    if (!rest || std::sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %llu", &faults) != 1)
        return 0;
    return faults;
}

} // namespace Loopscope::Monitor
