#pragma once

#include "core/scenario/scenario.h"
#include "core/session/runreport.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace Loopscope::Session {

/// A variant and what was measured of it.
struct MeasuredVariant
{
    const Scenario::Variant *variant = nullptr;
    std::shared_ptr<const RunReport> report;

    /// Of one round.
    Base::Duration roundTime() const;
};

struct ComparisonRemark
{
    bool isAlarm = false; ///< something is wrong, however fast it is
    QString text;
};

/// What the figures of several variants say, in sentences.
struct ComparisonFindings
{
    QString headline;                        ///< empty when fewer than two variants were measured
    bool isHeadlineAlarm = false;            ///< it tells of what is wrong
    const Scenario::Variant *best = nullptr; ///< whom the headline praises; null: nobody
    std::vector<ComparisonRemark> remarks;
    QString footnote; ///< why a figure is as it is; usually empty

    /// Headline and remarks.
    QStringList sentences() const;
};

/// The stalls of a run that its code made: those that the machine alone made are no variant's fault, and
/// their absence nobody's merit.
struct OwnStalls
{
    qint64 count = 0;
    Base::Duration longest{0};
};
OwnStalls ownStalls(const RunReport &report);

/// Whether the run tells how fast its variant is: it worked, did not fail and was not stopped.
bool isMeasured(const RunReport &report);
/// Variants in the scenario's order, worst first; those that were not measured are left out. The one that is
/// really best is compared with the one that is worst: by time when the scenario has an amount of work, else
/// by stalls. Variants with wrong answers are not the best. Within 10 % there is no difference.
ComparisonFindings compareVariants(const Scenario::Scenario &scenario,
                                   const std::vector<MeasuredVariant> &variants);
/// Pairs each report with its variant and brings them into the scenario's order; what was not measured is
/// left out.
std::vector<MeasuredVariant> measuredVariants(const Scenario::Scenario &scenario,
                                              const std::vector<std::shared_ptr<const RunReport>> &reports);

} // namespace Loopscope::Session
