#pragma once

#include "core/monitor/unwinder.h"
#include "core/trace/stall.h"

#include <memory>
#include <vector>

namespace Loopscope::Monitor {

/// Turns the addresses of a stack into frames, innermost first. One thread at a time.
class StackResolver
{
public:
    virtual ~StackResolver() = default;
    /// What makes the first stack quick.
    virtual void warmUp() = 0;
    virtual std::vector<Trace::Frame> resolve(const AddressStack &stack) = 0;
    /// The demangled name of the function at an address, as long as it is; empty when it is not known here.
    virtual QString symbolName(quint64) { return {}; }
};

/// The resolver of this process's monitor: the Symboliser. A program that must not read debug information
/// (the preloaded probe) defines this function itself; the linker then leaves out the Symboliser with libdw.
std::unique_ptr<StackResolver> makeStackResolver();

} // namespace Loopscope::Monitor
