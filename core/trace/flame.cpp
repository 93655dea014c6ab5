#include "core/trace/flame.h"

#include "core/trace/stackreading.h"

#include <algorithm>

namespace Loopscope::Trace {

namespace {

/// A frame, or a run of frames that are shown as one. Outermost first.
struct Level
{
    Frame frame;
    std::vector<Frame> folded;
};

bool isFoldable(const Frame &frame)
{
    return frame.origin == FrameOrigin::Monitor || frame.origin == FrameOrigin::Qt ||
           frame.origin == FrameOrigin::System;
}

Level foldOf(std::vector<Frame> run)
{
    const auto has = [&run](FrameOrigin origin) {
        return std::ranges::find(run, origin, &Frame::origin) != run.end();
    };
    Level level;
    level.frame.origin = has(FrameOrigin::Monitor) ? FrameOrigin::Monitor
                         : has(FrameOrigin::Qt)    ? FrameOrigin::Qt
                                                   : FrameOrigin::System;
    level.frame.function = std::ranges::any_of(run, runsTheLoop) ? QStringLiteral("event loop") : QString();
    level.folded = std::move(run);
    return level;
}

// What the program called is worth its name; what that called in turn, and what called the program, is not.
void appendRun(std::vector<Frame> run, bool isCalledByProgram, bool isInnermost, std::vector<Level> *levels)
{
    if (isCalledByProgram && isInnermost && !run.empty()) {
        levels->push_back({run.front(), {}});
        run.erase(run.begin());
    }
    if (run.size() == 1)
        levels->push_back({run.front(), {}});
    else if (!run.empty())
        levels->push_back(foldOf(std::move(run)));
}

std::vector<Level> levelsOf(const Stack &stack, FlameDetail detail)
{
    std::vector<Level> levels;
    std::vector<Frame> run;
    bool wasProgram = false;
    const std::vector<Frame> frames =
        detail == FlameDetail::Folded ? withWholeCoroutines(stack.frames) : stack.frames;
    for (auto at = frames.rbegin(); at != frames.rend(); ++at) {
        const Frame &frame = *at;
        if (detail == FlameDetail::Folded && isFoldable(frame)) {
            run.push_back(frame);
            continue;
        }
        appendRun(std::exchange(run, {}), wasProgram, false, &levels);
        levels.push_back({frame, {}});
        wasProgram = true;
    }
    appendRun(std::move(run), wasProgram, true, &levels);
    return levels;
}

bool isSame(const FlameNode &node, const Level &level)
{
    const Frame &frame = level.frame;
    return node.isFold() == !level.folded.empty() && node.function == frame.function &&
           node.file == frame.file && node.module == frame.module && node.inlined == frame.inlined &&
           node.origin == frame.origin;
}

FlameNode &childFor(std::vector<FlameNode> *nodes, const Level &level)
{
    const auto known =
        std::ranges::find_if(*nodes, [&](const FlameNode &node) { return isSame(node, level); });
    if (known != nodes->end()) {
        known->isFoldUneven = known->isFoldUneven || known->folded.size() != level.folded.size();
        if (level.folded.size() > known->folded.size())
            known->folded = level.folded;
        return *known;
    }
    FlameNode node;
    node.function = level.frame.function;
    node.file = level.frame.file;
    node.module = level.frame.module;
    node.origin = level.frame.origin;
    node.inlined = level.frame.inlined;
    node.folded = level.folded;
    nodes->push_back(std::move(node));
    return nodes->back();
}

void countLine(FlameNode *node, int line)
{
    if (line <= 0)
        return;
    const auto known = std::ranges::find(node->lines, line, &std::pair<int, int>::first);
    if (known != node->lines.end())
        ++known->second;
    else
        node->lines.emplace_back(line, 1);
    std::ranges::stable_sort(node->lines, std::ranges::greater(), &std::pair<int, int>::second);
    node->line = node->lines.front().first;
}

void add(const Stack &stack, Base::Duration time, FlameDetail detail, Flame *flame)
{
    std::vector<FlameNode> *nodes = &flame->roots;
    FlameNode *innermost = nullptr;
    for (const Level &level : levelsOf(stack, detail)) {
        FlameNode &node = childFor(nodes, level);
        ++node.samples;
        node.approximate += stack.approximate ? 1 : 0;
        node.time += time;
        countLine(&node, level.frame.line);
        innermost = &node;
        nodes = &node.children;
    }
    if (innermost)
        ++innermost->ownSamples;
    ++flame->samples;
    flame->approximate += stack.approximate ? 1 : 0;
    flame->time += time;
}

int depthOf(const std::vector<FlameNode> &nodes)
{
    int deepest = 0;
    for (const FlameNode &node : nodes)
        deepest = std::max(deepest, 1 + depthOf(node.children));
    return deepest;
}

} // namespace

int Flame::depth() const
{
    return depthOf(roots);
}

Flame flameOf(const Stall &stall, FlameDetail detail)
{
    Flame flame;
    if (!stall.stacks)
        return flame;
    constexpr Base::Duration shortest(1); // the last look may have come at the very end
    const std::vector<Stack> &stacks = *stall.stacks;
    for (std::size_t i = 0; i < stacks.size(); ++i) {
        const Base::SteadyTime until =
            i + 1 < stacks.size() ? stacks[i + 1].takenAt : stall.startedAt + stall.duration;
        add(stacks[i], std::max(shortest, Base::Duration(until - stacks[i].takenAt)), detail, &flame);
    }
    return flame;
}

} // namespace Loopscope::Trace
