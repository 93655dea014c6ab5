#include "ui/models/shownstall.h"

#include <QStringView>

#include <algorithm>

namespace Loopscope::Models {

namespace {

using Trace::Frame;
using Trace::FrameOrigin;

/// "core/scenario/http/http_onloopblocking.cpp": the folder is the slide's, and the file begins with its
/// name.
bool isVariantsFile(const QString &file)
{
    const qsizetype at = file.indexOf(QLatin1String("core/scenario/"));
    if (at < 0)
        return false;
    const QStringView path = QStringView(file).sliced(at + 14);
    const qsizetype slash = path.indexOf(u'/');
    if (slash <= 0)
        return false;
    const QStringView name = path.sliced(slash + 1);
    return name.startsWith(path.first(slash)) && name.sliced(slash).startsWith(u'_');
}

// A destructor that nobody wrote stands at its class, where nothing can be seen.
bool isVariants(const Frame &frame)
{
    return frame.origin == FrameOrigin::Own && frame.line > 0 && !frame.function.contains(u'~') &&
           isVariantsFile(frame.file);
}

bool hasVariant(const Trace::Stack &stack)
{
    return std::ranges::any_of(stack.frames, isVariants);
}

// What the variant called is worth its names; what called the variant runs it, as the loop does.
void leaveToTheVariant(Trace::Stack *stack)
{
    const auto outermost = std::find_if(stack->frames.rbegin(), stack->frames.rend(), isVariants).base();
    for (auto frame = stack->frames.begin(); frame != stack->frames.end(); ++frame) {
        if (frame->origin == FrameOrigin::Own && !isVariants(*frame))
            frame->origin = frame < outermost ? FrameOrigin::Library : FrameOrigin::Monitor;
    }
}

} // namespace

bool isOfVariant(const Trace::Stall &stall)
{
    return stall.stacks && std::ranges::any_of(*stall.stacks, hasVariant);
}

Trace::Stall shownStall(Trace::Stall stall)
{
    if (!stall.stacks || std::ranges::none_of(*stall.stacks, hasVariant))
        return stall;
    auto stacks = std::make_shared<std::vector<Trace::Stack>>(*stall.stacks);
    for (Trace::Stack &stack : *stacks)
        leaveToTheVariant(&stack);
    stall.stacks = std::move(stacks);
    return stall;
}

} // namespace Loopscope::Models
