#include "core/scenario/scenario.h"

#include "core/scenario/connectionpool/connectionpool.h"
#include "core/scenario/cpubound/cpubound.h"
#include "core/scenario/database/database.h"
#include "core/scenario/files/files.h"
#include "core/scenario/http/http.h"
#include "core/scenario/interpreterlock/interpreterlock.h"
#include "core/scenario/pipelining/pipelining.h"
#include "core/scenario/requestreply/requestreply.h"
#include "core/scenario/rightloop/rightloop.h"
#include "core/scenario/slowcallback/slowcallback.h"

#include <algorithm>

namespace Loopscope::Scenario {

const Variant *Scenario::variant(const QString &variantId) const
{
    const auto found = std::ranges::find(variants, variantId, &Variant::id);
    return found == variants.end() ? nullptr : &*found;
}

QString Scenario::reasonUnavailable(const Parameters &values) const
{
    return unavailableReason ? unavailableReason(values) : QString();
}

// One line per slide, in the order of the talk.
// clang-format off
const std::vector<Scenario> &allScenarios()
{
    static const std::vector<Scenario> all{
        slowCallback(),
        http(),
        connectionPool(),
        requestReply(),
        pipelining(),
        database(),
        interpreterLock(),
        files(),
        cpuBound(),
        rightLoop(),
    };
    return all;
}
// clang-format on

const Scenario *scenario(const QString &id)
{
    const auto found = std::ranges::find(allScenarios(), id, &Scenario::id);
    return found == allScenarios().end() ? nullptr : &*found;
}

} // namespace Loopscope::Scenario
