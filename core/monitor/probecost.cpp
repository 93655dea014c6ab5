#include "core/monitor/probecost.h"

#include "core/monitor/loopagent.h"
#include "core/monitor/loopprobe.h"

#include <QEvent>
#include <QObject>

#include <algorithm>

namespace Loopscope::Monitor {

namespace {

constexpr int rounds = 21;
constexpr int dispatchesPerRound = 200;

} // namespace

double measureProbeCost()
{
    LoopProbe probe({QStringLiteral("cost")});
    QObject receiver;
    QEvent event(QEvent::User);
    std::vector<double> costs;
    for (int round = 0; round < rounds; ++round) {
        const Base::SteadyTime start = Base::now();
        for (int i = 0; i < dispatchesPerRound; ++i)
            probe.rehearse(&receiver, &event);
        costs.push_back(static_cast<double>((Base::now() - start).count()) / dispatchesPerRound);
        while (probe.ring.front())
            probe.ring.pop();
    }
    std::ranges::nth_element(costs, costs.begin() + rounds / 2);
    return costs[rounds / 2];
}

} // namespace Loopscope::Monitor
