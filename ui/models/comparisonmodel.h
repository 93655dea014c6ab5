#pragma once

#include "ui/models/comparedrun.h"

#include <QAbstractTableModel>

namespace Loopscope::Models {

/// The comparison of a slide's variants: one row each, worst first, and a column for each figure that this
/// slide has. GUI thread.
class ComparisonModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Figure
    {
        Variant,
        LoopP50,
        LoopP99,
        LoopMax,
        Stalls,
        LongestStall,
        RequestP50,
        RequestP99,
        RequestMax,
        Total,
        Throughput,
        Queue, ///< most jobs that waited
        WrongAnswers,
        WrongUses, ///< of a thread
        Speed,     ///< against the first
    };

    enum Role
    {
        /// bool: no other row has a better value, and one has a worse; of the variant's name, whether the
        /// headline praises it
        BestRole = Qt::UserRole,
        AlarmRole,  ///< bool: wrong answers, wrong uses
        RankRole,   ///< Models::VariantRank
        StateRole,  ///< Models::ComparedState
        ReasonRole, ///< what stands in place of the figures; empty when there are figures
    };

    explicit ComparisonModel(const Scenario::Scenario *scenario, Scenario::Parameters parameters,
                             QObject *parent = nullptr);

    const Scenario::Scenario &scenario() const { return *m_scenario; }
    const Scenario::Parameters &parameters() const { return m_parameters; }
    const std::vector<ComparedRun> &runs() const { return m_runs; }
    const Session::ComparisonFindings &findings() const { return m_findings; }
    /// How many variants have figures.
    int measured() const;
    /// The variant that runs now; -1: none does.
    int runningRow() const;
    /// The longest own time of all, seconds.
    double longestTime() const;

    void begin(int row);
    /// How far the running variant has come; tells by linesChanged().
    void setLines(int row, RunLines lines);
    void end(int row, std::shared_ptr<const Session::RunReport> report, RunLines lines);

    const std::vector<Figure> &figures() const { return m_figures; }
    /// What several columns share: "Loop latency"; empty when a column stands for itself.
    QString group(Figure figure) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Findings and table, columns separated by tabs.
    QString toText() const;

Q_SIGNALS:
    void linesChanged();
    /// A variant began or ended: other figures, other findings.
    void resultsChanged();

private:
    void update();
    QString text(const ComparedRun &run, Figure figure) const;
    QString placeholder(const ComparedRun &run) const;
    bool isBest(const ComparedRun &run, Figure figure) const;
    bool hasSmallerOfAFew(const ComparedRun &run, Figure figure) const;
    bool isUnknownOfOne(Figure figure) const;
    double speedOf(const ComparedRun &run) const;

    const Scenario::Scenario *const m_scenario;
    const Scenario::Parameters m_parameters;
    std::vector<ComparedRun> m_runs;
    std::vector<Figure> m_figures;
    Session::ComparisonFindings m_findings;
};

} // namespace Loopscope::Models

Q_DECLARE_METATYPE(Loopscope::Models::VariantRank)
Q_DECLARE_METATYPE(Loopscope::Models::ComparedState)
