#include "core/monitor/debugmode.h"

#include "core/monitor/loopprobe.h"

#include <QLoggingCategory>

namespace Loopscope::Monitor {

namespace {

Q_LOGGING_CATEGORY(slowLog, "loopscope.slow")

} // namespace

bool isDebugMode()
{
    static const bool isSet = [] {
        const QByteArray text = qgetenv("LOOPSCOPE_DEBUG");
        return !text.isEmpty() && text != "0";
    }();
    return isSet;
}

void noteLateWait(const char *what, Base::Duration time, Base::Duration late)
{
    const LoopProbe *loop = LoopProbe::current();
    if (!loop || late < loop->threshold() || !isDebugMode())
        return;
    qCWarning(slowLog).noquote() << QStringLiteral("%1 of %2 ms took %3 ms: its loop was not free in time")
                                        .arg(QLatin1String(what))
                                        .arg(Base::toMilliseconds(time), 0, 'f', 0)
                                        .arg(Base::toMilliseconds(time + late), 0, 'f', 0);
}

} // namespace Loopscope::Monitor
