#pragma once

#include <QtGlobal>

#include <cstddef>

namespace Loopscope::Monitor {

/// Reads memory of this process that may be gone, through the kernel: so it is an error then and not a crash.
/// About a microsecond. The number of bytes that could be read.
std::size_t readOwnMemory(quint64 address, void *to, std::size_t size);

/// The same of a value; false unless all of it could be read.
template <typename Value>
bool readOwnMemory(quint64 address, Value *value)
{
    return readOwnMemory(address, static_cast<void *>(value), sizeof(Value)) == sizeof(Value);
}

} // namespace Loopscope::Monitor
