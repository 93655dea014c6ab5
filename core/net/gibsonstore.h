#pragma once

#include "core/base/steadytime.h"
#include "core/wire/gibsonrequestparser.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace Loopscope::Net {

/// The items of a gibson server in memory and what requests do to them. One thread.
class GibsonStore
{
public:
    /// `maxBytes`: of keys and values; over it SET answers OutOfMemory.
    explicit GibsonStore(std::size_t maxBytes = defaultMaxBytes)
        : m_maxBytes(maxBytes)
    {}

    /// Appends exactly one reply.
    void execute(const Wire::Request &request, Wire::ByteQueue *output);

    std::size_t itemCount() const noexcept { return m_items.size(); }

    static constexpr std::size_t defaultMaxBytes = 1024 * 1024 * 1024;

private:
    struct Item
    {
        std::string text; ///< of a plain item
        qint64 number = 0;
        bool isNumber = false;
        std::optional<Base::SteadyTime> expires;
    };
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const noexcept
        {
            return std::hash<std::string_view>()(key);
        }
    };
    using Items = std::unordered_map<std::string, Item, Hash, std::equal_to<>>;

    void set(const Wire::Request &request, Wire::ByteQueue *output);
    void get(std::string_view key, Wire::ByteQueue *output);
    void remove(std::string_view key, Wire::ByteQueue *output);
    void count(std::string_view key, int step, Wire::ByteQueue *output);
    bool dropIfExpired(Items::iterator item);
    void erase(Items::iterator item);

    const std::size_t m_maxBytes;
    std::size_t m_bytes = 0;
    Items m_items;
};

} // namespace Loopscope::Net
