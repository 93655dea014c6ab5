#pragma once

namespace Loopscope::Charts {

/// The top of a small chart's axis: a round number that only grows within a run.
class ChartRange
{
public:
    enum class Rounding
    {
        Count, ///< 2, 4, 8, 20, 40, 80 …: its half is whole
        Rate,  ///< 10, 20, 30, 40, 60, 80, 100 …
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
