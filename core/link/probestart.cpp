// Part of libloopscope-monitor.so alone: `loopscope attach` on a program that links it is served by the
// program's own monitor, which knows its tasks.

#include "core/link/attachedprogram.h"
#include "core/link/attachprotocol.h"
#include "core/link/loopscopesocket.h"

using namespace Loopscope;

extern "C" Q_DECL_EXPORT int loopscopeProbeStart(const Link::AttachProtocol::Settings *settings)
{
    using namespace Link;
    if (settings->protocol != AttachProtocol::version)
        return AttachProtocol::OtherVersion;
    const int descriptor = connectToLoopscope(settings->socketPath);
    if (descriptor < 0)
        return AttachProtocol::NotConnected;
    AttachedProgram::start(descriptor, Base::Duration(settings->thresholdNanoseconds), StackForm::Names);
    return AttachProtocol::Observed;
}
