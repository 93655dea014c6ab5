#include "core/trace/stackreading.h"

namespace Loopscope::Trace {

const Frame *innermostNamedFrame(const Stack &stack)
{
    for (const Frame &frame : stack.frames) {
        // The dispatch itself: what is further out called the loop, and not the handler.
        if (frame.origin == FrameOrigin::Monitor)
            return nullptr;
        const bool isPrograms = frame.origin == FrameOrigin::Own || frame.origin == FrameOrigin::Library;
        if (isPrograms && frame.function != QLatin1String("??"))
            return &frame;
    }
    return nullptr;
}

} // namespace Loopscope::Trace
