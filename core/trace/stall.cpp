#include "core/trace/stall.h"

#include "core/trace/stackreading.h"

#include <algorithm>

namespace Loopscope::Trace {

namespace {

struct SeenLine
{
    const Frame *frame = nullptr;
    const Stack *stack = nullptr; ///< the first one that it is in
    int times = 0;
};

// In the order in which they were first seen.
std::vector<SeenLine> ownLines(const std::vector<Stack> &stacks)
{
    std::vector<SeenLine> lines;
    for (const Stack &stack : stacks) {
        const Frame *frame = innermostOwnFrame(stack);
        if (!frame)
            continue;
        auto at = std::ranges::find_if(lines, [frame](const SeenLine &seen) {
            return seen.frame->line == frame->line && seen.frame->file == frame->file;
        });
        if (at == lines.end())
            at = lines.insert(at, SeenLine{frame, &stack});
        ++at->times;
    }
    return lines;
}

} // namespace

QString kindId(StallKind kind)
{
    switch (kind) {
    case StallKind::Callback:
        return QStringLiteral("callback");
    case StallKind::Iteration:
        return QStringLiteral("iteration");
    case StallKind::Outside:
        break;
    }
    return QStringLiteral("outside");
}

QString causeId(StallCause cause)
{
    switch (cause) {
    case StallCause::Cpu:
        return QStringLiteral("cpu");
    case StallCause::Sleep:
        return QStringLiteral("sleep");
    case StallCause::Io:
        return QStringLiteral("io");
    case StallCause::Lock:
        return QStringLiteral("lock");
    case StallCause::PageFault:
        return QStringLiteral("page-fault");
    case StallCause::Descheduled:
        return QStringLiteral("descheduled");
    case StallCause::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

// The first one that was seen, unless another one was seen twice as often: what is named must not jump
// between the lines of a loop.
const Stack *Stall::mainStack() const
{
    if (!stacks || stacks->empty())
        return nullptr;
    const std::vector<SeenLine> lines = ownLines(*stacks);
    if (lines.empty())
        return &stacks->front();
    const SeenLine &most = *std::ranges::max_element(lines, {}, &SeenLine::times);
    return most.times >= 2 * lines.front().times ? most.stack : lines.front().stack;
}

bool runsTheLoop(const Frame &frame)
{
    return frame.origin == FrameOrigin::Qt && (frame.function.startsWith(QLatin1String("QEventLoop::exec")) ||
                                               frame.function.contains(QLatin1String("::processEvents")));
}

const Frame *innermostOwnFrame(const Stack &stack)
{
    for (const Frame &frame : stack.frames) {
        if (runsTheLoop(frame))
            return nullptr;
        if (frame.origin == FrameOrigin::Own && frame.line > 0)
            return &frame;
    }
    return nullptr;
}

const Frame *Stall::culprit() const
{
    const Stack *stack = mainStack();
    return stack ? innermostOwnFrame(*stack) : nullptr;
}

QString Stall::culpritName() const
{
    const Frame *frame = culprit();
    if (!frame)
        return eventName.left(eventName.indexOf(QStringLiteral(" ←"))); // what queued it is no culprit
    return callName(*frame);
}

QString slowCallbackLine(const Stall &stall)
{
    const Frame *frame = stall.culprit();
    const QString place = frame ? QStringLiteral("%1:%2").arg(frame->file).arg(frame->line) : QString();
    const QString took = QString::number(Base::toSeconds(stall.duration), 'f', 3);
    QString what;
    if (stall.task) {
        const QString coroutine =
            stall.taskFunction.function.isEmpty() ? stall.culpritName() : stall.taskFunction.function;
        what = QStringLiteral("<Task %1 name='%2' coro=<%3")
                   .arg(stall.taskDone ? QStringLiteral("finished") : QStringLiteral("pending"),
                        stall.taskName, coroutine);
        if (!place.isEmpty())
            what += QStringLiteral(" running at %1").arg(place);
        what += u'>';
        if (stall.createdAt.isValid())
            what += QStringLiteral(" created at %1").arg(stall.createdAt.toString());
        what += u'>';
    } else {
        what = QStringLiteral("<Handle %1").arg(stall.eventName);
        const Stack *stack = stall.mainStack();
        const Frame *named = !frame && stack ? innermostNamedFrame(*stack) : nullptr;
        if (!place.isEmpty())
            what += QStringLiteral(" running at %1").arg(place);
        else if (named)
            what += QStringLiteral(" in %1").arg(callName(*named));
        what += u'>';
    }
    return QStringLiteral("Executing %1 took %2 seconds").arg(what, took);
}

} // namespace Loopscope::Trace
