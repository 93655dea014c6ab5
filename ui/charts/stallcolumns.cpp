#include "ui/charts/stallcolumns.h"

#include "core/base/words.h"
#include "ui/charts/timeview.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

constexpr double mergeDistance = 2;
constexpr double narrowest = 2;
constexpr double seam = 1;
constexpr double widestSeamless = 3;
constexpr double graspDistance = 3;

StallColumn columnOf(const Trace::Stall &stall, const TimeView &time, Base::SteadyTime now)
{
    const Base::Duration duration = Models::stallDuration(stall, now);
    const double start = time.xOf(stall.startedAt);
    const double end = time.xOf(stall.startedAt + duration);
    StallColumn column;
    column.left = std::round(std::clamp(start, time.plotLeft(), time.plotRight()));
    column.right = std::round(std::clamp(end, time.plotLeft(), time.plotRight()));
    if (column.right - column.left < narrowest)
        column.left = std::max(column.right - narrowest, time.plotLeft());
    column.right = std::max(column.right, column.left + narrowest);
    column.peak = (column.left + column.right) / 2;
    column.parts = {{column.left, column.right}};
    column.open = stall.open;
    column.cut = start < time.plotLeft() - 1 || end > time.plotRight() + narrowest;
    column.id = stall.id;
    column.longest = duration;
    column.isOfMachine = stall.isOfMachine();
    column.place = column.isOfMachine ? Words::tr("delayed by the machine") : Models::stallPlace(stall);
    return column;
}

// Two that touch are still two, where there is a pixel to spare.
void joinParts(std::vector<std::pair<double, double>> *parts, const std::pair<double, double> &next)
{
    auto &last = parts->back();
    const bool touches = next.first < last.second + seam;
    if (touches && last.second - last.first > widestSeamless && next.second - next.first > widestSeamless)
        last.second = next.first - seam;
    else if (touches) {
        last.second = std::max(last.second, next.second);
        return;
    }
    parts->push_back(next);
}

void merge(StallColumn &column, const StallColumn &next)
{
    std::vector<std::pair<double, double>> parts = column.parts;
    joinParts(&parts, next.parts.front());
    const double left = std::min(column.left, next.left);
    const double right = std::max(column.right, next.right);
    const int count = column.count + next.count;
    const bool cut = column.cut || next.cut;
    const bool open = column.open || next.open;
    const bool isOfMachine = column.isOfMachine && next.isOfMachine;
    if (next.longest > column.longest)
        column = next;
    column.parts = std::move(parts);
    column.left = left;
    column.right = right;
    column.count = count;
    column.cut = cut;
    column.open = open;
    column.isOfMachine = isOfMachine;
}

} // namespace

std::vector<StallColumn> stallColumns(const Models::RunModel &run, const TimeView &time)
{
    std::vector<StallColumn> columns;
    const Trace::Stall *open = run.openStall();
    for (const Trace::Stall *stall : run.stalls().in(time.from(), time.to(), run.now())) {
        StallColumn column = columnOf(*stall, time, run.now());
        column.open = stall == open;
        if (!columns.empty() && column.left - columns.back().right < mergeDistance)
            merge(columns.back(), column);
        else
            columns.push_back(column);
    }
    return columns;
}

const StallColumn *columnAt(const std::vector<StallColumn> &columns, double x)
{
    const auto found = std::ranges::find_if(columns, [x](const StallColumn &column) {
        return x >= column.left - graspDistance && x <= column.right + graspDistance;
    });
    return found == columns.end() ? nullptr : &*found;
}

} // namespace Loopscope::Charts
