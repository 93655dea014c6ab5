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

namespace {

// Of functors and lambdas several may have the same name.
bool isResumed(const QString &function)
{
    return function.endsWith(QLatin1String("()")) && !function.endsWith(QLatin1String("operator()")) &&
           !function.startsWith(QLatin1String("lambda"));
}

bool isSameCoroutine(const Frame &inner, const Frame &outer)
{
    if (!isResumed(inner.function) || inner.file != outer.file || inner.module != outer.module)
        return false;
    constexpr int brackets = 2;
    const QStringView name = QStringView(inner.function).chopped(brackets);
    return outer.function == inner.function || outer.function == name ||
           (outer.function.endsWith(name) &&
            QStringView(outer.function).chopped(name.size()).endsWith(QLatin1String("::")));
}

} // namespace

QString callName(const Frame &frame)
{
    return frame.function.endsWith(u')') ? frame.function : frame.function + QStringLiteral("()");
}

std::vector<Frame> withWholeCoroutines(std::vector<Frame> frames)
{
    std::vector<Frame> whole;
    for (Frame &frame : frames) {
        if (whole.empty() || !isSameCoroutine(whole.back(), frame))
            whole.push_back(std::move(frame));
    }
    return whole;
}

} // namespace Loopscope::Trace
