#pragma once

#include <cstddef>
#include <cstring>

namespace Loopscope::Wire {

namespace detail {

// From the front and up to the end; the middle may be copied twice.
template <std::size_t half>
inline void copyHalves(char *to, const char *from, std::size_t bytes) noexcept
{
    char front[half];
    char back[half];
    std::memcpy(front, from, half);
    std::memcpy(back, from + bytes - half, half);
    std::memcpy(to, front, half);
    std::memcpy(to + bytes - half, back, half);
}

} // namespace detail

/// std::memcpy for what is mostly a key or a short value: without a call for 4 to 32 bytes.
inline void copyShort(char *to, const char *from, std::size_t bytes) noexcept
{
    if (bytes >= 16 && bytes <= 32)
        detail::copyHalves<16>(to, from, bytes);
    else if (bytes >= 8 && bytes < 16)
        detail::copyHalves<8>(to, from, bytes);
    else if (bytes >= 4 && bytes < 8)
        detail::copyHalves<4>(to, from, bytes);
    else if (bytes > 0)
        std::memcpy(to, from, bytes);
}

} // namespace Loopscope::Wire
