#pragma once

#include "core/trace/track.h"

#include <QString>

namespace Loopscope::Record {

/// What files call a kind of counter: "requests in flight". Kept as it is, since readers look for it.
QString wordsOf(Trace::CounterKind kind);
/// Other for what is not known.
Trace::CounterKind counterKindOf(const QString &words);

/// Behind a loop's name: how the Chrome export calls the counter of its latency.
inline const QString latencyCounter = QStringLiteral(": latency (ms)");

} // namespace Loopscope::Record
