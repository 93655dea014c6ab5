#include "core/net/gibsonstore.h"

namespace Loopscope::Net {

namespace {

using Wire::ReplyCode;

std::string_view toStringView(QByteArrayView bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

// The original server counts in a machine word that wraps around.
qint64 wrappingSum(qint64 number, int step)
{
    return static_cast<qint64>(static_cast<quint64>(number) +
                               static_cast<quint64>(static_cast<qint64>(step)));
}

// These look for the key first.
bool findsBeforeNumber(Wire::Opcode opcode)
{
    return opcode == Wire::Opcode::Ttl || opcode == Wire::Opcode::Lock;
}

// The original keeps ttl and lock in 16 bits, so that others end never or at a random moment there.
bool isKept(const Wire::Request &request)
{
    using enum Wire::Opcode;
    switch (request.opcode) {
    case Set:
    case Ttl:
    case MultiTtl:
        return request.number <= Wire::maxTtlSeconds;
    case Lock:
    case MultiLock:
        return request.number <= Wire::maxTtlSeconds && request.number >= Wire::lockForEver;
    default:
        return true;
    }
}

int toTtl(qint64 seconds)
{
    return seconds > 0 ? static_cast<int>(seconds) : GibsonItem::forEver;
}

} // namespace

GibsonStore::GibsonStore(std::size_t maxBytes, const ServerCounters *counters)
    : m_maxBytes(maxBytes)
    , m_counters(counters)
{}

void GibsonStore::execute(const Wire::Request &request, Base::SteadyTime now, Wire::ByteQueue *output)
{
    m_now = now;
    if (request.fault == Wire::RequestFault::Syntax)
        return appendStatus(*output, ReplyCode::Error);
    if (request.opcode == Wire::Opcode::Get) [[likely]]
        return get(request.key, output);
    if (request.fault == Wire::RequestFault::NotANumber && !findsBeforeNumber(request.opcode))
        return appendStatus(*output, ReplyCode::NotANumber);
    if (!isKept(request))
        return appendStatus(*output, ReplyCode::Error);
    executeOther(request, output);
}

void GibsonStore::executeOther(const Wire::Request &request, Wire::ByteQueue *output)
{
    using enum Wire::Opcode;
    switch (request.opcode) {
    case Set:
        return set(request, output);
    case Ttl:
        return setTtl(request, output);
    case Get:
        return get(request.key, output);
    case Del:
        return remove(request.key, output);
    case Inc:
        return count(request.key, 1, output);
    case Dec:
        return count(request.key, -1, output);
    case Lock:
        return lock(request, output);
    case Unlock:
        return unlock(request.key, output);
    case MultiSet:
        return setAll(request, output);
    case MultiTtl:
        return setTtlOfAll(request, output);
    case MultiGet:
        return getAll(request, output);
    case MultiDel:
        return removeAll(request.key, output);
    case MultiInc:
        return countAll(request.key, 1, output);
    case MultiDec:
        return countAll(request.key, -1, output);
    case MultiLock:
        return lockAll(request, output);
    case MultiUnlock:
        return unlockAll(request.key, output);
    case Count:
        return tellCount(request.key, output);
    case Stats:
        return tellStats(output);
    case Meta:
        return meta(request, output);
    case Keys:
        return tellKeys(request.key, output);
    case Ping:
    case End:
        return appendStatus(*output, ReplyCode::Ok);
    }
}

void GibsonStore::set(const Wire::Request &request, Wire::ByteQueue *output)
{
    const std::string_view key = toStringView(request.key);
    auto found = find(request.key);
    if (found != m_items.end() && found->second.isLocked(m_now))
        return appendStatus(*output, ReplyCode::Locked);
    if (!hasRoomFor(key.size() + static_cast<std::size_t>(request.value.size())))
        return appendStatus(*output, ReplyCode::OutOfMemory);
    found = m_items.find(key); // making room may have moved things
    if (found == m_items.end()) {
        found = m_items.emplace(key, GibsonItem()).first;
        m_bytes += key.size();
    }
    assign(&found->second, request.value);
    found->second.ttlSeconds = toTtl(request.number);
    appendValue(*output, request.value);
}

void GibsonStore::get(QByteArrayView key, Wire::ByteQueue *output)
{
    const auto found = find(key);
    if (found == m_items.end())
        return appendStatus(*output, ReplyCode::NotFound);
    GibsonItem &item = found->second;
    item.accessed = m_now;
    if (item.isNumber)
        appendNumber(*output, item.number);
    else
        appendValue(*output, item.bytes());
}

void GibsonStore::remove(QByteArrayView key, Wire::ByteQueue *output)
{
    const auto found = find(key);
    if (found == m_items.end())
        return appendStatus(*output, ReplyCode::NotFound);
    if (found->second.isLocked(m_now))
        return appendStatus(*output, ReplyCode::Locked);
    erase(found);
    appendStatus(*output, ReplyCode::Ok);
}

void GibsonStore::count(QByteArrayView key, int step, Wire::ByteQueue *output)
{
    auto found = m_items.find(toStringView(key));
    if (found == m_items.end()) {
        // Counting down creates the item as 1 too.
        found = m_items.emplace(toStringView(key), GibsonItem()).first;
        m_bytes += found->first.size();
        assign(&found->second, {});
        found->second.isNumber = true;
        return appendNumber(*output, found->second.number = 1);
    }
    if (found->second.isExpired(m_now)) {
        erase(found);
        return appendStatus(*output, ReplyCode::NotFound);
    }
    if (found->second.isLocked(m_now))
        return appendStatus(*output, ReplyCode::Locked);
    if (!addTo(&found->second, step))
        return appendStatus(*output, ReplyCode::NotANumber);
    appendNumber(*output, found->second.number);
}

void GibsonStore::setTtl(const Wire::Request &request, Wire::ByteQueue *output)
{
    const auto found = find(request.key);
    if (found == m_items.end())
        return appendStatus(*output, ReplyCode::NotFound);
    if (request.fault != Wire::RequestFault::None)
        return appendStatus(*output, ReplyCode::NotANumber);
    restartAge(&found->second);
    found->second.ttlSeconds = toTtl(request.number);
    appendStatus(*output, ReplyCode::Ok);
}

void GibsonStore::lock(const Wire::Request &request, Wire::ByteQueue *output)
{
    const auto found = find(request.key);
    if (found == m_items.end())
        return appendStatus(*output, ReplyCode::NotFound);
    if (request.fault != Wire::RequestFault::None)
        return appendStatus(*output, ReplyCode::NotANumber);
    if (found->second.isLocked(m_now))
        return appendStatus(*output, ReplyCode::Locked);
    restartAge(&found->second);
    found->second.lockSeconds = static_cast<int>(request.number);
    appendStatus(*output, ReplyCode::Ok);
}

void GibsonStore::unlock(QByteArrayView key, Wire::ByteQueue *output)
{
    const auto found = find(key);
    if (found == m_items.end())
        return appendStatus(*output, ReplyCode::NotFound);
    found->second.lockSeconds = 0;
    found->second.accessed = m_now;
    appendStatus(*output, ReplyCode::Ok);
}

GibsonStore::Items::iterator GibsonStore::find(QByteArrayView key)
{
    const auto found = m_items.find(toStringView(key));
    if (found == m_items.end() || !found->second.isExpired(m_now)) [[likely]]
        return found;
    erase(found);
    return m_items.end();
}

// What is expired gives its room back when that is needed.
bool GibsonStore::hasRoomFor(std::size_t bytes)
{
    if (m_bytes + bytes <= m_maxBytes) [[likely]]
        return true;
    for (auto item = m_items.begin(); item != m_items.end();)
        item = item->second.isExpired(m_now) ? erase(item) : std::next(item);
    return m_bytes + bytes <= m_maxBytes;
}

// A fresh item with this value.
void GibsonStore::assign(GibsonItem *item, QByteArrayView value)
{
    m_bytes += static_cast<std::size_t>(value.size());
    m_bytes -= item->text.size();
    m_mostBytes = std::max(m_mostBytes, m_bytes);
    item->text.assign(value.data(), static_cast<std::size_t>(value.size()));
    item->isNumber = false;
    item->ttlSeconds = GibsonItem::forEver;
    item->lockSeconds = 0;
    restartAge(item);
    m_lastItem = m_now;
    if (m_firstItem == Base::SteadyTime())
        m_firstItem = m_now;
}

void GibsonStore::restartAge(GibsonItem *item)
{
    item->since = m_now;
    item->accessed = m_now;
}

// False when the item is no number.
bool GibsonStore::addTo(GibsonItem *item, int step)
{
    if (!item->isNumber) {
        const auto number = Wire::parseNumber(item->bytes());
        if (!number)
            return false;
        m_bytes -= item->text.size();
        item->text.clear();
        item->isNumber = true;
        item->number = *number;
    }
    item->number = wrappingSum(item->number, step);
    item->accessed = m_now;
    return true;
}

GibsonStore::Items::iterator GibsonStore::erase(Items::iterator item)
{
    m_bytes -= item->first.size() + item->second.text.size();
    return m_items.erase(item);
}

} // namespace Loopscope::Net
