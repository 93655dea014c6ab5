#include "app/cli/runselection.h"

#include "core/scenario/scenario.h"

#include <QFileInfo>

#include <cmath>

namespace Loopscope::Cli {

namespace {

/// A scenario with the variants of it that were asked for.
struct Target
{
    const Scenario::Scenario *scenario = nullptr;
    std::vector<const Scenario::Variant *> variants;
};

QString namesOf(const std::vector<Scenario::Scenario> &scenarios)
{
    QStringList names;
    for (const Scenario::Scenario &scenario : scenarios)
        names.append(scenario.id);
    return names.join(QLatin1String(", "));
}

QString namesOf(const Scenario::Scenario &scenario)
{
    QStringList names;
    for (const Scenario::Variant &variant : scenario.variants)
        names.append(variant.id);
    return names.join(QLatin1String(", "));
}

Target wholeScenario(const Scenario::Scenario &scenario)
{
    Target target{&scenario, {}};
    for (const Scenario::Variant &variant : scenario.variants)
        target.variants.push_back(&variant);
    return target;
}

QString findTarget(const QString &text, Target *target)
{
    const qsizetype slash = text.indexOf(u'/');
    const QString scenarioId = slash < 0 ? text : text.left(slash);
    const Scenario::Scenario *scenario = Scenario::scenario(scenarioId);
    if (!scenario) {
        return QStringLiteral("There is no scenario \"%1\". There are: %2.")
            .arg(scenarioId, namesOf(Scenario::allScenarios()));
    }
    if (slash < 0) {
        *target = wholeScenario(*scenario);
        return {};
    }
    const Scenario::Variant *variant = scenario->variant(text.mid(slash + 1));
    if (!variant) {
        return QStringLiteral("The scenario %1 has no variant \"%2\". It has: %3.")
            .arg(scenarioId, text.mid(slash + 1), namesOf(*scenario));
    }
    *target = {scenario, {variant}};
    return {};
}

/// Applies a setting to every scenario that has its key.
QString applySetting(const QString &setting, const std::vector<Target> &targets,
                     std::vector<Scenario::Parameters> *parameters)
{
    const qsizetype equals = setting.indexOf(u'=');
    if (equals <= 0)
        return QStringLiteral("--set takes KEY=VALUE, not \"%1\".").arg(setting);
    const QString key = setting.left(equals);
    bool isKnown = false;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (!(*parameters)[i].has(key))
            continue;
        isKnown = true;
        if (const auto problem = (*parameters)[i].set(key, setting.mid(equals + 1)))
            return QStringLiteral("%1 (scenario %2)").arg(*problem, targets[i].scenario->id);
    }
    if (!isKnown) {
        QStringList keys;
        for (const Target &target : targets) {
            for (const Scenario::Parameter &parameter : target.scenario->parameters)
                keys.append(parameter.key);
        }
        keys.removeDuplicates();
        return QStringLiteral("There is no key \"%1\" here. There are: %2.")
            .arg(key, keys.join(QLatin1String(", ")));
    }
    return {};
}

QString recordPathFor(const QString &path, const Session::RunPlan &plan, bool isOneOfSeveral)
{
    if (path.isEmpty() || !isOneOfSeveral)
        return path;
    const QFileInfo file(path);
    const QString suffix = file.suffix();
    const QString stem = suffix.isEmpty() ? path : path.left(path.size() - suffix.size() - 1);
    const QString name = QStringLiteral("%1-%2-%3").arg(stem, plan.scenarioId, plan.variantId);
    return suffix.isEmpty() ? name : name + u'.' + suffix;
}

QString findTargets(const RunOptions &options, std::vector<Target> *targets)
{
    if (options.all == !options.targets.empty())
        return QStringLiteral("Name scenarios, or use --all.");
    if (options.all) {
        for (const Scenario::Scenario &scenario : Scenario::allScenarios())
            targets->push_back(wholeScenario(scenario));
        return {};
    }
    for (const std::string &text : options.targets) {
        Target target;
        const QString problem = findTarget(QString::fromStdString(text), &target);
        if (!problem.isEmpty())
            return problem;
        targets->push_back(target);
    }
    return {};
}

void plan(const RunOptions &options, const Target &target, const Scenario::Parameters &parameters,
          RunSelection *selection)
{
    const QString reason = target.scenario->reasonUnavailable(parameters);
    if (!reason.isEmpty()) {
        if (options.all) {
            selection->runs.emplace_back(Unavailable{target.scenario->id, reason});
        } else {
            selection->problem =
                QStringLiteral("The scenario %1 is not available: %2").arg(target.scenario->id, reason);
            selection->isUnavailable = true;
        }
        return;
    }
    for (const Scenario::Variant *variant : target.variants) {
        Session::RunPlan run;
        run.scenarioId = target.scenario->id;
        run.variantId = variant->id;
        run.parameters = parameters;
        if (options.duration)
            run.duration = std::chrono::duration<double>(*options.duration);
        selection->runs.emplace_back(std::move(run));
    }
}

} // namespace

QString problemOfRecordLast(std::optional<double> minutes, bool isRecorded)
{
    constexpr double shortest = 0.01;
    constexpr double longest = 10'000;
    if (minutes && !(*minutes >= shortest && *minutes <= longest))
        return QStringLiteral("--record-last must be 0.01 to 10000 minutes.");
    return minutes && !isRecorded ? QStringLiteral("--record-last needs --record FILE.") : QString();
}

std::chrono::milliseconds recordLastOf(std::optional<double> minutes)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double, std::ratio<60>>(minutes.value_or(0)));
}

RunSelection selectRuns(const RunOptions &options)
{
    RunSelection selection;
    std::vector<Target> targets;
    selection.problem = findTargets(options, &targets);
    if (!selection.problem.isEmpty())
        return selection;
    constexpr double longest = 1e6; // seconds
    if (options.duration &&
        !(std::isfinite(*options.duration) && *options.duration > 0 && *options.duration <= longest)) {
        selection.problem = QStringLiteral("--duration must be over 0 and at most 1000000 seconds.");
        return selection;
    }
    selection.problem = problemOfRecordLast(options.recordLast, !options.recordPath.empty());
    if (!selection.problem.isEmpty())
        return selection;
    std::vector<Scenario::Parameters> parameters;
    for (const Target &target : targets)
        parameters.emplace_back(target.scenario->parameters);
    for (const std::string &setting : options.settings) {
        selection.problem = applySetting(QString::fromStdString(setting), targets, &parameters);
        if (!selection.problem.isEmpty())
            return selection;
    }
    for (std::size_t i = 0; i < targets.size() && selection.problem.isEmpty(); ++i)
        plan(options, targets[i], parameters[i], &selection);
    for (PlannedRun &run : selection.runs) {
        auto *planned = std::get_if<Session::RunPlan>(&run);
        if (!planned)
            continue;
        planned->recordPath =
            recordPathFor(QString::fromStdString(options.recordPath), *planned, selection.runs.size() > 1);
        planned->recordLast = recordLastOf(options.recordLast);
    }
    return selection;
}

} // namespace Loopscope::Cli
