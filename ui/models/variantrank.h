#pragma once

namespace Loopscope::Models {

/// Where a variant stands among its scenario's; told by shape and dash as well as by colour.
enum class VariantRank
{
    Worst,  ///< square, solid
    Middle, ///< diamond, dashed
    Best,   ///< circle, solid
};

/// Variants stand from worst to best.
constexpr VariantRank rankOf(int index, int count)
{
    if (index == count - 1)
        return VariantRank::Best;
    return index == 0 ? VariantRank::Worst : VariantRank::Middle;
}

} // namespace Loopscope::Models
