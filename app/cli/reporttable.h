#pragma once

#include "core/session/runreport.h"
#include "core/session/variantcomparison.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace Loopscope::Cli {

/// What `run` prints for people: one row per variant, then the verdicts.
class ReportTable
{
public:
    /// Without a name the row is called after scenario and variant.
    void add(const Session::RunReport &report, const QString &name = {});
    /// The stalls of the loop under test, the longest first, at most ten.
    void addStalls(const Session::RunReport &report);
    /// What the variants of a scenario say together; nothing when there are none to compare.
    void addComparison(const QString &scenarioId, const Session::ComparisonFindings &findings);
    void addUnavailable(const QString &scenarioId, const QString &reason);
    QString toText() const;

private:
    std::vector<QStringList> m_rows;
    QStringList m_verdicts;
};

} // namespace Loopscope::Cli
