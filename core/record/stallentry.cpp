#include "core/record/stallentry.h"

#include <algorithm>
#include <utility>

namespace Loopscope::Record {

namespace {

std::string frameText(const Trace::Frame &frame)
{
    QString text = frame.function;
    if (!frame.file.isEmpty())
        text += QStringLiteral(" %1:%2").arg(frame.file).arg(frame.line);
    else if (!frame.module.isEmpty())
        text += QStringLiteral(" [%1]").arg(frame.module);
    return text.toStdString();
}

std::vector<std::string> stackText(const Trace::Stack &stack)
{
    std::vector<std::string> lines;
    lines.reserve(stack.frames.size());
    std::ranges::transform(stack.frames, std::back_inserter(lines), frameText);
    return lines;
}

std::string originText(Trace::FrameOrigin origin)
{
    switch (origin) {
    case Trace::FrameOrigin::Own:
        return "own";
    case Trace::FrameOrigin::Monitor:
        return "monitor";
    case Trace::FrameOrigin::Qt:
        return "qt";
    case Trace::FrameOrigin::System:
        return "system";
    case Trace::FrameOrigin::Library:
        break;
    }
    return "library";
}

// What the text of a frame does not tell, or not without doubt.
std::string frameDetail(const Trace::Frame &frame)
{
    return QStringLiteral("%1 %2 %3 %4 %5")
        .arg(QString::fromStdString(originText(frame.origin)))
        .arg(frame.function.toUtf8().size())
        .arg(frame.inlined ? 1 : 0)
        .arg(frame.address, 0, 16)
        .arg(frame.module)
        .toStdString();
}

std::vector<std::string> stackDetails(const Trace::Stack &stack)
{
    std::vector<std::string> lines;
    lines.reserve(stack.frames.size());
    std::ranges::transform(stack.frames, std::back_inserter(lines), frameDetail);
    return lines;
}

bool haveSameFrames(const Trace::Stack &left, const Trace::Stack &right)
{
    return std::ranges::equal(left.frames, right.frames, [](const Trace::Frame &a, const Trace::Frame &b) {
        return a.address == b.address && a.line == b.line && a.function == b.function && a.file == b.file &&
               a.module == b.module && a.origin == b.origin && a.inlined == b.inlined;
    });
}

// The main one, which `stack` is, then the others. Readers sort them by time.
std::vector<const Trace::Stack *> mainStackFirst(const Trace::Stall &stall)
{
    const Trace::Stack *main = stall.mainStack();
    std::vector<const Trace::Stack *> stacks{main};
    for (const Trace::Stack &stack : *stall.stacks) {
        if (&stack != main)
            stacks.push_back(&stack);
    }
    return stacks;
}

// The stacks after the first one. Most samples of a stall are alike: those name the stack they repeat.
std::vector<std::string> sampleTexts(const std::vector<const Trace::Stack *> &stacks)
{
    std::vector<std::string> texts;
    for (std::size_t i = 1; i < stacks.size(); ++i) {
        const Trace::Stack &stack = *stacks[i];
        const auto known = static_cast<std::size_t>(
            std::ranges::find_if(stacks,
                                 [&](const Trace::Stack *other) { return haveSameFrames(*other, stack); }) -
            stacks.begin());
        std::string text = std::to_string(Base::toNanoseconds(stack.takenAt)) +
                           (stack.approximate ? " 1 " : " 0 ") +
                           (known < i ? '=' + std::to_string(known) : std::string("+")) + ' ' +
                           stack.systemCall.toStdString();
        if (known == i) {
            for (const Trace::Frame &frame : stack.frames)
                text += '\n' + frameDetail(frame) + '\n' + frameText(frame);
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

quint64 timeNumber(Base::SteadyTime time)
{
    return static_cast<quint64>(std::max<qint64>(0, Base::toNanoseconds(time)));
}

void addText(std::vector<Annotation> &annotations, std::string_view name, const QString &text)
{
    if (!text.isEmpty())
        annotations.push_back({name, text.toStdString()});
}

// For readers of ours alone: what makes the stall that is read the one that was written.
void addTaskDetails(std::vector<Annotation> &annotations, const Trace::Stall &stall)
{
    if (stall.task)
        annotations.push_back({"task_id", stall.task});
    if (stall.taskDone)
        annotations.push_back({"task_done", true});
    addText(annotations, "coroutine", stall.taskFunction.function);
    addText(annotations, "created_in", stall.createdAt.function);
}

// Three lists, so that any text stays one.
void addSpawners(std::vector<Annotation> &annotations, const std::vector<Trace::TaskPlace> &spawners)
{
    if (spawners.empty())
        return;
    std::vector<std::string> names, places, functions;
    for (const Trace::TaskPlace &spawner : spawners) {
        names.push_back(spawner.name.toStdString());
        places.push_back(spawner.createdAt.toString().toStdString());
        functions.push_back(spawner.createdAt.function.toStdString());
    }
    annotations.push_back({"spawned_by", std::move(names)});
    annotations.push_back({"spawned_at", std::move(places)});
    annotations.push_back({"spawned_in", std::move(functions)});
}

void addDetails(std::vector<Annotation> &annotations, const Trace::Stall &stall)
{
    annotations.push_back({"id", stall.id});
    addTaskDetails(annotations, stall);
    const Trace::Stack *stack = stall.mainStack();
    if (!stack)
        return;
    annotations.push_back({"taken_ns", timeNumber(stack->takenAt)});
    if (!stack->frames.empty())
        annotations.push_back({"frames", stackDetails(*stack)});
    if (stall.stacks->size() > 1)
        annotations.push_back({"samples", sampleTexts(mainStackFirst(stall))});
}

} // namespace

void addTask(std::vector<Annotation> &annotations, const Trace::Stall &stall)
{
    addText(annotations, "created_at", stall.createdAt.toString());
    addText(annotations, "task", stall.taskName);
    addSpawners(annotations, stall.spawnedBy);
    addTaskDetails(annotations, stall);
}

void addTimes(std::vector<Annotation> &annotations, const Trace::Stall &stall)
{
    if (stall.onCpu)
        annotations.push_back({"on_cpu_ns", static_cast<quint64>(stall.onCpu->count())});
    if (stall.waitingForCpu)
        annotations.push_back({"waiting_for_cpu_ns", static_cast<quint64>(stall.waitingForCpu->count())});
}

StallEntry StallEntry::of(const Trace::Stall &stall)
{
    StallEntry entry;
    entry.name = stall.culpritName().toStdString();
    if (const Trace::Frame *culprit = stall.culprit()) {
        entry.line = CodeLine{culprit->file.toStdString(), culprit->function.toStdString(),
                              static_cast<quint32>(culprit->line)};
    }
    auto &annotations = entry.annotations;
    annotations.push_back({"cause", Trace::causeId(stall.cause).toStdString()});
    addText(annotations, "evidence", stall.evidence);
    const Trace::Stack *stack = stall.mainStack();
    if (stack && !stack->frames.empty())
        annotations.push_back({"stack", stackText(*stack)});
    addText(annotations, "created_at", stall.createdAt.toString());
    annotations.push_back({"approximate", stack && stack->approximate});
    annotations.push_back({"kind", Trace::kindId(stall.kind).toStdString()});
    addText(annotations, "event", stall.eventName);
    addText(annotations, "task", stall.taskName);
    addSpawners(annotations, stall.spawnedBy);
    addText(annotations, "system_call", stack ? stack->systemCall : QString());
    if (stall.open)
        annotations.push_back({"open", true});
    addTimes(annotations, stall);
    addDetails(annotations, stall);
    return entry;
}

StallEntry StallEntry::of(const Trace::WrongThreadUse &use)
{
    StallEntry entry;
    entry.name = "wrong thread";
    if (const Base::SourcePlace where = use.where(); where.isValid()) {
        entry.line = CodeLine{where.file.toStdString(), where.function.toStdString(),
                              static_cast<quint32>(where.line)};
    }
    auto &annotations = entry.annotations;
    annotations.push_back({"kind", Trace::wrongThreadKindId(use.kind).toStdString()});
    addText(annotations, "object", use.object);
    addText(annotations, "own_thread", use.ownThread);
    addText(annotations, "thread", use.actualThread);
    annotations.push_back({"count", use.count});
    if (use.stack && !use.stack->frames.empty()) {
        annotations.push_back({"stack", stackText(*use.stack)});
        annotations.push_back({"frames", stackDetails(*use.stack)});
        annotations.push_back({"taken_ns", timeNumber(use.stack->takenAt)});
        annotations.push_back({"approximate", use.stack->approximate});
        addText(annotations, "system_call", use.stack->systemCall);
    }
    annotations.push_back({"id", use.id});
    annotations.push_back({"first_ns", timeNumber(use.firstAt)});
    annotations.push_back({"last_ns", timeNumber(use.lastAt)});
    annotations.push_back({"placed", use.place.isValid()});
    return entry;
}

bool hasSymbols(const Trace::Stall &stall)
{
    const Trace::Stack *stack = stall.mainStack();
    return stack && std::ranges::any_of(stack->frames, [](const Trace::Frame &frame) {
               return frame.line > 0 || frame.function != QStringLiteral("??");
           });
}

} // namespace Loopscope::Record
