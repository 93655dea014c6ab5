#include "ui/sourceline.h"

#include <QFile>

namespace Loopscope::Ui {

namespace {

QStringList builtInLines(const QString &file)
{
    QFile source(QStringLiteral(":/") + file);
    if (file.isEmpty() || !source.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(source.readAll()).split(u'\n');
}

bool isComment(const QString &line)
{
    return line.trimmed().startsWith(QStringLiteral("//"));
}

} // namespace

const Trace::Frame *frameToShow(const Trace::Stall &stall, const QString &file)
{
    if (const Trace::Stack *stack = stall.mainStack()) {
        for (const Trace::Frame &frame : stack->frames) {
            if (frame.line > 0 && frame.file == file)
                return &frame;
        }
    }
    return stall.culprit();
}

SourceLine lineOf(const Trace::Frame &frame)
{
    return lineOf(Base::SourcePlace{frame.function, frame.file, frame.line});
}

SourceLine lineOf(const Base::SourcePlace &place)
{
    const QString text = builtInLines(place.file).value(place.line - 1).trimmed();
    return {place.file, place.line, text.section(QStringLiteral(" //"), 0, 0).trimmed()};
}

SourceLine tellingLine(const QString &file)
{
    const QStringList lines = builtInLines(file);
    for (qsizetype at = 1; at < lines.size(); ++at) {
        const bool isMember = lines[at].startsWith(u' ') && isComment(lines[at - 1]);
        // To yield is never the point.
        if (isMember && !isComment(lines[at]) && !lines[at].contains(QStringLiteral("nextTurn")))
            return {file, static_cast<int>(at) + 1, lines[at].trimmed()};
    }
    return {};
}

} // namespace Loopscope::Ui
