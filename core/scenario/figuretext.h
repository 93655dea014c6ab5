#pragma once

#include "core/base/steadytime.h"

#include <QString>

namespace Loopscope::Scenario {

/// Numbers for verdicts, in the C locale with no-break spaces: "0.054 ms", "105 ms", "1.12 s", "20 000". As
/// the window writes them (Theme::formatDuration).
QString durationText(Base::Duration duration);
/// What somebody typed, as it was typed: "50 ms", "1 000 ms", "0.5 ms".
QString millisecondsText(double milliseconds);
/// A single stall: "6.1 ms", "100.3 ms", from a second on "1.20 s", "10.2 s".
QString stallText(Base::Duration duration);
QString countText(double count);
/// Of something per second, at most three digits of it: "490 000", "77", "4.5".
QString rateText(double perSecond);
/// How many times as much, in three digits: "10.6", "1 020".
QString factorText(double factor);
/// "1 request", "20 000 requests"; "3 processes".
QString countedText(double count, const QString &singular, const QString &plural);
/// "once", "12 times".
QString timesText(double count);

} // namespace Loopscope::Scenario
