#include "app/probe/addresslocator.h"

#include "core/trace/callplace.h"

namespace Loopscope::Probe {

namespace {

Trace::CodePlace placeIn(const Trace::Frame &frame)
{
    if (frame.module.isEmpty())
        return {};
    return {frame.module, Monitor::AddressResolver::buildIdOf(frame.module), frame.address};
}

} // namespace

QString AddressLocator::placeOf(const Monitor::QueuedCall &call)
{
    Monitor::AddressStack addresses;
    addresses.addresses = {call.target, call.word};
    const std::vector<Trace::Frame> frames = m_modules.resolve(addresses);
    Trace::CallPlace place{placeIn(frames[0]), placeIn(frames[1]), false};
    place.isVirtual = place.word.module.isEmpty() && call.word % 2 != 0;
    return Trace::toText(place);
}

} // namespace Loopscope::Probe
