#include "ui/models/lane.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Models {

namespace {

constexpr std::chrono::milliseconds shortestBetweenSums{10};

/// As if it were spread evenly.
Base::Duration partOf(Base::Duration all, Base::Duration passed, Base::Duration length)
{
    if (length <= Base::Duration::zero())
        return Base::Duration::zero();
    const double part = static_cast<double>(passed.count()) / static_cast<double>(length.count());
    return Base::Duration(std::llround(part * static_cast<double>(all.count())));
}

} // namespace

Lane::Lane(Trace::Track track, std::size_t limit)
    : m_track(std::move(track))
    , m_limit(std::max<std::size_t>(limit, 1))
    , m_betweenSums(shortestBetweenSums)
{}

void Lane::append(const Trace::Slice &slice)
{
    Bar bar{slice.start, slice.duration, slice.name, slice.failed, slice.waited, {}, {}};
    if (!m_bars.empty()) {
        const Bar &last = m_bars.back();
        const Base::SteadyTime start = std::max(bar.start, last.end());
        bar.duration = std::max(bar.end() - start, Base::Duration::zero());
        bar.start = start;
        if (bar.waited)
            bar.waited = std::min(*bar.waited, bar.duration);
        bar.busyBefore = last.busyBefore + last.duration;
        bar.waitedBefore = last.waitedBefore + last.waited.value_or(Base::Duration::zero());
    }
    m_bars.push_back(bar);
    if (m_bars.size() > m_limit)
        forgetFirst();
}

void Lane::forgetFirst()
{
    const Bar &bar = m_bars.front();
    if (m_sums.empty() || bar.start - m_sums.back().at >= m_betweenSums)
        m_sums.push_back({bar.start, {bar.busyBefore, bar.waitedBefore}});
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

Lane::Spent Lane::spentUntil(Base::SteadyTime at) const
{
    const auto next = std::ranges::upper_bound(m_bars, at, {}, &Bar::start);
    if (next == m_bars.begin())
        return m_bars.empty() ? Spent() : spentUntilOld(at);
    const Bar &bar = *std::prev(next);
    const Base::Duration inBar = std::min<Base::Duration>(bar.duration, at - bar.start);
    const Base::Duration waited =
        bar.waited ? partOf(*bar.waited, inBar, bar.duration) : Base::Duration::zero();
    return {bar.busyBefore + inBar, bar.waitedBefore + waited};
}

// As if the bars between two sums were spread evenly.
Lane::Spent Lane::spentUntilOld(Base::SteadyTime at) const
{
    const Sum first{m_bars.front().start, {m_bars.front().busyBefore, m_bars.front().waitedBefore}};
    const auto next = std::ranges::upper_bound(m_sums, at, {}, &Sum::at);
    if (next == m_sums.begin())
        return m_sums.empty() ? first.before : m_sums.front().before;
    const Sum &after = next == m_sums.end() ? first : *next;
    const Sum &before = *std::prev(next);
    const Base::Duration passed = at - before.at;
    const Base::Duration between = after.at - before.at;
    return {before.before.busy + partOf(after.before.busy - before.before.busy, passed, between),
            before.before.waited + partOf(after.before.waited - before.before.waited, passed, between)};
}

double Lane::busyShare(Base::SteadyTime from, Base::SteadyTime to) const
{
    if (to <= from)
        return 0;
    const Base::Duration busy = busyUntil(to) - busyUntil(from);
    return std::clamp(Base::toSeconds(busy) / Base::toSeconds(to - from), 0.0, 1.0);
}

} // namespace Loopscope::Models
