#pragma once

#include <QtGlobal>

#include <elfutils/libdwfl.h>

#include <unordered_map>
#include <vector>

namespace Loopscope::Monitor {

/// Finds the compilation unit that an address of a module came from. libdw looks into .debug_aranges alone, a
/// table that clang does not write; for what is not in it the units themselves are asked, once per module.
/// For the one thread that uses the modules, and no longer than these are there.
class UnitIndex
{
public:
    /// Null when no unit has the address. `bias` is what its addresses are less than those of the module.
    Dwarf_Die *unitAt(Dwfl_Module *module, quint64 address, Dwarf_Addr *bias);
    /// Before the modules go.
    void clear();

private:
    struct Range
    {
        quint64 begin = 0;
        quint64 end = 0; ///< the first address behind it
        Dwarf_Die *unit = nullptr;
        Dwarf_Addr bias = 0;
    };
    using Ranges = std::vector<Range>; ///< by their begin

    static Ranges rangesOf(Dwfl_Module *module);

    std::unordered_map<Dwfl_Module *, Ranges> m_ranges;
};

} // namespace Loopscope::Monitor
