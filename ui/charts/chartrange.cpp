#include "ui/charts/chartrange.h"

#include <cmath>
#include <initializer_list>

namespace Loopscope::Charts {

namespace {

constexpr double headroom = 1.12;
constexpr double full = 0.9; // of the axis: a line does not run along its top

double smallestTop(ChartRange::Rounding rounding)
{
    return rounding == ChartRange::Rounding::Count ? 4 : 10;
}

} // namespace

ChartRange::ChartRange(Rounding rounding)
    : m_rounding(rounding)
    , m_top(smallestTop(rounding))
{}

void ChartRange::reset()
{
    m_top = smallestTop(m_rounding);
}

bool ChartRange::include(double value)
{
    if (!(value > m_top * full) || !std::isfinite(value))
        return false;
    m_top = roundedUp(value * headroom);
    return true;
}

double ChartRange::roundedUp(double value) const
{
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    const auto first = [value, power](std::initializer_list<double> steps) {
        for (const double step : steps) {
            if (step * power >= value)
                return step * power;
        }
        return 10 * power;
    };
    // Half of it is a tick, too; of a count it is whole.
    return m_rounding == Rounding::Rate ? first({1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8})
           : power < 10                 ? first({2, 4, 6, 8})
                                        : first({1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8});
}

} // namespace Loopscope::Charts
