#include "core/scenario/figuretext.h"

#include <cmath>

namespace Loopscope::Scenario {

namespace {

constexpr QChar noBreakSpace(0x00a0);

// Three significant digits, no exponent.
QString threeDigits(double value)
{
    const int digitsBefore = value >= 1 ? static_cast<int>(std::floor(std::log10(value))) + 1 : 1;
    return QString::number(value, 'f', std::max(0, 3 - digitsBefore));
}

} // namespace

QString durationText(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds >= 999.5)
        return threeDigits(milliseconds / 1000) + noBreakSpace + QStringLiteral("s");
    if (milliseconds >= 1)
        return threeDigits(milliseconds) + noBreakSpace + QStringLiteral("ms");
    return QString::number(milliseconds, 'f', milliseconds > 0 && milliseconds < 0.01 ? 3 : 2) +
           noBreakSpace + QStringLiteral("ms");
}

QString stallText(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds >= 999.95)
        return QString::number(milliseconds / 1000, 'f', 2) + noBreakSpace + QStringLiteral("s");
    return QString::number(milliseconds, 'f', 1) + noBreakSpace + QStringLiteral("ms");
}

QString countText(double count)
{
    QString text = QString::number(std::llround(count));
    for (qsizetype at = text.size() - 3; at > (text.startsWith(u'-') ? 1 : 0); at -= 3)
        text.insert(at, noBreakSpace);
    return text;
}

QString countedText(double count, const QString &singular, const QString &plural)
{
    const QString several = plural.isEmpty() ? singular + u's' : plural;
    return QStringLiteral("%1 %2").arg(countText(count), std::llround(count) == 1 ? singular : several);
}

QString timesText(double count)
{
    return std::llround(count) == 1 ? QStringLiteral("once")
                                    : QStringLiteral("%1 times").arg(countText(count));
}

} // namespace Loopscope::Scenario
