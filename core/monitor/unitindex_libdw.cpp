#include "core/monitor/unitindex.h"

#include <algorithm>

namespace Loopscope::Monitor {

Dwarf_Die *UnitIndex::unitAt(Dwfl_Module *module, quint64 address, Dwarf_Addr *bias)
{
    if (Dwarf_Die *unit = dwfl_module_addrdie(module, address, bias))
        return unit;
    auto found = m_ranges.find(module);
    if (found == m_ranges.end())
        found = m_ranges.emplace(module, rangesOf(module)).first;
    const Ranges &ranges = found->second;
    auto behind = std::ranges::upper_bound(ranges, address, {}, &Range::begin);
    if (behind == ranges.begin() || address >= std::prev(behind)->end)
        return nullptr;
    const Range &range = *std::prev(behind);
    *bias = range.bias;
    return range.unit;
}

void UnitIndex::clear()
{
    m_ranges.clear();
}

UnitIndex::Ranges UnitIndex::rangesOf(Dwfl_Module *module)
{
    Ranges ranges;
    Dwarf_Addr bias = 0;
    for (Dwarf_Die *unit = nullptr; (unit = dwfl_module_nextcu(module, unit, &bias));) {
        Dwarf_Addr base = 0;
        Dwarf_Addr begin = 0;
        Dwarf_Addr end = 0;
        for (ptrdiff_t next = 0; (next = dwarf_ranges(unit, next, &base, &begin, &end)) > 0;)
            // Functions that the linker dropped stay in the table, at address 0.
            if (begin > 0 && begin < end)
                ranges.push_back({begin + bias, end + bias, unit, bias});
    }
    std::ranges::sort(ranges, {}, &Range::begin);
    return ranges;
}

} // namespace Loopscope::Monitor
