#pragma once

#include "ui/charts/timeview.h"
#include "ui/models/lane.h"

#include <optional>

namespace Loopscope::Charts {

/// Where the arrows lead in the lanes. Slices that are narrower than a pixel are taken together, as they are
/// painted: zoom in to tell them apart.
std::optional<Models::Lane::Bar> barAfter(const Models::Lane &lane, const TimeView &time,
                                          const Models::Lane::Bar &bar);
std::optional<Models::Lane::Bar> barBefore(const Models::Lane &lane, const TimeView &time,
                                           const Models::Lane::Bar &bar);
/// The one that runs at this time, else the nearest.
std::optional<Models::Lane::Bar> barNear(const Models::Lane &lane, Base::SteadyTime at);

/// The arrows, Home and End, without a modifier.
bool isLaneKey(int key, Qt::KeyboardModifiers modifiers);

} // namespace Loopscope::Charts
