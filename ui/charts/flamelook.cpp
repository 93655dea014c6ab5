#include "ui/charts/flamelook.h"

#include "core/base/words.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPainter>

#include <algorithm>

namespace Loopscope::Charts {

namespace {

const QString nameless = QStringLiteral("??");

QString originText(Trace::FrameOrigin origin)
{
    switch (origin) {
    case Trace::FrameOrigin::Own:
        return Words::tr("your code");
    case Trace::FrameOrigin::Monitor:
        return Words::tr("Loopscope");
    case Trace::FrameOrigin::Qt:
        return Words::tr("Qt");
    case Trace::FrameOrigin::Library:
        return Words::tr("libraries");
    case Trace::FrameOrigin::System:
        break;
    }
    return Words::tr("the system");
}

using OriginCount = std::pair<Trace::FrameOrigin, qint64>;

// Most frames first.
std::vector<OriginCount> originsOf(std::span<const Trace::Frame> frames)
{
    std::vector<OriginCount> counts;
    for (const Trace::Frame &frame : frames) {
        const auto known = std::ranges::find(counts, frame.origin, &OriginCount::first);
        if (known == counts.end())
            counts.emplace_back(frame.origin, 1);
        else
            ++known->second;
    }
    std::ranges::stable_sort(counts, std::ranges::greater(), &OriginCount::second);
    return counts;
}

Theme::ColorRole flameColor(Trace::FrameOrigin origin)
{
    switch (origin) {
    case Trace::FrameOrigin::Own:
        return Theme::ColorRole::Stall;
    case Trace::FrameOrigin::Qt:
        return Theme::ColorRole::FlameQt;
    case Trace::FrameOrigin::Monitor:
        return Theme::ColorRole::Raised;
    case Trace::FrameOrigin::Library:
        return Theme::ColorRole::FlameLibrary;
    case Trace::FrameOrigin::System:
        break;
    }
    return Theme::ColorRole::FlameSystem;
}

} // namespace

QString functionText(const QString &function, const QString &module)
{
    const bool isNameless = function == nameless && !module.isEmpty();
    return isNameless ? Words::tr("%1, no name").arg(QFileInfo(module).fileName()) : function;
}

QString framesText(std::span<const Trace::Frame> frames)
{
    QStringList parts;
    for (const auto &[origin, count] : originsOf(frames)) {
        const QString number =
            parts.isEmpty()
                ? Theme::formatPlural(Words::tr("%n frame(s)", nullptr, Theme::pluralOf(count)), count)
                : Theme::formatCount(count);
        parts.append(Words::tr("%1 of %2").arg(number, originText(origin)));
    }
    return parts.join(QStringLiteral(", "));
}

QString flamePlace(const Trace::FlameNode &node)
{
    if (node.line > 0) {
        const QString place = QStringLiteral("%1:%2").arg(QFileInfo(node.file).fileName()).arg(node.line);
        return node.lines.size() > 1 ? Words::tr("%1 and other lines").arg(place) : place;
    }
    return node.function == nameless ? QString() : QFileInfo(node.module).fileName();
}

QString flameName(const Trace::FlameNode &node)
{
    if (node.isFold()) {
        const QString frames =
            node.isFoldUneven ? Words::tr("up to %1").arg(framesText(node.folded)) : framesText(node.folded);
        return node.function.isEmpty() ? frames : Words::tr("event loop: %1").arg(frames);
    }
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

Trace::FrameOrigin flameOrigin(const Trace::FlameNode &node)
{
    return node.isFold() ? originsOf(node.folded).front().first : node.origin;
}

void paintFlameGround(QPainter &painter, const QRectF &rect, Trace::FrameOrigin origin,
                      const Theme::Theme &theme)
{
    painter.fillRect(rect, theme.color(flameColor(origin)));
    if (origin != Trace::FrameOrigin::Monitor || rect.width() < 3)
        return;
    painter.setPen(theme.color(Theme::ColorRole::ControlBorder));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace Loopscope::Charts
