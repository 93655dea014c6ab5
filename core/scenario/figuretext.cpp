#include "core/scenario/figuretext.h"

#include "core/base/words.h"

#include <cmath>

namespace Loopscope::Scenario {

namespace {

constexpr QChar noBreakSpace(0x00a0);

// Three significant digits, no exponent, never more than three decimals.
QString threeDigits(double value)
{
    const int decimals = value < 1 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return decimals > 0 ? QString::number(value, 'f', decimals) : countText(value);
}

QString withUnit(const QString &number, QLatin1String unit)
{
    return number + noBreakSpace + unit;
}

} // namespace

QString durationText(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds >= 999.5)
        return withUnit(threeDigits(std::max(1.0, milliseconds / 1000)), QLatin1String("s"));
    if (milliseconds < 0.0005)
        return withUnit(QStringLiteral("0"), QLatin1String("ms"));
    return withUnit(threeDigits(milliseconds), QLatin1String("ms"));
}

QString millisecondsText(double milliseconds)
{
    const bool isWhole = milliseconds == std::floor(milliseconds);
    return withUnit(isWhole ? countText(milliseconds) : QString::number(milliseconds), QLatin1String("ms"));
}

QString stallText(Base::Duration duration)
{
    const double milliseconds = Base::toMilliseconds(duration);
    if (milliseconds >= 999.95)
        return withUnit(QString::number(milliseconds / 1000, 'f', milliseconds >= 9995 ? 1 : 2),
                        QLatin1String("s"));
    return withUnit(QString::number(milliseconds, 'f', 1), QLatin1String("ms"));
}

QString countText(double count)
{
    QString text = QString::number(std::llround(count));
    for (qsizetype at = text.size() - 3; at > (text.startsWith(u'-') ? 1 : 0); at -= 3)
        text.insert(at, noBreakSpace);
    return text;
}

QString rateText(double perSecond)
{
    if (perSecond < 0.05)
        return QStringLiteral("0");
    if (perSecond < 9.95)
        return QString::number(perSecond, 'f', 1);
    const double step = perSecond < 100 ? 1 : std::pow(10.0, std::floor(std::log10(perSecond)) - 2);
    return countText(std::round(perSecond / step) * step);
}

QString factorText(double factor)
{
    return factor < 99.95 ? QString::number(factor, 'f', 1) : rateText(factor);
}

QString countedText(double count, const QString &singular, const QString &plural)
{
    return QStringLiteral("%1 %2").arg(countText(count), std::llround(count) == 1 ? singular : plural);
}

QString timesText(double count)
{
    return std::llround(count) == 1 ? Words::tr("once") : Words::tr("%1 times").arg(countText(count));
}

} // namespace Loopscope::Scenario
