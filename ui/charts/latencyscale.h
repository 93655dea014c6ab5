#pragma once

#include "core/base/steadytime.h"

#include <QString>

#include <vector>

namespace Loopscope::Charts {

/// The latency axis: square root or linear, its top in steps that only grow within a run.
class LatencyScale
{
public:
    bool isLinear() const { return m_linear; }
    void setLinear(bool linear) { m_linear = linear; }

    /// Milliseconds. True when the top has changed.
    bool include(double milliseconds);
    void reset();
    double top() const { return m_top; }

    /// What the series is given; 0 at 0, toAxis(top()) at the top.
    double toAxis(double milliseconds) const;
    double toMilliseconds(double axisValue) const;
    /// Share of the height, 0 at the bottom.
    double share(double milliseconds) const { return toAxis(milliseconds) / toAxis(m_top); }
    double fromShare(double share) const { return toMilliseconds(share * toAxis(m_top)); }

private:
    bool m_linear = false;
    double m_top = firstTop;

    static constexpr double firstTop = 300;
};

/// A limit of what people notice.
struct PerceptionBand
{
    double milliseconds;
    QString meaning;
};

/// 16, 50, 100 and 250 ms.
const std::vector<PerceptionBand> &perceptionBands();

} // namespace Loopscope::Charts
