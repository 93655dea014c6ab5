#include "ui/models/evidencetext.h"

#include "core/base/words.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <array>

namespace Loopscope::Models {

namespace {

// As core/monitor writes them; tst_stalllistmodel compares.
constexpr std::array<const char *, 17> sentences{
    QT_TRANSLATE_NOOP("Loopscope", "In %1 for %2 of %3 ms, on %4."),
    QT_TRANSLATE_NOOP("Loopscope", "In %1 for %2 of %3 ms."),
    QT_TRANSLATE_NOOP("Loopscope", "In %1 in %2 of %3 samples, on %4."),
    QT_TRANSLATE_NOOP("Loopscope", "In %1 in %2 of %3 samples."),
    QT_TRANSLATE_NOOP("Loopscope", "In %1 when it was looked at, on %2."),
    QT_TRANSLATE_NOOP("Loopscope", "In %1 when it was looked at."),
    QT_TRANSLATE_NOOP("Loopscope", "Ready to run, but another thread had the CPU for %1 of %2 ms."),
    QT_TRANSLATE_NOOP("Loopscope", "Ready to run, but another thread had the CPU for %1 ms."),
    QT_TRANSLATE_NOOP("Loopscope", "The stall ended before it was looked at."),
    QT_TRANSLATE_NOOP("Loopscope", "The thread computed for %1 of %2 ms. It ended before it was looked at."),
    QT_TRANSLATE_NOOP("Loopscope", "The thread computed for %1 of %2 ms."),
    QT_TRANSLATE_NOOP("Loopscope", "The thread was computing when it was looked at."),
    QT_TRANSLATE_NOOP("Loopscope", "The thread computed for %1 of the %2 ms that were watched."),
    QT_TRANSLATE_NOOP("Loopscope", "Awake when it was looked at, but asleep for %1 of %2 ms."),
    QT_TRANSLATE_NOOP("Loopscope", "Waiting for memory in %1 of %2 samples, %3 major faults."),
    QT_TRANSLATE_NOOP("Loopscope", "The whole process stood still for %1 ms of it."),
    QT_TRANSLATE_NOOP("Loopscope", "The stack could not be read: %1."),
};

QRegularExpression patternOf(const char *sentence)
{
    QString pattern = QRegularExpression::escape(QString::fromUtf8(sentence));
    for (int number = 1; number <= 4; ++number)
        pattern.replace(QStringLiteral("\\%%1").arg(number), QStringLiteral("(.+?)"));
    return QRegularExpression(u'^' + pattern + QStringLiteral("(?: (?=[A-Z])|$)"));
}

QString withoutFolder(const QString &path)
{
    return path.startsWith(u'/') ? QFileInfo(path).fileName() : path;
}

template <typename Shown>
QString textOf(const QString &evidence, const Shown &shown)
{
    static const auto patterns = [] {
        std::array<QRegularExpression, sentences.size()> all;
        std::ranges::transform(sentences, all.begin(), patternOf);
        return all;
    }();
    QStringList said;
    QString rest = evidence;
    for (std::size_t at = 0; at < sentences.size() && !rest.isEmpty(); ++at) {
        const auto match = patterns[at].match(rest);
        if (!match.hasMatch())
            continue;
        QString text = Words::tr(sentences[at]);
        for (int number = 1; number <= match.lastCapturedIndex(); ++number)
            text.replace(u'%' + QString::number(number), shown(match.captured(number)));
        said.append(text);
        rest.remove(0, match.capturedLength());
    }
    if (!rest.isEmpty())
        said.append(rest);
    return said.join(u' ');
}

} // namespace

QString evidenceText(const QString &evidence)
{
    return textOf(evidence, [](const QString &captured) { return captured; });
}

QString shortEvidenceText(const QString &evidence)
{
    return textOf(evidence, withoutFolder);
}

} // namespace Loopscope::Models
