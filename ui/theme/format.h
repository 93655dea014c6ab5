#pragma once

#include "core/base/steadytime.h"

#include <QString>

/// Numbers as people read them: at most three significant digits, a no-break space before every
/// unit and between thousands, "." whatever the locale. Any thread.
namespace Loopscope::Theme {

constexpr QChar noBreakSpace(u'\u00a0');

/// "0.054 ms", "1.90 ms", "95.2 ms", "105 ms", "1.12 s", "41.2 s", "600 s".
QString formatDuration(Base::Duration duration);
/// A single stall: "6.1 ms", "100.3 ms", from a second on "1.20 s".
QString formatStall(Base::Duration duration);
/// What changes while one looks: "0.1 ms", "64 ms", from a second on "1.20 s".
QString formatLive(Base::Duration duration);
/// Seconds with so many decimals: "4.6 s", "4.56 s", "0.632 s".
QString formatSeconds(Base::Duration duration, int decimals);
/// The same without the unit, for "4.6 of 5.0 s".
QString formatSecondsBare(Base::Duration duration, int decimals);
/// "20 000".
QString formatCount(qint64 count);
/// The same, from a million on in three digits: "3.93 M".
QString formatLargeCount(qint64 count);
/// "0 /s", "190 000 /s", "4.5 /s".
QString formatRate(double perSecond);
/// A share of 1: "0.3 %", "20 %", "0 %", "under 0.1 %".
QString formatPercent(double share);
/// "10.6×", "148×".
QString formatFactor(double factor);
/// "16 B", "0.2 MB", "41 MB", "1.2 GB".
QString formatBytes(qint64 bytes);
/// "8 stalls", "1 stall", of tr("%n stall(s)", nullptr, pluralOf(count)): a translator has all forms of its
/// language; what nobody translated is English.
QString formatPlural(const QString &text, qint64 count);
/// What tr() takes for the count.
int pluralOf(qint64 count);

} // namespace Loopscope::Theme
