#pragma once

#include "core/monitor/threadsnapshot.h"

#include <memory>
#include <vector>

namespace Loopscope::Monitor {

/// A stack as addresses, innermost first. All but the first are return addresses.
struct AddressStack
{
    std::vector<quint64> addresses;
    bool isComplete = false;    ///< reached the outermost function
    bool isApproximate = false; ///< the frame pointer was guessed
};

/// Unwinds snapshots with libunwind's remote interface: it reads only the copied stack and the unwind
/// tables of loaded modules, so nothing that the thread does meanwhile can mislead or crash it. One thread.
class Unwinder
{
public:
    static constexpr std::size_t mostFrames = 128;

    Unwinder();
    ~Unwinder();

    AddressStack unwind(const ThreadSnapshot &snapshot);

private:
    AddressStack walk(const ThreadSnapshot &snapshot);

    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
