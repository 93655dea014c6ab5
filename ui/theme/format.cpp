#include "ui/theme/format.h"

#include "core/base/words.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace Loopscope::Theme {

namespace {

using namespace std::chrono_literals;

QString withUnit(const QString &number, QStringView unit)
{
    return QString(number).append(noBreakSpace).append(unit);
}

QString fixed(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

// Decimals that leave three significant digits, never more than three.
int decimalsFor(double value)
{
    if (value < 1)
        return 3;
    return value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
}

QString grouped(const QString &digits)
{
    QString text = digits;
    const qsizetype first = text.startsWith(u'-') ? 1 : 0;
    for (qsizetype at = text.size() - 3; at > first; at -= 3)
        text.insert(at, noBreakSpace);
    return text;
}

// Three significant digits of a number of 100 and more: 17 934 is 17 900.
double roundedToThreeDigits(double value)
{
    const double step = std::pow(10.0, std::floor(std::log10(value)) - 2);
    return std::round(value / step) * step;
}

} // namespace

QString formatDuration(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds < 0.0005)
        return withUnit(QStringLiteral("0"), u"ms");
    if (milliseconds < 999.5)
        return withUnit(fixed(milliseconds, decimalsFor(milliseconds)), u"ms");
    const double seconds = milliseconds / 1000;
    const int decimals = decimalsFor(std::max(seconds, 1.0));
    return withUnit(decimals > 0 ? fixed(seconds, decimals) : grouped(fixed(seconds, 0)), u"s");
}

QString formatStall(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds < 0.95)
        return formatDuration(duration); // 0.0 would be no time at all
    if (milliseconds < 999.95)
        return withUnit(fixed(milliseconds, 1), u"ms");
    return withUnit(fixed(milliseconds / 1000, milliseconds < 9995 ? 2 : 1), u"s");
}

QString formatLive(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds < 0.095)
        return formatDuration(duration);
    if (milliseconds < 9.95)
        return withUnit(fixed(milliseconds, 1), u"ms");
    if (milliseconds < 999.5)
        return withUnit(fixed(milliseconds, 0), u"ms");
    return withUnit(fixed(milliseconds / 1000, 2), u"s");
}

QString formatSeconds(Base::Duration duration, int decimals)
{
    return withUnit(formatSecondsBare(duration, decimals), u"s");
}

QString formatSecondsBare(Base::Duration duration, int decimals)
{
    return fixed(Base::toSeconds(duration), decimals);
}

QString formatCount(qint64 count)
{
    return grouped(QString::number(count));
}

QString formatLargeCount(qint64 count)
{
    constexpr double million = 1e6;
    const double millions = static_cast<double>(count) / million;
    if (millions < 1)
        return formatCount(count);
    return withUnit(fixed(millions, millions < 9.995 ? 2 : millions < 99.95 ? 1 : 0), u"M");
}

QString formatRate(double perSecond)
{
    if (perSecond < 0.05)
        return withUnit(QStringLiteral("0"), u"/s");
    if (perSecond < 9.95)
        return withUnit(fixed(perSecond, 1), u"/s");
    if (perSecond < 100)
        return withUnit(fixed(perSecond, 0), u"/s");
    return withUnit(grouped(fixed(roundedToThreeDigits(perSecond), 0)), u"/s");
}

QString formatPercent(double share)
{
    const double percent = share * 100;
    if (percent <= 0)
        return withUnit(QStringLiteral("0"), u"%");
    if (percent < 0.05)
        return Words::tr("under %1").arg(withUnit(QStringLiteral("0.1"), u"%"));
    return withUnit(fixed(percent, percent < 9.95 ? 1 : 0), u"%");
}

QString formatFactor(double factor)
{
    const QString number =
        factor < 99.95 ? fixed(factor, 1) : grouped(fixed(roundedToThreeDigits(factor), 0));
    return number + QChar(u'\u00d7');
}

QString formatBytes(qint64 bytes)
{
    constexpr double mega = 1e6;
    constexpr double giga = 1e9;
    const double value = static_cast<double>(bytes);
    if (bytes < 1000)
        return withUnit(QString::number(bytes), u"B");
    if (value < 0.05 * mega)
        return withUnit(fixed(value / 1000, value < 9950 ? 1 : 0), u"kB");
    if (value < 999.5 * mega)
        return withUnit(fixed(value / mega, value < 9.95 * mega ? 1 : 0), u"MB");
    return withUnit(fixed(value / giga, value < 9.95 * giga ? 1 : 0), u"GB");
}

int pluralOf(qint64 count)
{
    return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
}

QString formatPlural(const QString &text, qint64 count)
{
    QString formed = text;
    formed.replace(QLatin1String("(s)"), QLatin1String(count == 1 ? "" : "s"));
    const QString number = QString::number(pluralOf(count));
    const qsizetype at = formed.indexOf(number);
    if (at < 0) // a form that says it in a word
        return formed;
    formed.replace(at, number.size(), formatCount(count));
    const qsizetype after = at + formatCount(count).size();
    if (after < formed.size() && formed[after] == u' ')
        formed[after] = noBreakSpace;
    return formed;
}

} // namespace Loopscope::Theme
