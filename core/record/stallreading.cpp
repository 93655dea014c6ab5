#include "core/record/stallreading.h"

#include "core/record/eventids.h"
#include "core/record/sequenceclocks.h"

#include <QStringList>

#include <algorithm>

namespace Loopscope::Record {

namespace {

constexpr std::size_t frameLimit = 1024; // of a stack; deeper ones are never taken
constexpr std::size_t sampleLimit = 4096;
constexpr std::size_t spawnerLimit = 256; // more than are ever told

QString fileOf(const QString &place)
{
    return place.left(std::max<qsizetype>(0, place.lastIndexOf(u':')));
}

int lineOf(const QString &place)
{
    return place.mid(place.lastIndexOf(u':') + 1).toInt();
}

Trace::FrameOrigin originOf(const QString &text)
{
    using Trace::FrameOrigin;
    if (text == QLatin1String("own"))
        return FrameOrigin::Own;
    if (text == QLatin1String("monitor"))
        return FrameOrigin::Monitor;
    if (text == QLatin1String("qt"))
        return FrameOrigin::Qt;
    return text == QLatin1String("system") ? FrameOrigin::System : FrameOrigin::Library;
}

// "function file:line", "function [module]" or "function"; `detail` as StallEntry writes it, or empty.
Trace::Frame frameFrom(std::string_view text, std::string_view detail)
{
    Trace::Frame frame;
    const QStringList parts = toText(detail).split(u' ');
    std::string_view rest;
    if (parts.size() >= 5) {
        const std::size_t length = std::min<std::size_t>(parts[1].toUInt(), text.size());
        frame.function = toText(text.substr(0, length));
        rest = text.substr(std::min(length + 1, text.size()));
        frame.origin = originOf(parts[0]);
        frame.inlined = parts[2] == QLatin1String("1");
        frame.address = parts[3].toULongLong(nullptr, 16);
        frame.module = parts.sliced(4).join(u' ');
    } else {
        const std::size_t space = text.rfind(' ');
        frame.function = toText(text.substr(0, space));
        rest = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    }
    const QString place = toText(rest);
    if (place.startsWith(u'[')) {
        if (frame.module.isEmpty())
            frame.module = place.mid(1, std::max<qsizetype>(0, place.size() - 2));
    } else if (!place.isEmpty()) {
        frame.file = fileOf(place);
        frame.line = lineOf(place);
    }
    return frame;
}

Base::SteadyTime timeFrom(quint64 nanoseconds)
{
    return Base::fromNanoseconds(
        static_cast<qint64>(std::min(nanoseconds, static_cast<quint64>(latestTime))));
}

// Without details the frame with the event's line is the program's own.
void markOwn(Trace::Stack *stack, const CodeLine *line)
{
    if (!line)
        return;
    for (Trace::Frame &frame : stack->frames) {
        if (frame.line == static_cast<int>(line->line) && frame.file == toText(line->file)) {
            frame.origin = Trace::FrameOrigin::Own;
            return;
        }
    }
}

Trace::Stack mainStackFrom(const Annotations &values, const CodeLine *line)
{
    Trace::Stack stack;
    stack.takenAt = timeFrom(values.number("taken_ns"));
    stack.approximate = values.isSet("approximate");
    stack.systemCall = values.text("system_call");
    const auto texts = values.texts("stack", frameLimit);
    const auto details = values.texts("frames", frameLimit);
    for (std::size_t i = 0; i < texts.size(); ++i)
        stack.frames.push_back(frameFrom(texts[i], i < details.size() ? details[i] : std::string_view()));
    if (details.empty())
        markOwn(&stack, line);
    return stack;
}

std::string_view takeLine(std::string_view *text)
{
    const std::size_t end = std::min(text->find('\n'), text->size());
    const std::string_view line = text->substr(0, end);
    text->remove_prefix(std::min(end + 1, text->size()));
    return line;
}

// "<taken_ns> <approximate> +|=<index> <system call>", then the frames.
bool addSample(std::string_view text, qint64 *frameBudget, std::vector<Trace::Stack> *stacks)
{
    const QStringList head = toText(takeLine(&text)).split(u' ');
    if (head.size() < 3)
        return true;
    Trace::Stack stack;
    stack.takenAt = timeFrom(head[0].toULongLong());
    stack.approximate = head[1] == QLatin1String("1");
    stack.systemCall = head.sliced(3).join(u' ');
    if (head[2].startsWith(u'=')) {
        const auto index = static_cast<std::size_t>(QStringView(head[2]).mid(1).toUInt());
        if (index < stacks->size()) {
            stack.frames = (*stacks)[index].frames;
            *frameBudget -= static_cast<qint64>(stack.frames.size());
        }
    }
    while (!text.empty() && stack.frames.size() < frameLimit) {
        const std::string_view detail = takeLine(&text);
        stack.frames.push_back(frameFrom(takeLine(&text), detail));
    }
    stacks->push_back(std::move(stack));
    return *frameBudget > 0;
}

std::vector<Trace::TaskPlace> spawnersFrom(const Annotations &values)
{
    const auto names = values.texts("spawned_by", spawnerLimit);
    const auto places = values.texts("spawned_at", spawnerLimit);
    const auto functions = values.texts("spawned_in", spawnerLimit);
    const auto textAt = [](const auto &texts, std::size_t i) {
        return i < texts.size() ? toText(texts[i]) : QString();
    };
    std::vector<Trace::TaskPlace> spawners;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const QString place = textAt(places, i);
        spawners.push_back({toText(names[i]), {textAt(functions, i), fileOf(place), lineOf(place)}});
    }
    return spawners;
}

} // namespace

