#pragma once

#include "core/base/export.h"

#include <QtGlobal>

#include <source_location>

QT_BEGIN_NAMESPACE
class QObject;
QT_END_NAMESPACE

namespace Loopscope::Link {

/// Reports when the object belongs to another thread than the calling one; true when it belongs to this one.
/// Any thread, never waits; a few nanoseconds when all is well. A plain call of a method leaves nothing that
/// the monitor could see: this is how a method makes its own calls visible.
LOOPSCOPE_EXPORT bool isInOwnLoop(QObject *object,
                                  const std::source_location &place = std::source_location::current());

} // namespace Loopscope::Link

/// At the start of a method that must run in the object's own loop: LOOPSCOPE_ASSERT_OWN_LOOP(this). Reports
/// and goes on.
#define LOOPSCOPE_ASSERT_OWN_LOOP(object) static_cast<void>(::Loopscope::Link::isInOwnLoop(object))
