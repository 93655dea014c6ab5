#include "ui/models/stallstore.h"

#include "core/trace/shortname.h"

#include <algorithm>

namespace Loopscope::Models {

StallStore::StallStore(std::size_t limit)
    : m_limit(std::max<std::size_t>(limit, 1))
{}

bool StallStore::put(const Trace::Stall &stall)
{
    if (stall.id <= m_forgottenUpTo)
        return false;
    const auto known = m_stalls.find(stall.id);
    if (known != m_stalls.end() && stall.revision < known->second.revision)
        return false;
    m_total += known == m_stalls.end() ? 1 : 0;
    m_ofMachine += stall.isOfMachine() ? 1 : 0;
    m_ofMachine -= known != m_stalls.end() && known->second.isOfMachine() ? 1 : 0;
    m_stalls.insert_or_assign(stall.id, stall);
    if (!stall.open)
        m_longest = std::max(m_longest, stall.duration);
    if (m_stalls.size() > m_limit) {
        m_forgottenUpTo = m_stalls.begin()->first;
        m_stalls.erase(m_stalls.begin());
    }
    return true;
}

void StallStore::clear()
{
    m_stalls.clear();
    m_forgottenUpTo = 0;
    m_total = 0;
    m_ofMachine = 0;
    m_longest = Base::Duration::zero();
}

const Trace::Stall *StallStore::find(Trace::StallId id) const
{
    const auto found = m_stalls.find(id);
    return found == m_stalls.end() ? nullptr : &found->second;
}

const Trace::Stall *StallStore::newest() const
{
    return m_stalls.empty() ? nullptr : &m_stalls.rbegin()->second;
}

std::vector<const Trace::Stall *> StallStore::in(Base::SteadyTime from, Base::SteadyTime to,
                                                 Base::SteadyTime now) const
{
    std::vector<const Trace::Stall *> found;
    // Stalls of one loop follow each other, so the first from behind that ends too early ends the search.
    for (auto stall = m_stalls.rbegin(); stall != m_stalls.rend(); ++stall) {
        if (stall->second.startedAt + stallDuration(stall->second, now) <= from)
            break;
        if (stall->second.startedAt < to)
            found.push_back(&stall->second);
    }
    std::ranges::reverse(found);
    return found;
}

Base::Duration stallDuration(const Trace::Stall &stall, Base::SteadyTime now)
{
    return stall.open ? std::max<Base::Duration>(stall.duration, now - stall.startedAt) : stall.duration;
}

QString stallPlace(const Trace::Stall &stall)
{
    const Trace::Frame *frame = stall.culprit();
    return frame ? QStringLiteral("%1:%2").arg(Trace::shortFunctionName(stall.culpritName())).arg(frame->line)
                 : QString();
}

} // namespace Loopscope::Models