void readTask(const Annotations &values, Trace::Stall *stall)
{
    stall->task = values.number("task_id");
    stall->taskName = values.text("task");
    stall->taskDone = values.isSet("task_done");
    stall->taskFunction.function = values.text("coroutine");
    const QString createdAt = values.text("created_at");
    stall->createdAt = {values.text("created_in"), fileOf(createdAt), lineOf(createdAt)};
    stall->spawnedBy = spawnersFrom(values);
}

void readTimes(const Annotations &values, Trace::Stall *stall)
{
    if (values.maybeNumber("on_cpu_ns"))
        stall->onCpu = Base::Duration(values.amount("on_cpu_ns"));
    if (values.maybeNumber("waiting_for_cpu_ns"))
        stall->waitingForCpu = Base::Duration(values.amount("waiting_for_cpu_ns"));
}

void limitTimes(Trace::Stall *stall)
{
    if (stall->onCpu)
        stall->onCpu = std::min(*stall->onCpu, stall->duration);
    if (stall->waitingForCpu)
        stall->waitingForCpu =
            std::min(*stall->waitingForCpu, stall->duration - stall->onCpu.value_or(Base::Duration::zero()));
}

bool readStall(const Annotations &values, const CodeLine *line, qint64 *frameBudget, Trace::Stall *stall)
{
    stall->revision = 1;
    stall->kind = stallKindFromId(values.text("kind"));
    stall->open = values.isSet("open");
    stall->eventName = values.text("event");
    readTask(values, stall);
    stall->cause = causeFromId(values.text("cause"));
    stall->evidence = values.text("evidence");
    readTimes(values, stall);
    if (!values.has("taken_ns") && !values.has("stack"))
        return true;
    std::vector<Trace::Stack> stacks{mainStackFrom(values, line)};
    bool isComplete = *frameBudget > 0;
    for (const std::string_view sample : values.texts("samples", sampleLimit))
        isComplete = isComplete && addSample(sample, frameBudget, &stacks);
    std::ranges::stable_sort(stacks, {}, &Trace::Stack::takenAt); // the main one is written first
    stall->stacks = std::make_shared<const std::vector<Trace::Stack>>(std::move(stacks));
    return isComplete;
}

void readSkipped(const Annotations &values, Trace::LatencySample *sample)
{
    sample->skipped =
        static_cast<quint16>(std::min<quint64>(values.number("skipped"), Trace::LatencySample::mostSkipped));
}

void readWrongThread(const Annotations &values, const CodeLine *line, Trace::WrongThreadUse *use)
{
    use->kind = wrongThreadKindFromId(values.text("kind"));
    use->count = static_cast<quint64>(values.amount("count"));
    use->object = values.text("object");
    use->ownThread = values.text("own_thread");
    use->actualThread = values.text("thread");
    if (values.has("first_ns")) {
        use->firstAt = timeFrom(values.number("first_ns"));
        use->lastAt = timeFrom(values.number("last_ns"));
    }
    if (line && values.isSet("placed"))
        use->place = {toText(line->function), toText(line->file), static_cast<int>(line->line)};
    if (values.has("stack"))
        use->stack = std::make_shared<const Trace::Stack>(mainStackFrom(values, line));
}

} // namespace Loopscope::Record
