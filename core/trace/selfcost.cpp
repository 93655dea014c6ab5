#include "core/trace/selfcost.h"

namespace Loopscope::Trace {

QString slowdownLine(const SelfCost &cost)
{
    QString text =
        QStringLiteral("Watching cost %1 % of a core, its budget is %2 %: stack samples now come %3 "
                       "times more rarely")
            .arg(100 * cost.coreFraction, 0, 'g', 3)
            .arg(100 * cost.budget, 0, 'g', 3)
            .arg(cost.sampleSlowdown);
    if (cost.pingSlowdown > 1)
        text += QStringLiteral(", pings %1 times").arg(cost.pingSlowdown);
    return text + u'.';
}

} // namespace Loopscope::Trace
