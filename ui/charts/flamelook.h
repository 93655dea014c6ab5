#pragma once

#include "core/trace/flame.h"
#include "ui/theme/theme.h"

#include <QString>

#include <span>

QT_BEGIN_NAMESPACE
class QPainter;
class QRectF;
QT_END_NAMESPACE

namespace Loopscope::Charts {

/// The whole of what a node is, for tool tips and lists: "runQueries() at database_onloop.cpp:44 in 21 of 22
/// samples".
QString flameSentence(const Trace::FlameNode &node, int samples);
/// How many frames of what: "12 frames of Qt", "9 frames of Qt, 3 of Loopscope".
QString framesText(std::span<const Trace::Frame> frames);
/// What stands in its bar: "event loop: 13 frames of Qt, 3 of Loopscope", "sleeper()".
QString flameName(const Trace::FlameNode &node);
/// Of a function without a name: "designer, no name".
QString functionText(const QString &function, const QString &module);
/// "database_onloop.cpp:44", else the module unless it stands in the name, else nothing.
QString flamePlace(const Trace::FlameNode &node);
/// Of several frames in one: of what most of them are.
Trace::FrameOrigin flameOrigin(const Trace::FlameNode &node);
/// The ground of a bar. Own code is the only one in the stall's colour; Loopscope's is an outline.
void paintFlameGround(QPainter &painter, const QRectF &rect, Trace::FrameOrigin origin,
                      const Theme::Theme &theme);

} // namespace Loopscope::Charts
