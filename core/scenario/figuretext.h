#pragma once

#include "core/base/steadytime.h"

#include <QString>

namespace Loopscope::Scenario {

/// Numbers for verdicts, in the C locale with no-break spaces: "105 ms", "1.12 s", "20 000".
QString durationText(Base::Duration duration);
/// A single stall: "6.1 ms", "100.3 ms", from a second on "1.20 s".
QString stallText(Base::Duration duration);
QString countText(double count);
/// "1 request", "20 000 requests"; "1 process", "3 processes" with the plural given.
QString countedText(double count, const QString &singular, const QString &plural = {});
/// "once", "12 times".
QString timesText(double count);

} // namespace Loopscope::Scenario
