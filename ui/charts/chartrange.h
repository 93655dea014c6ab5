#pragma once

namespace Loopscope::Charts {

/// The top of a small chart's axis: a round number that only grows within a run.
class ChartRange
{
public:
    enum class Rounding
    {
        Count, ///< 4, 6, 8, 10, 12, 16, 20, 24 …: its half is whole
        Rate,  ///< 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100 …
    };

    explicit ChartRange(Rounding rounding);

    /// True when the top has changed.
    bool include(double value);
    void reset();
    double top() const { return m_top; }

private:
    double roundedUp(double value) const;

    const Rounding m_rounding;
    double m_top;
};

} // namespace Loopscope::Charts
