#include "core/monitor/costbudget.h"

#include <algorithm>
#include <bit>

namespace Loopscope::Monitor {

namespace {

constexpr qint64 period = 1'000'000'000; // ns
constexpr double enoughToSpare = 0.4;    // of the budget: going back doubles the cost at most
constexpr int levelsPerKind = std::countr_zero(static_cast<unsigned>(CostBudget::mostSlowdown));

} // namespace

int CostBudget::sampleSlowdown() const
{
    return 1 << std::min(m_level, levelsPerKind);
}

int CostBudget::pingSlowdown() const
{
    return 1 << std::max(m_level - levelsPerKind, 0);
}

std::optional<Trace::SelfCost> CostBudget::check(qint64 now, Base::Duration used, double share)
{
    if (m_since != 0 && now - m_since < period)
        return std::nullopt;
    const qint64 since = std::exchange(m_since, now);
    const Base::Duration usedSince = used - std::exchange(m_usedBefore, used);
    if (since == 0)
        return std::nullopt;
    const double fraction = static_cast<double>(usedSince.count()) / static_cast<double>(now - since);
    if (fraction > share)
        m_level = std::min(m_level + 1, 2 * levelsPerKind);
    else if (fraction < share * enoughToSpare)
        m_level = std::max(m_level - 1, 0);
    return Trace::SelfCost{Base::fromNanoseconds(now), fraction, share, sampleSlowdown(), pingSlowdown()};
}

} // namespace Loopscope::Monitor
