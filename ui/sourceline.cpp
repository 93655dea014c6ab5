#include "ui/sourceline.h"

#include <QFile>
#include <QSet>

namespace Loopscope::Ui {

namespace {

QStringList builtInLines(const QString &file)
{
    QFile source(QStringLiteral(":/") + file);
    if (file.isEmpty() || !source.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(source.readAll()).split(u'\n');
}

QSet<QString> linesOfOthers(const Scenario::Scenario &scenario, const Scenario::Variant &variant)
{
    QSet<QString> others;
    for (const Scenario::Variant &other : scenario.variants) {
        if (&other == &variant)
            continue;
        for (const QString &line : builtInLines(other.sourceFile))
            others.insert(line.trimmed());
    }
    return others;
}

bool isComment(const QString &line)
{
    return line.trimmed().startsWith(QStringLiteral("//"));
}

} // namespace

SourceLine lineOf(const Trace::Frame &frame)
{
    return lineOf(Base::SourcePlace{frame.function, frame.file, frame.line});
}

SourceLine lineOf(const Base::SourcePlace &place)
{
    const QString text = builtInLines(place.file).value(place.line - 1).trimmed();
    return {place.file, place.line, text.section(QStringLiteral(" //"), 0, 0).trimmed()};
}

SourceLine tellingLine(const Scenario::Scenario &scenario, const Scenario::Variant &variant)
{
    const QSet<QString> others = linesOfOthers(scenario, variant);
    const QStringList lines = builtInLines(variant.sourceFile);
    SourceLine commented;
    SourceLine next; // belongs to the comment, too
    for (qsizetype at = 1; at < lines.size(); ++at) {
        const SourceLine line{variant.sourceFile, static_cast<int>(at) + 1, lines[at].trimmed()};
        // To yield is never the point.
        const bool isMember = lines[at].startsWith(u' ') && !isComment(lines[at]) &&
                              !line.text.contains(QStringLiteral("nextTurn"));
        const bool isOwn = !others.contains(line.text);
        const bool hasComment = isMember && isComment(lines[at - 1]);
        if (hasComment && isOwn)
            return line;
        if (hasComment && !commented.isValid())
            commented = line;
        else if (isMember && isOwn && line.number == commented.number + 1)
            next = line;
    }
    return next.isValid() ? next : commented;
}

} // namespace Loopscope::Ui
