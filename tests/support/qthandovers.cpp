// Debian's Qt is built without the thread sanitizer, so what Qt hands from thread to thread looks like a
// race. Here, in builds with the sanitizer only, it is told of the hand-overs: events that are posted and
// delivered, and the start and end of threads.

#include <QAbstractEventDispatcher>
#include <QThread>

#include <dlfcn.h>
#include <private/qcoreapplication_p.h>
#include <private/qobject_p.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <typeinfo>
#include <utility>

extern "C" void __tsan_acquire(void *address);
extern "C" void __tsan_release(void *address);

namespace {

using PostEvent = void (*)(QObject *, QEvent *, int);

template <typename Function>
Function realOf(const char *name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// How QCoreApplication::postEvent begins in Debian 12: pushes, one move, room on the stack and the stack's
// guard. All of it may run anywhere, so it is moved aside to make room for a jump; Qt calls itself without a
// table in which the function could be replaced.
constexpr std::array<unsigned char, 22> prologue{0x41, 0x55, 0x41, 0x54, 0x55, 0x48, 0x89, 0xf5,
                                                 0x53, 0x48, 0x83, 0xec, 0x58, 0x64, 0x48, 0x8b,
                                                 0x04, 0x25, 0x28, 0x00, 0x00, 0x00};
constexpr std::size_t jumpSize = 14;

void writeJump(unsigned char *code, const void *target)
{
    constexpr std::array<unsigned char, 6> jumpToWhatFollows{0xff, 0x25, 0, 0, 0, 0};
    std::memcpy(code, jumpToWhatFollows.data(), jumpToWhatFollows.size());
    std::memcpy(code + jumpToWhatFollows.size(), &target, sizeof target);
}

bool makeWritable(unsigned char *code, std::size_t size)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(code) / page * page;
    const auto end = reinterpret_cast<std::uintptr_t>(code) + size;
    return ::mprotect(reinterpret_cast<void *>(begin), end - begin, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
}

PostEvent movedPrologue = nullptr;

// What a queued call calls is counted by Qt, and of the two threads the last one deletes it. It is given when
// the event is destroyed, and taken when it is deleted.
using DestroyEvent = void (*)(QEvent *);
DestroyEvent destroyCall = nullptr;

void destroyCallAndTell(QEvent *event)
{
    __tsan_acquire(event); // it may never have been delivered
    constexpr std::size_t slotObject =
        (sizeof(QAbstractMetaCallEvent) + alignof(void *) - 1) / alignof(void *);
    if (void *called = reinterpret_cast<void **>(event)[slotObject])
        __tsan_release(called);
    destroyCall(event);
}

// The second function of the class's table is the destructor that deletes.
bool watchDestruction(QEvent *call)
{
    auto *table = *reinterpret_cast<DestroyEvent **>(call);
    if (!makeWritable(reinterpret_cast<unsigned char *>(table), 2 * sizeof *table))
        return false;
    destroyCall = std::exchange(table[1], &destroyCallAndTell);
    return true;
}

bool isCall(const QEvent *event)
{
    return event->type() == QEvent::MetaCall && std::strcmp(typeid(*event).name(), "14QMetaCallEvent") == 0;
}

void postAndTell(QObject *receiver, QEvent *event, int priority)
{
    if (isCall(event)) [[maybe_unused]]
        static const bool isWatched = watchDestruction(event);
    __tsan_release(event);
    movedPrologue(receiver, event, priority);
}

// Called before each delivery, in the receiver's thread: receiver, event, result.
bool takeOver(void **arguments)
{
    __tsan_acquire(arguments[1]);
    return false;
}

bool watchPosting()
{
    auto *code = static_cast<unsigned char *>(
        ::dlsym(RTLD_DEFAULT, "_ZN16QCoreApplication9postEventEP7QObjectP6QEventi"));
    if (!code || std::memcmp(code, prologue.data(), prologue.size()) != 0)
        return false;
    auto *aside = static_cast<unsigned char *>(::mmap(nullptr, prologue.size() + jumpSize,
                                                      PROT_READ | PROT_WRITE | PROT_EXEC,
                                                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (aside == MAP_FAILED || !makeWritable(code, jumpSize))
        return false;
    std::memcpy(aside, prologue.data(), prologue.size());
    writeJump(aside + prologue.size(), code + prologue.size());
    movedPrologue = reinterpret_cast<PostEvent>(aside);
    writeJump(code, reinterpret_cast<const void *>(&postAndTell));
    return QInternal::registerCallback(QInternal::EventNotifyCallback, takeOver);
}

[[gnu::constructor]] void tellOfHandOvers()
{
    if (!watchPosting())
        std::fputs(
            "The thread sanitizer can't be told of this Qt's event queue: what it reports may be none.\n",
            stderr);
}

} // namespace

void operator delete(void *block) noexcept
{
    __tsan_acquire(block);
    std::free(block);
}

void operator delete(void *block, std::size_t) noexcept
{
    __tsan_acquire(block);
    std::free(block);
}

// QProcess starts its children in its own memory for as long as they prepare, where the sanitizer would end
// its work for the child and so for us. They get a copy.
extern "C" Q_DECL_EXPORT int clone(int (*run)(void *), void *stack, int flags, void *argument, ...)
{
    static const auto real = realOf<int (*)(int (*)(void *), void *, int, void *, ...)>("clone");
    std::va_list rest;
    va_start(rest, argument);
    auto *parentId = va_arg(rest, int *);
    void *storage = va_arg(rest, void *);
    auto *childId = va_arg(rest, int *);
    va_end(rest);
    return real(run, stack, flags & ~(CLONE_VM | CLONE_VFORK), argument, parentId, storage, childId);
}

// In place of Qt's own for what is linked into the test. The end of a thread is known by wait() alone; what
// was left to be deleted in it is deleted after finished(), its event dispatcher last of all.
void QThread::start(Priority priority)
{
    static const auto real = realOf<void (*)(QThread *, Priority)>("_ZN7QThread5startENS_8PriorityE");
    const auto tell = [this] { __tsan_release(this); };
    connect(
        this, &QThread::finished, this,
        [tell] { connect(QAbstractEventDispatcher::instance(), &QObject::destroyed, tell); },
        Qt::DirectConnection);
    real(this, priority);
}

bool QThread::wait(QDeadlineTimer deadline)
{
    static const auto real = realOf<bool (*)(QThread *, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool hasEnded = real(this, deadline);
    if (hasEnded)
        __tsan_acquire(this);
    return hasEnded;
}
