#include "core/trace/callplace.h"

namespace Loopscope::Trace {

namespace {

// ASCII's own separators: names of functions, objects and files do not have them.
constexpr QChar unitEnd(u'\x1f');
constexpr QChar partEnd(u'\x1e');

QString codeText(const CodePlace &place)
{
    if (place.module.isEmpty())
        return {};
    return QStringLiteral("%1 %2 %3")
        .arg(QString::number(place.offset, 16), QString::fromLatin1(place.buildId.toHex()), place.module);
}

CodePlace codePlace(QStringView text)
{
    const qsizetype id = text.indexOf(u' ');
    const qsizetype path = id < 0 ? -1 : text.indexOf(u' ', id + 1);
    bool isNumber = false;
    const quint64 offset = id < 0 ? 0 : text.left(id).toULongLong(&isNumber, 16);
    if (!isNumber || path < 0)
        return {};
    return {text.sliced(path + 1).toString(),
            QByteArray::fromHex(text.sliced(id + 1, path - id - 1).toLatin1()), offset};
}

bool isPlain(const QString &path)
{
    return !path.contains(unitEnd) && !path.contains(partEnd);
}

} // namespace

QString toText(const CallPlace &place)
{
    if (place.runner.module.isEmpty() || !isPlain(place.runner.module) || !isPlain(place.word.module))
        return {};
    return unitEnd + codeText(place.runner) + partEnd +
           (place.isVirtual ? QStringLiteral("virtual") : codeText(place.word)) + unitEnd;
}

std::optional<PlacedName> placedName(const QString &name)
{
    const qsizetype start = name.indexOf(unitEnd);
    const qsizetype middle = start < 0 ? -1 : name.indexOf(partEnd, start);
    const qsizetype end = middle < 0 ? -1 : name.indexOf(unitEnd, middle);
    if (end < 0)
        return std::nullopt;
    const QStringView view(name);
    const QStringView word = view.sliced(middle + 1, end - middle - 1);
    PlacedName result{name.left(start), {}, name.sliced(end + 1)};
    result.place.runner = codePlace(view.sliced(start + 1, middle - start - 1));
    result.place.isVirtual = word == QLatin1String("virtual");
    if (!result.place.isVirtual)
        result.place.word = codePlace(word);
    return result.place.runner.module.isEmpty() ? std::nullopt : std::optional(result);
}

} // namespace Loopscope::Trace
