#include "ui/charts/latencyscale.h"

#include "core/base/words.h"

#include <array>
#include <cmath>

namespace Loopscope::Charts {

namespace {

constexpr std::array<double, 6> tops{300, 1'200, 3'000, 12'000, 120'000, 1'200'000};

} // namespace

bool LatencyScale::include(double milliseconds)
{
    if (!(milliseconds > m_top))
        return false;
    for (const double top : tops) {
        if (top >= milliseconds || top == tops.back()) {
            const bool grows = top > m_top;
            m_top = std::max(m_top, top);
            return grows;
        }
    }
    return false;
}

void LatencyScale::reset()
{
    m_top = firstTop;
}

double LatencyScale::toAxis(double milliseconds) const
{
    const double value = std::max(milliseconds, 0.0);
    return m_linear ? value : std::sqrt(value);
}

double LatencyScale::toMilliseconds(double axisValue) const
{
    const double value = std::max(axisValue, 0.0);
    return m_linear ? value : value * value;
}

const std::vector<PerceptionBand> &perceptionBands()
{
    static const std::vector<PerceptionBand> bands{
        {16, Words::tr("one frame lost")},
        {50, Words::tr("long task")},
        {100, Words::tr("no longer instant")},
        {250, Words::tr("felt as a hang")},
    };
    return bands;
}

} // namespace Loopscope::Charts
