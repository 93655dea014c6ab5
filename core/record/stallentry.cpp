#include "core/record/stallentry.h"

#include <algorithm>

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

void addText(std::vector<Annotation> &annotations, std::string_view name, const QString &text)
{
    if (!text.isEmpty())
        annotations.push_back({name, text.toStdString()});
}

} // namespace

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
    annotations.push_back(
        {"kind", std::string(stall.kind == Trace::StallKind::Iteration ? "iteration" : "callback")});
    addText(annotations, "event", stall.eventName);
    addText(annotations, "task", stall.taskName);
    addText(annotations, "system_call", stack ? stack->systemCall : QString());
    if (stall.open)
        annotations.push_back({"open", true});
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
    if (use.stack && !use.stack->frames.empty())
        annotations.push_back({"stack", stackText(*use.stack)});
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
