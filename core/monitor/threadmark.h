#pragma once

#include "core/base/export.h"
#include "core/trace/track.h"

namespace Loopscope::Monitor {

/// A thread, and the observed loop in it. Valid as a name after the thread has ended.
struct ThreadMark
{
    const void *thread = nullptr; ///< to compare with
    Trace::TrackId track = 0;     ///< 0: its loop is not observed
};

/// Two thread-local reads.
LOOPSCOPE_EXPORT ThreadMark currentThreadMark() noexcept;

/// A coroutine that was suspended in `own` goes on here. On the thread where it happens, with its stack;
/// never waits.
LOOPSCOPE_EXPORT void reportResumption(Trace::TaskId task, const ThreadMark &own);

} // namespace Loopscope::Monitor
