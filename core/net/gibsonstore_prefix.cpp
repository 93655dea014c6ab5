// What requests do to every key with a prefix. Results are in the order of the keys' bytes.
#include "core/net/gibsonstore.h"
#include "core/wire/gibsonkeyvalues.h"

#include <algorithm>

namespace Loopscope::Net {

namespace {

using Wire::ReplyCode;

// Nothing changed is "not found" here.
void appendChanged(Wire::ByteQueue *output, std::size_t changed)
{
    if (changed == 0)
        appendStatus(*output, ReplyCode::NotFound);
    else
        appendNumber(*output, static_cast<qint64>(changed));
}

// A reply that clients may not take is an error: the original closes the connection without a word.
void finish(Wire::KeyValuesWriter *pairs, Wire::ByteQueue *output)
{
    if (pairs->count() == 0)
        appendStatus(*output, ReplyCode::NotFound);
    else if (pairs->dataBytes() > Wire::Limits().replyBytes)
        appendStatus(*output, ReplyCode::Error);
    else
        pairs->finish();
}

bool isFull(const Wire::KeyValuesWriter &pairs)
{
    return pairs.dataBytes() > Wire::Limits().replyBytes;
}

QByteArrayView viewOf(const std::string &text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

// The store is a hash: this looks at all of it, which only these rare requests pay for.
GibsonStore::Matches GibsonStore::matching(QByteArrayView prefix)
{
    const std::string_view begin(prefix.data(), static_cast<std::size_t>(prefix.size()));
    Matches found;
    for (auto item = m_items.begin(); item != m_items.end();) {
        if (item->second.isExpired(m_now)) {
            item = erase(item);
            continue;
        }
        if (item->first.starts_with(begin))
            found.push_back(item);
        ++item;
    }
    std::ranges::sort(found, {}, [](const auto &item) -> const std::string & { return item->first; });
    return found;
}

void GibsonStore::setAll(const Wire::Request &request, Wire::ByteQueue *output)
{
    Matches items = matching(request.key);
    std::erase_if(items, [this](const auto &item) { return item->second.isLocked(m_now); });
    if (!hasRoomFor(items.size() * static_cast<std::size_t>(request.value.size())))
        return appendStatus(*output, ReplyCode::OutOfMemory);
    for (const auto &item : items)
        assign(&item->second, request.value);
    appendChanged(output, items.size());
}

void GibsonStore::getAll(const Wire::Request &request, Wire::ByteQueue *output)
{
    Matches items = matching(request.key);
    if (request.number > 0 && static_cast<std::size_t>(request.number) < items.size())
        items.resize(static_cast<std::size_t>(request.number));
    Wire::KeyValuesWriter pairs(output);
    for (const auto &found : items) {
        if (isFull(pairs))
            break;
        GibsonItem &item = found->second;
        item.accessed = m_now;
        if (item.isNumber)
            pairs.append(viewOf(found->first), item.number);
        else
            pairs.append(viewOf(found->first), item.bytes());
    }
    finish(&pairs, output);
}

void GibsonStore::removeAll(QByteArrayView prefix, Wire::ByteQueue *output)
{
    std::size_t removed = 0;
    for (const auto &item : matching(prefix)) {
        if (item->second.isLocked(m_now))
            continue;
        erase(item);
        ++removed;
    }
    appendChanged(output, removed);
}

void GibsonStore::countAll(QByteArrayView prefix, int step, Wire::ByteQueue *output)
{
    std::size_t changed = 0;
    for (const auto &item : matching(prefix))
        changed += !item->second.isLocked(m_now) && addTo(&item->second, step) ? 1 : 0;
    appendChanged(output, changed);
}

// As a single TTL, it ignores locks.
void GibsonStore::setTtlOfAll(const Wire::Request &request, Wire::ByteQueue *output)
{
    const Matches items = matching(request.key);
    for (const auto &item : items) {
        restartAge(&item->second);
        item->second.ttlSeconds = request.number > 0 ? static_cast<int>(request.number) : GibsonItem::forEver;
    }
    appendChanged(output, items.size());
}

void GibsonStore::lockAll(const Wire::Request &request, Wire::ByteQueue *output)
{
    std::size_t locked = 0;
    for (const auto &item : matching(request.key)) {
        if (item->second.isLocked(m_now))
            continue;
        restartAge(&item->second);
        item->second.lockSeconds = static_cast<int>(request.number);
        ++locked;
    }
    appendChanged(output, locked);
}

void GibsonStore::unlockAll(QByteArrayView prefix, Wire::ByteQueue *output)
{
    const Matches items = matching(prefix);
    for (const auto &item : items) {
        item->second.lockSeconds = 0;
        item->second.accessed = m_now;
    }
    appendChanged(output, items.size());
}

void GibsonStore::tellCount(QByteArrayView prefix, Wire::ByteQueue *output)
{
    const Matches items = matching(prefix);
    for (const auto &item : items)
        item->second.accessed = m_now;
    appendNumber(*output, static_cast<qint64>(items.size()));
}

void GibsonStore::tellKeys(QByteArrayView prefix, Wire::ByteQueue *output)
{
    Wire::KeyValuesWriter pairs(output);
    for (const auto &item : matching(prefix)) {
        if (isFull(pairs))
            break;
        pairs.append(QByteArray::number(pairs.count()), viewOf(item->first));
    }
    finish(&pairs, output);
}

} // namespace Loopscope::Net
