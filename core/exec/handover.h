#pragma once

// Qt's queues and locks order what one thread wrote before what another reads. The thread sanitizer
// does not see that in a Qt that was built without it, so both sides tell it. Nothing otherwise.
#if defined(LOOPSCOPE_SANITIZE_THREAD)
extern "C" void __tsan_acquire(void *address);
extern "C" void __tsan_release(void *address);
#endif

namespace Loopscope::Exec {

/// Before an object is given to another thread through Qt.
inline void noteGiven([[maybe_unused]] void *object) noexcept
{
#if defined(LOOPSCOPE_SANITIZE_THREAD)
    __tsan_release(object);
#endif
}

/// Before the other thread touches it.
inline void noteTaken([[maybe_unused]] void *object) noexcept
{
#if defined(LOOPSCOPE_SANITIZE_THREAD)
    __tsan_acquire(object);
#endif
}

} // namespace Loopscope::Exec
