#include "core/scenario/scenario.h"

#include <algorithm>

// One line per slide, in the order of the talk: the function that describes it.
// clang-format off
#define LOOPSCOPE_SCENARIOS(SCENARIO) \
    SCENARIO(slowCallback) \
    SCENARIO(http) \
    SCENARIO(connectionPool) \
    SCENARIO(requestReply) \
    SCENARIO(pipelining) \
    SCENARIO(database) \
    SCENARIO(interpreterLock) \
    SCENARIO(files) \
    SCENARIO(cpuBound) \
    SCENARIO(rightLoop)
// clang-format on

#define LOOPSCOPE_DECLARE(describe) Scenario describe();
#define LOOPSCOPE_CALL(describe) describe(),

namespace Loopscope::Scenario {

LOOPSCOPE_SCENARIOS(LOOPSCOPE_DECLARE)

const Variant *Scenario::variant(const QString &variantId) const
{
    const auto found = std::ranges::find(variants, variantId, &Variant::id);
    return found == variants.end() ? nullptr : &*found;
}

QString Scenario::reasonUnavailable(const Parameters &values) const
{
    return unavailableReason ? unavailableReason(values) : QString();
}

const std::vector<Scenario> &allScenarios()
{
    static const std::vector<Scenario> all{LOOPSCOPE_SCENARIOS(LOOPSCOPE_CALL)};
    return all;
}

const Scenario *scenario(const QString &id)
{
    const auto found = std::ranges::find(allScenarios(), id, &Scenario::id);
    return found == allScenarios().end() ? nullptr : &*found;
}

} // namespace Loopscope::Scenario
