#include "ui/models/lane.h"

#include <algorithm>

namespace Loopscope::Models {

Lane::Lane(Trace::Track track, std::size_t limit)
    : m_track(std::move(track))
    , m_limit(std::max<std::size_t>(limit, 1))
{}

void Lane::append(const Trace::Slice &slice)
{
    Bar bar{slice.start, slice.duration, slice.name, slice.failed, Base::Duration::zero()};
    if (!m_bars.empty()) {
        const Bar &last = m_bars.back();
        const Base::SteadyTime start = std::max(bar.start, last.end());
        bar.duration = std::max(bar.end() - start, Base::Duration::zero());
        bar.start = start;
        bar.busyBefore = last.busyBefore + last.duration;
    }
    m_bars.push_back(bar);
    if (m_bars.size() > m_limit)
        m_bars.pop_front();
}

void Lane::clear()
{
    m_bars.clear();
}

std::pair<std::size_t, std::size_t> Lane::indexesIn(Base::SteadyTime from, Base::SteadyTime to) const
{
    const auto first = std::ranges::upper_bound(m_bars, from, {}, &Bar::end);
    const auto last = std::ranges::lower_bound(m_bars, to, {}, &Bar::start);
    const auto begin = static_cast<std::size_t>(first - m_bars.begin());
    return {begin, std::max(begin, static_cast<std::size_t>(last - m_bars.begin()))};
}

Base::Duration Lane::busyUntil(Base::SteadyTime at) const
{
    const auto next = std::ranges::upper_bound(m_bars, at, {}, &Bar::start);
    if (next == m_bars.begin())
        return m_bars.empty() ? Base::Duration::zero() : m_bars.front().busyBefore;
    const Bar &bar = *std::prev(next);
    return bar.busyBefore + std::min<Base::Duration>(bar.duration, at - bar.start);
}

double Lane::busyShare(Base::SteadyTime from, Base::SteadyTime to) const
{
    if (to <= from)
        return 0;
    const Base::Duration busy = busyUntil(to) - busyUntil(from);
    return std::clamp(Base::toSeconds(busy) / Base::toSeconds(to - from), 0.0, 1.0);
}

} // namespace Loopscope::Models
