#pragma once

#include "core/monitor/addressresolver.h"
#include "core/monitor/calllocator.h"

namespace Loopscope::Probe {

/// Tells addresses as the files of the modules know them.
class AddressLocator final : public Monitor::CallLocator
{
public:
    QString placeOf(const Monitor::QueuedCall &call) override;

private:
    Monitor::AddressResolver m_modules;
};

} // namespace Loopscope::Probe
