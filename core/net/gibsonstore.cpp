#include "core/net/gibsonstore.h"

namespace Loopscope::Net {

namespace {

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

} // namespace

void GibsonStore::execute(const Wire::Request &request, Wire::ByteQueue *output)
{
    using enum Wire::Opcode;
    if (request.fault != Wire::RequestFault::None) {
        const bool notANumber = request.fault == Wire::RequestFault::NotANumber;
        return appendStatus(*output, notANumber ? Wire::ReplyCode::NotANumber : Wire::ReplyCode::Error);
    }
    switch (request.opcode) {
    case Set:
        return set(request, output);
    case Get:
        return get(toStringView(request.key), output);
    case Del:
        return remove(toStringView(request.key), output);
    case Inc:
        return count(toStringView(request.key), 1, output);
    case Dec:
        return count(toStringView(request.key), -1, output);
    case Ping:
    case End:
        return appendStatus(*output, Wire::ReplyCode::Ok);
    default: // exists in the protocol, but not here
        return appendStatus(*output, Wire::ReplyCode::Error);
    }
}

void GibsonStore::set(const Wire::Request &request, Wire::ByteQueue *output)
{
    const std::string_view key = toStringView(request.key);
    const std::string_view value = toStringView(request.value);
    if (m_bytes + key.size() + value.size() > m_maxBytes)
        return appendStatus(*output, Wire::ReplyCode::OutOfMemory);
    auto found = m_items.find(key);
    if (found == m_items.end()) {
        found = m_items.emplace(key, Item()).first;
        m_bytes += key.size();
    }
    Item &item = found->second;
    m_bytes += value.size();
    m_bytes -= item.text.size();
    item.text.assign(value);
    item.isNumber = false;
    item.expires.reset();
    // What does not fit into 16 bits expires never or at a random moment there, and never here.
    if (request.ttlSeconds > 0 && request.ttlSeconds <= Wire::maxTtlSeconds)
        item.expires = Base::now() + std::chrono::seconds(request.ttlSeconds);
    appendValue(*output, request.value);
}

void GibsonStore::get(std::string_view key, Wire::ByteQueue *output)
{
    const auto found = m_items.find(key);
    if (found == m_items.end() || dropIfExpired(found))
        return appendStatus(*output, Wire::ReplyCode::NotFound);
    const Item &item = found->second;
    if (item.isNumber)
        appendNumber(*output, item.number);
    else
        appendValue(*output, {item.text.data(), static_cast<qsizetype>(item.text.size())});
}

void GibsonStore::remove(std::string_view key, Wire::ByteQueue *output)
{
    const auto found = m_items.find(key);
    if (found == m_items.end() || dropIfExpired(found))
        return appendStatus(*output, Wire::ReplyCode::NotFound);
    erase(found);
    appendStatus(*output, Wire::ReplyCode::Ok);
}

void GibsonStore::count(std::string_view key, int step, Wire::ByteQueue *output)
{
    auto found = m_items.find(key);
    if (found == m_items.end()) {
        // Counting down creates the item as 1 too.
        found = m_items.emplace(key, Item()).first;
        found->second.isNumber = true;
        m_bytes += key.size();
        return appendNumber(*output, found->second.number = 1);
    }
    if (dropIfExpired(found))
        return appendStatus(*output, Wire::ReplyCode::NotFound);
    Item &item = found->second;
    if (!item.isNumber) {
        const QByteArrayView text(item.text.data(), static_cast<qsizetype>(item.text.size()));
        const auto number = Wire::parseNumber(text);
        if (!number)
            return appendStatus(*output, Wire::ReplyCode::NotANumber);
        m_bytes -= item.text.size();
        item.text.clear();
        item.isNumber = true;
        item.number = *number;
    }
    item.number = wrappingSum(item.number, step);
    appendNumber(*output, item.number);
}

bool GibsonStore::dropIfExpired(Items::iterator item)
{
    const auto &expires = item->second.expires;
    if (!expires || *expires > Base::now())
        return false;
    erase(item);
    return true;
}

void GibsonStore::erase(Items::iterator item)
{
    m_bytes -= item->first.size() + item->second.text.size();
    m_items.erase(item);
}

} // namespace Loopscope::Net
