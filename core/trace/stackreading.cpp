#include "core/trace/stackreading.h"

namespace Loopscope::Trace {

const Frame *innermostNamedFrame(const Stack &stack)
{
    const Frame *ofQt = nullptr; // where nothing of the program's was seen further in
    bool sawProgram = false;
    for (const Frame &frame : stack.frames) {
        // The dispatch itself: what is further out called the loop, and not the handler.
        if (frame.origin == FrameOrigin::Monitor)
            break;
        const bool isNamed = frame.function != QLatin1String("??");
        const bool isPrograms = frame.origin == FrameOrigin::Own || frame.origin == FrameOrigin::Library;
        if (isPrograms && isNamed)
            return &frame;
        sawProgram = sawProgram || isPrograms;
        if (frame.origin == FrameOrigin::Qt && isNamed && !ofQt && !sawProgram)
            ofQt = &frame;
    }
    return ofQt;
}

} // namespace Loopscope::Trace
