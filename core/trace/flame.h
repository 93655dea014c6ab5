#pragma once

#include "core/trace/stall.h"

#include <utility>
#include <vector>

namespace Loopscope::Trace {

/// A function of a flame: what the samples of a stall have in common at this depth. Where the samples went on
/// further in, `children` say so.
struct FlameNode
{
    QString function; ///< of a fold: "event loop" if that is in it, else empty
    QString file;
    int line = 0; ///< the one in most samples; 0: unknown
    QString module;
    FrameOrigin origin = FrameOrigin::Library;
    bool inlined = false;
    int samples = 0;        ///< looks that found it on the stack
    int ownSamples = 0;     ///< of them: as the innermost function
    int approximate = 0;    ///< of them: in a stack for which the unwinder had to guess
    Base::Duration time{0}; ///< that these looks stand for: what its width is in proportion to
    std::vector<std::pair<int, int>> lines; ///< (line, samples), most samples first; without line 0
    std::vector<Frame> folded;       ///< of a fold: its frames, outermost first, in the sample that had most
    bool isFoldUneven = false;       ///< other samples had fewer
    std::vector<FlameNode> children; ///< in the order in which they were seen first

    bool isFold() const { return !folded.empty(); }
};

/// All stacks of one stall, merged: roots are the outermost functions.
struct Flame
{
    std::vector<FlameNode> roots;
    int samples = 0;
    int approximate = 0;
    Base::Duration time{0}; ///< from the first look to the end of the stall

    int depth() const;
};

enum class FlameDetail : quint8
{
    Folded, ///< runs of the monitor's, Qt's and the C library's frames are one node each; what the program's
            ///< own code called directly remains; a coroutine is one frame
    Expanded, ///< every frame
};

/// Of a stall that is open or closed; empty while it has no stack. Costs some microseconds per stack.
Flame flameOf(const Stall &stall, FlameDetail detail = FlameDetail::Folded);

} // namespace Loopscope::Trace
