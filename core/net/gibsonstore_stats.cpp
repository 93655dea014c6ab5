// What the store tells about itself: META and the 27 figures of STATS, under the original server's names.
#include "core/net/gibsonserver.h"
#include "core/net/gibsonstore.h"
#include "core/wire/gibsonkeyvalues.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

namespace Loopscope::Net {

namespace {

using Wire::ReplyCode;

qint64 read(const std::atomic<qint64> *counter)
{
    return counter ? counter->load(std::memory_order_relaxed) : 0;
}

qint64 availableMemory()
{
    return ::sysconf(_SC_AVPHYS_PAGES) * ::sysconf(_SC_PAGESIZE);
}

QByteArray fraction(double value)
{
    return QByteArray::number(value, 'f', 6);
}

} // namespace

void GibsonStore::meta(const Wire::Request &request, Wire::ByteQueue *output)
{
    const auto found = find(request.key);
    if (found == m_items.end())
        return appendStatus(*output, ReplyCode::NotFound);
    const auto number = metaOf(found->second, request.value);
    found->second.accessed = m_now;
    if (number)
        appendNumber(*output, *number);
    else
        appendStatus(*output, ReplyCode::Error);
}

std::optional<qint64> GibsonStore::metaOf(const GibsonItem &item, QByteArrayView field) const
{
    // Abbreviations mean the first that fits, and what stands behind a whole name is ignored.
    const auto means = [field](QByteArrayView name) {
        const qsizetype compared = std::min(field.size(), name.size());
        return field.first(compared) == name.first(compared);
    };
    if (means("size"))
        return item.size();
    if (means("encoding"))
        return static_cast<qint64>(item.isNumber ? Wire::Encoding::Number : Wire::Encoding::Plain);
    if (means("access"))
        return unixSeconds(item.accessed);
    if (means("created"))
        return unixSeconds(item.since);
    if (means("ttl"))
        return item.ttlSeconds;
    if (means("left")) {
        const auto age = std::chrono::floor<std::chrono::seconds>(m_now - item.since);
        return item.ttlSeconds > 0 ? item.ttlSeconds - age.count() : GibsonItem::forEver;
    }
    return means("lock") ? std::optional<qint64>(item.isLocked(m_now) ? item.lockSeconds : 0) : std::nullopt;
}

void GibsonStore::tellStats(Wire::ByteQueue *output) const
{
    const qint64 connections = read(m_counters ? &m_counters->accepted : nullptr);
    const qint64 requests = read(m_counters ? &m_counters->requests : nullptr);
    const auto items = static_cast<qint64>(m_items.size());
    const auto bytes = static_cast<qint64>(m_bytes);
    const auto seen = [this](Base::SteadyTime time) {
        return time == Base::SteadyTime() ? 0 : unixSeconds(time);
    };
    Wire::KeyValuesWriter pairs(output);
    pairs.append("server_version", QByteArrayView("1.2.1-loopscope"));
    pairs.append("server_build_datetime", QByteArrayView("unknown"));
    pairs.append("server_allocator", QByteArrayView("malloc"));
    pairs.append("server_arch", QByteArray::number(8 * static_cast<int>(sizeof(void *))));
    pairs.append("server_started", unixSeconds(m_anchor.monotonic));
    pairs.append("server_time", unixSeconds(m_now));
    pairs.append("first_item_seen", seen(m_firstItem));
    pairs.append("last_item_seen", seen(m_lastItem));
    pairs.append("total_items", items);
    pairs.append("total_compressed_items", 0);
    pairs.append("total_clients", read(m_counters ? &m_counters->active : nullptr));
    pairs.append("total_cron_done", 0);
    pairs.append("total_connections", connections);
    pairs.append("total_requests", requests);
    // There is no pool: items live in the nodes of a hash.
    pairs.append("item_pool_current_used", items);
    pairs.append("item_pool_current_capacity", items);
    pairs.append("item_pool_total_capacity", items);
    pairs.append("item_pool_object_size", qint64{sizeof(Items::value_type)});
    pairs.append("item_pool_max_block_size", 0);
    pairs.append("memory_available", availableMemory());
    pairs.append("memory_usable", static_cast<qint64>(m_maxBytes));
    pairs.append("memory_used", bytes);
    pairs.append("memory_peak", static_cast<qint64>(m_mostBytes));
    pairs.append("memory_fragmentation", fraction(1));
    pairs.append("item_size_avg", items > 0 ? bytes / items : 0);
    pairs.append("compr_rate_avg", 0);
    pairs.append(
        "reqs_per_client_avg",
        fraction(connections > 0 ? static_cast<double>(requests) / static_cast<double>(connections) : 0));
    pairs.finish();
}

qint64 GibsonStore::unixSeconds(Base::SteadyTime time) const
{
    const auto sinceEpoch = m_anchor.sinceUnixEpoch + (time - m_anchor.monotonic);
    return std::chrono::floor<std::chrono::seconds>(sinceEpoch).count();
}

} // namespace Loopscope::Net
