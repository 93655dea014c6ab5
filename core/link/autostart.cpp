// Part of libloopscope-monitor.so alone: our own programs attach what they want themselves.

#include "core/link/environment.h"
#include "core/link/loopmonitor.h"

#include <QCoreApplication>

namespace Loopscope::Link {

namespace {

std::unique_ptr<LoopMonitor> &mainMonitor()
{
    static std::unique_ptr<LoopMonitor> monitor;
    return monitor;
}

// LOOPSCOPE_DEBUG=1 does for any linked program what PYTHONASYNCIODEBUG=1 does for one with asyncio.
void startWhenAskedFor()
{
    if (!isDebugAskedFor())
        return;
    mainMonitor() = std::make_unique<LoopMonitor>();
    qAddPostRoutine([] { mainMonitor().reset(); });
}

Q_COREAPP_STARTUP_FUNCTION(startWhenAskedFor)

} // namespace

} // namespace Loopscope::Link
