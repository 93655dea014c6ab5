#include "ui/panels/counterpart.h"

#include <QFile>
#include <QStringList>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

const QString remark = QStringLiteral("  # C++: ");

QString builtIn(const QString &name)
{
    QFile file(QStringLiteral(":/") + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

int lineWith(const QString &piece, const QStringList &lines)
{
    const auto line =
        std::ranges::find_if(lines, [&piece](const QString &text) { return text.contains(piece); });
    return line == lines.end() ? 0 : static_cast<int>(line - lines.begin()) + 1;
}

int lineBelowComment(const QStringList &lines)
{
    for (int at = 1; at < static_cast<int>(lines.size()); ++at) {
        const bool isComment = lines[at].trimmed().startsWith(u'#');
        if (lines[at - 1].startsWith(u' ') && lines[at - 1].trimmed().startsWith(u'#') && !isComment)
            return at + 1;
    }
    return 1;
}

} // namespace

Counterpart::Counterpart(const QString &text, const QString &source)
{
    const QStringList sourceLines = source.split(u'\n');
    QStringList lines = text.split(u'\n');
    for (int at = 0; at < static_cast<int>(lines.size()); ++at) {
        QStringList pieces = lines[at].split(remark);
        lines[at] = pieces.takeFirst();
        for (const QString &piece : pieces)
            m_pairs.push_back({at + 1, piece, lineWith(piece, sourceLines)});
    }
    m_text = lines.join(u'\n');
    m_tellingLine = m_pairs.empty() ? lineBelowComment(lines) : m_pairs.front().line;
}

Counterpart Counterpart::of(const QString &sourceFile)
{
    if (!sourceFile.endsWith(QLatin1String(".cpp")))
        return {};
    const QString name = sourceFile.chopped(4) + QStringLiteral(".py");
    const QString text = builtIn(name);
    if (text.isEmpty())
        return {};
    Counterpart counterpart(text, builtIn(sourceFile));
    counterpart.m_file = name;
    return counterpart;
}

int Counterpart::lineFor(int sourceLine) const
{
    const auto pair = std::ranges::find(m_pairs, sourceLine, &Pair::sourceLine);
    return sourceLine <= 0 || pair == m_pairs.end() ? 0 : pair->line;
}

} // namespace Loopscope::Panels
