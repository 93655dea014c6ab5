#include "ui/models/lane.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Models {

namespace {

constexpr std::chrono::milliseconds shortestBetweenSums{10};

} // namespace

Lane::Lane(Trace::Track track, std::size_t limit)
    : m_track(std::move(track))
    , m_limit(std::max<std::size_t>(limit, 1))
    , m_betweenSums(shortestBetweenSums)
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
        forgetFirst();
}

void Lane::forgetFirst()
{
    const Bar &bar = m_bars.front();
    if (m_sums.empty() || bar.start - m_sums.back().at >= m_betweenSums)
        m_sums.push_back({bar.start, bar.busyBefore});
    m_bars.pop_front();
    if (m_sums.size() < mostSums)
        return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_sums.size(); i += 2)
        m_sums[kept++] = m_sums[i];
    m_sums.resize(kept);
    m_betweenSums *= 2;
}

void Lane::clear()
{
    m_bars.clear();
    m_sums.clear();
    m_betweenSums = shortestBetweenSums;
}

Base::SteadyTime Lane::keptFrom() const
{
    return m_sums.empty() ? Base::SteadyTime::min() : m_bars.front().start;
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
        return m_bars.empty() ? Base::Duration::zero() : busyUntilOld(at);
    const Bar &bar = *std::prev(next);
    return bar.busyBefore + std::min<Base::Duration>(bar.duration, at - bar.start);
}

// As if the bars between two sums were spread evenly.
Base::Duration Lane::busyUntilOld(Base::SteadyTime at) const
{
    const Sum first{m_bars.front().start, m_bars.front().busyBefore};
    const auto next = std::ranges::upper_bound(m_sums, at, {}, &Sum::at);
    if (next == m_sums.begin())
        return m_sums.empty() ? first.busyBefore : m_sums.front().busyBefore;
    const Sum &after = next == m_sums.end() ? first : *next;
    const Sum &before = *std::prev(next);
    const double part = Base::toSeconds(at - before.at) / Base::toSeconds(after.at - before.at);
    return before.busyBefore +
           Base::Duration(
               std::llround(part * static_cast<double>((after.busyBefore - before.busyBefore).count())));
}

double Lane::busyShare(Base::SteadyTime from, Base::SteadyTime to) const
{
    if (to <= from)
        return 0;
    const Base::Duration busy = busyUntil(to) - busyUntil(from);
    return std::clamp(Base::toSeconds(busy) / Base::toSeconds(to - from), 0.0, 1.0);
}

} // namespace Loopscope::Models
