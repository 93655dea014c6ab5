#include "tests/soak/soakplans.h"

#include "core/scenario/scenario.h"

#include <map>

namespace Loopscope::Soak {

namespace {

using Settings = std::vector<std::pair<const char *, const char *>>;

// A round takes some ten milliseconds.
const std::map<QString, Settings> &smallAmounts()
{
    static const std::map<QString, Settings> amounts{
        {QStringLiteral("slow-callback"), {{"interval_ms", "20"}, {"sleep_ms", "15"}}},
        {QStringLiteral("http"), {{"requests", "40"}, {"delay_ms", "5"}, {"connections", "10"}}},
        {QStringLiteral("connection-pool"), {{"requests", "60"}}},
        {QStringLiteral("request-reply"), {{"requests", "1000"}}},
        {QStringLiteral("pipelining"), {{"requests", "4000"}}},
        {QStringLiteral("database"), {{"queries", "4"}, {"rows", "20000"}}},
        {QStringLiteral("interpreter-lock"), {{"calls", "4"}, {"block_ms", "10"}}},
        {QStringLiteral("files"), {{"size_mib", "4"}}},
        {QStringLiteral("cpu-bound"), {{"numbers", "6"}}},
        {QStringLiteral("right-loop"), {{"hops", "100"}}},
    };
    return amounts;
}

Session::RunPlan planOf(const Scenario::Scenario &scenario, const QString &variant, const Settings &settings)
{
    Session::RunPlan plan;
    plan.scenarioId = scenario.id;
    plan.variantId = variant;
    plan.parameters = Scenario::Parameters(scenario.parameters);
    for (const auto &[key, value] : settings) {
        if (const auto problem = plan.parameters.set(QLatin1String(key), QLatin1String(value)))
            qFatal("%s has no setting %s=%s", qPrintable(scenario.id), key, value);
    }
    return plan;
}

bool speaksRedis(const Scenario::Scenario &scenario)
{
    return scenario.id == QLatin1String("request-reply") || scenario.id == QLatin1String("pipelining");
}

} // namespace

std::vector<Session::RunPlan> allPlans(const QString &redisServer)
{
    std::vector<Session::RunPlan> plans;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        if (!scenario.reasonUnavailable(Scenario::Parameters(scenario.parameters)).isEmpty())
            continue; // without Python or the ODBC driver
        const auto known = smallAmounts().find(scenario.id);
        const Settings settings = known != smallAmounts().end() ? known->second : Settings();
        for (const Scenario::Variant &variant : scenario.variants) {
            plans.push_back(planOf(scenario, variant.id, settings));
            if (redisServer.isEmpty() || !speaksRedis(scenario))
                continue;
            const QByteArray server = redisServer.toUtf8();
            Settings redis = settings;
            redis.emplace_back("protocol", "resp");
            redis.emplace_back("server", server.constData());
            plans.push_back(planOf(scenario, variant.id, redis));
        }
    }
    return plans;
}

Session::RunPlan referencePlan()
{
    const Scenario::Scenario *scenario = Scenario::scenario(QStringLiteral("slow-callback"));
    auto plan = planOf(*scenario, QStringLiteral("awaiting"), smallAmounts().at(scenario->id));
    plan.duration = std::chrono::duration<double>(1);
    return plan;
}

} // namespace Loopscope::Soak
