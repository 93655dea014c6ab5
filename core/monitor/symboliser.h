#pragma once

#include "core/monitor/stackresolver.h"

#include <memory>
#include <vector>

namespace Loopscope::Monitor {

/// Turns addresses of this process into functions and lines with libdw, inlined functions included.
/// Slow (tens of milliseconds for a module's first address): one low-priority thread uses it.
class Symboliser final : public StackResolver
{
public:
    Symboliser();
    ~Symboliser() override;

    /// Reads the debug information of this program, so that the first stack needs no waiting.
    void warmUp() override;
    /// Innermost frame first; one address gives several frames when functions were inlined.
    std::vector<Trace::Frame> resolve(const AddressStack &stack) override;
    QString symbolName(quint64 address) override;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
