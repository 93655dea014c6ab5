#pragma once

#include "core/net/gibsonitem.h"
#include "core/net/keyhash.h"
#include "core/wire/gibsonrequestparser.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace Loopscope::Net {

struct ServerCounters;

/// The items of a gibson server in memory and what requests do to them. One thread. The time comes with each
/// request, so that one reading of the clock serves many. resources/docs/gibson.md says where it differs from
/// the original server.
class GibsonStore
{
public:
    /// `maxBytes`: of keys and values; over it SET and MSET answer OutOfMemory. `counters`: of the server,
    /// for STATS; may be null.
    explicit GibsonStore(std::size_t maxBytes = defaultMaxBytes, const ServerCounters *counters = nullptr);

    /// Appends exactly one reply.
    void execute(const Wire::Request &request, Base::SteadyTime now, Wire::ByteQueue *output);

    std::size_t itemCount() const noexcept { return m_items.size(); }

    static constexpr std::size_t defaultMaxBytes = 1024 * 1024 * 1024;

private:
    using Items = std::unordered_map<std::string, GibsonItem, KeyHash, std::equal_to<>>;
    using Matches = std::vector<Items::iterator>;

    // One key.
    void executeOther(const Wire::Request &request, Wire::ByteQueue *output);
    void set(const Wire::Request &request, Wire::ByteQueue *output);
    void get(QByteArrayView key, Wire::ByteQueue *output);
    void remove(QByteArrayView key, Wire::ByteQueue *output);
    void count(QByteArrayView key, int step, Wire::ByteQueue *output);
    void setTtl(const Wire::Request &request, Wire::ByteQueue *output);
    void lock(const Wire::Request &request, Wire::ByteQueue *output);
    void unlock(QByteArrayView key, Wire::ByteQueue *output);
    void meta(const Wire::Request &request, Wire::ByteQueue *output);
    std::optional<qint64> metaOf(const GibsonItem &item, QByteArrayView field) const;

    // Every key with a prefix.
    void setAll(const Wire::Request &request, Wire::ByteQueue *output);
    void getAll(const Wire::Request &request, Wire::ByteQueue *output);
    void removeAll(QByteArrayView prefix, Wire::ByteQueue *output);
    void countAll(QByteArrayView prefix, int step, Wire::ByteQueue *output);
    void setTtlOfAll(const Wire::Request &request, Wire::ByteQueue *output);
    void lockAll(const Wire::Request &request, Wire::ByteQueue *output);
    void unlockAll(QByteArrayView prefix, Wire::ByteQueue *output);
    void tellCount(QByteArrayView prefix, Wire::ByteQueue *output);
    void tellKeys(QByteArrayView prefix, Wire::ByteQueue *output);
    Matches matching(QByteArrayView prefix);

    void tellStats(Wire::ByteQueue *output) const;

    Items::iterator find(QByteArrayView key);
    bool hasRoomFor(std::size_t bytes);
    void assign(GibsonItem *item, QByteArrayView value);
    void restartAge(GibsonItem *item);
    bool addTo(GibsonItem *item, int step);
    Items::iterator erase(Items::iterator item);
    qint64 unixSeconds(Base::SteadyTime time) const;

    const std::size_t m_maxBytes;
    const ServerCounters *const m_counters;
    const Base::TimeAnchor m_anchor = Base::TimeAnchor::take();
    Base::SteadyTime m_now; // of the request that is executed
    std::size_t m_bytes = 0;
    std::size_t m_mostBytes = 0;
    Base::SteadyTime m_firstItem;
    Base::SteadyTime m_lastItem;
    Items m_items;
};

} // namespace Loopscope::Net
