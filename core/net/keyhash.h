#pragma once

#include <QtGlobal>

#include <bit>
#include <cstring>
#include <string_view>

namespace Loopscope::Net {

/// Most keys are short, and for them the library's own hash costs three times as much. Not for keys that
/// somebody chooses to collide: our server listens on 127.0.0.1 only.
struct KeyHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept
    {
        constexpr std::size_t factor = 0x9E3779B97F4A7C15;
        std::size_t hash = key.size() * factor;
        const char *at = key.data();
        for (std::size_t left = key.size(); left > sizeof hash; left -= sizeof hash, at += sizeof hash)
            hash = (std::rotl(hash, 23) ^ load<std::size_t>(at)) * factor;
        hash = (std::rotl(hash, 23) ^ lastOf(key)) * factor;
        hash ^= hash >> 32;
        return hash;
    }

private:
    template <typename Number>
    static std::size_t load(const char *from) noexcept
    {
        Number number;
        std::memcpy(&number, from, sizeof number);
        return number;
    }
    // Its last eight bytes, or all of it; what overlaps does no harm, since the size is in the hash too.
    static std::size_t lastOf(std::string_view key) noexcept
    {
        const char *const end = key.data() + key.size();
        if (key.size() >= sizeof(quint64))
            return load<quint64>(end - sizeof(quint64));
        if (key.size() >= sizeof(quint32))
            return load<quint32>(key.data()) | load<quint32>(end - sizeof(quint32)) << 32;
        std::size_t word = 0;
        for (const char byte : key)
            word = word << 8 | static_cast<quint8>(byte);
        return word;
    }
};

} // namespace Loopscope::Net
