#include "ui/charts/flamelook.h"

#include "core/base/words.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace Loopscope::Charts {

namespace {

const QString nameless = QStringLiteral("??");

} // namespace

QString functionText(const QString &function, const QString &module)
{
    const bool isNameless = function == nameless && !module.isEmpty();
    return isNameless ? Words::tr("%1, no name").arg(QFileInfo(module).fileName()) : function;
}

QString flamePlace(const Trace::FlameNode &node)
{
    if (node.line > 0)
        return QStringLiteral("%1:%2").arg(QFileInfo(node.file).fileName()).arg(node.line);
    return node.function == nameless ? QString() : QFileInfo(node.module).fileName();
}

QString flameName(const Trace::FlameNode &node)
{
    if (node.isFold())
        return Words::tr("%1, %2").arg(node.function,
                                       Theme::formatCounted(static_cast<qint64>(node.folded.size()),
                                                            Words::tr("frame"), Words::tr("frames")));
    const bool isOwn = node.origin == Trace::FrameOrigin::Own;
    const bool lacksBrackets = isOwn && node.function != nameless && !node.function.endsWith(u')');
    const QString name = functionText(node.function, node.module);
    return lacksBrackets ? name + QStringLiteral("()") : name;
}

QString flameSentence(const Trace::FlameNode &node, int samples)
{
    const QString place = node.isFold() ? QString() : flamePlace(node);
    const QString what =
        place.isEmpty() ? flameName(node) : Words::tr("%1 at %2").arg(flameName(node), place);
    return samples == 1 ? what : Words::tr("%1 in %2 of %3 samples").arg(what).arg(node.samples).arg(samples);
}

Theme::ColorRole flameColor(Trace::FrameOrigin origin)
{
    switch (origin) {
    case Trace::FrameOrigin::Own:
        return Theme::ColorRole::Stall;
    case Trace::FrameOrigin::Qt:
    case Trace::FrameOrigin::Monitor:
        return Theme::ColorRole::FlameQt;
    case Trace::FrameOrigin::Library:
        return Theme::ColorRole::FlameLibrary;
    case Trace::FrameOrigin::System:
        break;
    }
    return Theme::ColorRole::FlameSystem;
}

} // namespace Loopscope::Charts
