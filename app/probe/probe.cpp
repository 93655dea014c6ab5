// The library with the monitor, loaded into the observed program by the preloaded one.

#include "app/probe/addresslocator.h"
#include "core/link/attachedprogram.h"
#include "core/link/attachprotocol.h"
#include "core/link/loopscopesocket.h"
#include "core/monitor/addressresolver.h"

namespace Loopscope::Monitor {

// Symbols are found in loopscope: libdw and its memory stay out of the program.
std::unique_ptr<StackResolver> makeStackResolver()
{
    return std::make_unique<AddressResolver>();
}

std::unique_ptr<CallLocator> makeCallLocator()
{
    return std::make_unique<Probe::AddressLocator>();
}

} // namespace Loopscope::Monitor

using namespace Loopscope;

extern "C" Q_DECL_EXPORT int loopscopeProbeStart(const Link::AttachProtocol::Settings *settings)
{
    using namespace Link;
    const int descriptor = connectToLoopscope(settings->socketPath);
    if (descriptor < 0)
        return AttachProtocol::NotConnected;
    AttachedProgram::start(descriptor, Base::Duration(settings->thresholdNanoseconds), StackForm::Addresses);
    return AttachProtocol::Observed;
}
