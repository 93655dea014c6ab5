#pragma once

#include "core/monitor/unwinder.h"
#include "core/trace/stall.h"

#include <memory>
#include <vector>

namespace Loopscope::Monitor {

/// Turns addresses of this process into functions and lines with libdw, inlined functions included.
/// Slow (tens of milliseconds for a module's first address): one low-priority thread uses it.
class Symboliser
{
public:
    Symboliser();
    ~Symboliser();

    /// Reads the debug information of this program, so that the first stack needs no waiting.
    void warmUp();
    /// Innermost frame first; one address gives several frames when functions were inlined.
    std::vector<Trace::Frame> resolve(const AddressStack &stack);
    /// The demangled name of the function at an address, as long as it is; empty when it has none.
    QString symbolName(quint64 address);

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
