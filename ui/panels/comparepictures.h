#pragma once

#include "ui/charts/distributionchart.h"
#include "ui/charts/overlaychart.h"

namespace Loopscope::Models {
class ComparisonModel;
}

namespace Loopscope::Panels {

/// What the charts of a comparison show. A picture without lines: the variants have nothing of the kind.
Charts::OverlayPicture progressPicture(const Models::ComparisonModel &model);
Charts::OverlayPicture inFlightPicture(const Models::ComparisonModel &model);
Charts::OverlayPicture waitingPicture(const Models::ComparisonModel &model);
Charts::OverlayPicture latencyPicture(const Models::ComparisonModel &model);
/// Latency per request, or of the loop where there are none to compare.
QString distributionTitle(const Models::ComparisonModel &model);
std::vector<Charts::DistributionRow> distributionRows(const Models::ComparisonModel &model);
/// "0.016, 0.044, 0.077 ms": a unit that comes again is written once.
QString durationsText(std::initializer_list<Base::Duration> durations);
/// 0 to 1: variants that ended, and how far the running one is as the others had to go.
double comparisonProgress(const Models::ComparisonModel &model);

} // namespace Loopscope::Panels
