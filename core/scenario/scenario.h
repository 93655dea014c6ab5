#pragma once

#include "core/base/words.h"
#include "core/scenario/parameters.h"
#include "core/scenario/runfigures.h"

#include <functional>
#include <memory>

namespace Loopscope::Scenario {

class Experiment;
class RunContext;

/// One way to do a scenario's work. Variants stand from worst to best.
struct Variant
{
    QString id;         ///< "blocking"
    QString title;      ///< "Blocking"
    QString sourceFile; ///< relative to the source root; built in as the resource ":/" + sourceFile
    std::function<std::unique_ptr<Experiment>(RunContext *)> create; ///< called on the loop's thread
    QString advice = {}; ///< what would be better, and which variant does it; empty: nothing
};

/// A slide of the talk as an experiment: the same work in two or more variants.
struct Scenario
{
    QString id;                        ///< "slow-callback"
    QString title;                     ///< "Slow callback"
    QString lesson;                    ///< one sentence
    std::vector<Parameter> parameters; ///< threshold_ms is always the last
    std::vector<Variant> variants;
    QString workUnit;                         ///< what is counted, as a chart says it: "Requests", "Primes"
    QString request = Words::tr("request");   ///< what RunFigures::requests counts, in a sentence
    QString requests = Words::tr("requests"); ///< several of them
    double unitSize = 1;         ///< that many of what RunFigures::completed() counts are one unit
    bool hasAmount = true;       ///< false: there is no amount of work, it runs for `defaultDuration`
    bool wantsAllAtOnce = false; ///< a request's latency counts from the start of its round
    double defaultDuration = 0;  ///< seconds; of a scenario without an amount
    std::function<QString(const Parameters &)> unavailableReason; ///< empty function or empty text: available
    std::function<QString(const Parameters &, const RunFigures &)>
        verdict; ///< one sentence, from what was measured

    const Variant *variant(const QString &id) const;
    QString reasonUnavailable(const Parameters &parameters) const;
};

/// All scenarios in the order of the slides; the same objects as long as the program lives.
const std::vector<Scenario> &allScenarios();
const Scenario *scenario(const QString &id);

} // namespace Loopscope::Scenario
