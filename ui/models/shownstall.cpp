#include "ui/models/shownstall.h"

#include "core/session/variantstack.h"

#include <algorithm>

namespace Loopscope::Models {

namespace {

using Session::isVariants;
using Trace::FrameOrigin;

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

Trace::Stall shownStall(Trace::Stall stall)
{
    if (!Session::isOfVariant(stall))
        return stall;
    auto stacks = std::make_shared<std::vector<Trace::Stack>>(*stall.stacks);
    for (Trace::Stack &stack : *stacks)
        leaveToTheVariant(&stack);
    stall.stacks = std::move(stacks);
    return stall;
}

} // namespace Loopscope::Models
