#pragma once

#include "core/monitor/unitindex.h"
#include "core/trace/stall.h"

#include <elfutils/libdwfl.h>

#include <vector>

namespace Loopscope::Monitor {

/// The functions at an address of a module, the innermost inlined one first. Never empty; an unknown
/// function is "??". `units` is what was found out about this module, and others, before.
std::vector<Trace::Frame> framesAt(Dwfl_Module *module, quint64 address, UnitIndex *units);

/// `symbol` as people read it, or as it is when it is no name of C++; empty for null.
QString demangledName(const char *symbol);

/// A callback of libdwfl: looks for debug information among local files alone.
int findLocalDebugInfo(Dwfl_Module *module, void **, const char *, Dwarf_Addr, const char *, const char *,
                       GElf_Word, char **fileName);

} // namespace Loopscope::Monitor
