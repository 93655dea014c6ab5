#include "core/link/environment.h"

#include "core/monitor/debugmode.h"

#include <QLoggingCategory>

namespace Loopscope::Link {

namespace {

Q_LOGGING_CATEGORY(slowLog, "loopscope.slow")

std::optional<std::chrono::milliseconds> readThreshold()
{
    const QByteArray text = qgetenv("LOOPSCOPE_SLOW_CALLBACK_MS");
    if (text.isEmpty())
        return std::nullopt;
    constexpr int most = 3'600'000;
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (isNumber && value >= 1 && value <= most)
        return std::chrono::milliseconds(static_cast<int>(value));
    qCWarning(slowLog).noquote() << QStringLiteral(
                                        "LOOPSCOPE_SLOW_CALLBACK_MS is \"%1\" and is left out: give "
                                        "a number of milliseconds from 1 to %2.")
                                        .arg(QString::fromLocal8Bit(text).left(40))
                                        .arg(most);
    return std::nullopt;
}

} // namespace

bool isDebugAskedFor()
{
    return Monitor::isDebugMode();
}

std::optional<std::chrono::milliseconds> thresholdAskedFor()
{
    static const std::optional<std::chrono::milliseconds> value = readThreshold();
    return value;
}

} // namespace Loopscope::Link
