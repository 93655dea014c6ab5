#include "core/trace/shortname.h"

namespace Loopscope::Trace {

namespace {

// Operators have brackets of their own in their names.
QString withoutTemplateArguments(const QString &name)
{
    if (name.contains(QLatin1String("operator")))
        return name;
    QString text;
    int depth = 0;
    for (const QChar c : name) {
        if (c == u'<')
            ++depth;
        if (depth == 0)
            text += c;
        if (c == u'>' && depth > 0)
            --depth;
    }
    return depth == 0 ? text : name;
}

} // namespace

QString shortFunctionName(const QString &name)
{
    const QLatin1String lambda("lambda in ");
    if (name.startsWith(lambda))
        return lambda + shortFunctionName(name.sliced(lambda.size()));
    const QString text = withoutTemplateArguments(name);
    if (text.contains(u' ')) // "QTimer (Timer)", "one loop iteration"
        return name;
    const qsizetype last = text.lastIndexOf(QLatin1String("::"));
    const qsizetype before = last > 0 ? text.lastIndexOf(QLatin1String("::"), last - 1) : -1;
    return before < 0 ? text : text.sliced(before + 2);
}

} // namespace Loopscope::Trace
