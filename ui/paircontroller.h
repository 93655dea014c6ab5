#pragma once

#include "core/session/replaytrace.h"
#include "ui/models/runmodel.h"

#include <QObject>
#include <QStringList>

#include <array>

namespace Loopscope::Panels {
struct ComparisonRow;
struct MomentOfTrace;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class ReplayStage;

/// Two traces on one time axis that counts from the begin of each one's work: one cursor moves through both.
/// The figures are those of `loopscope compare`. GUI thread.
class PairController final : public QObject
{
    Q_OBJECT

public:
    /// Two paths and two traces that were read without an error.
    PairController(ReplayStage *stage, const QStringList &paths,
                   const std::vector<Session::ReplayTracePtr> &traces);
    ~PairController() override;

    Base::Duration position() const { return m_position; }
    /// Of the longer one.
    Base::Duration duration() const { return m_duration; }
    bool isPlaying() const { return m_playing; }
    double speed() const { return m_speed; }
    const Models::RunModel *run(std::size_t side) const { return m_sides[side].run.get(); }

    void togglePlay();
    void setSpeed(double speed) { m_speed = speed; }
    void advance(Base::Duration elapsed);
    void seek(Base::Duration position);
    /// To the next or last end of anything in either trace.
    void step(bool forward);
    /// Into the next or last stall of either trace, shortly before its end; round and round.
    void stepStall(bool forward);
    bool hasStalls() const { return !stallPositions().empty(); }
    /// The letters of the traces whose loop is blocked at the cursor.
    QStringList blockedSides() const;

Q_SIGNALS:
    void scrubbed(std::chrono::nanoseconds position);

private:
    struct Side
    {
        QString path;
        Session::ReplayTracePtr trace;
        std::unique_ptr<Models::RunModel> run;
    };

    void describe();
    void showCards();
    void showOverview();
    std::vector<Panels::ComparisonRow> comparisonRows() const;
    Panels::MomentOfTrace momentOf(std::size_t index) const;
    void showMoment();
    std::vector<Base::Duration> stallPositions() const;
    const Trace::Stall *stallAt(const Side &side, Base::SteadyTime at) const;

    ReplayStage *const m_stage;
    std::array<Side, 2> m_sides;
    Base::Duration m_duration{0};
    Base::Duration m_position{0};
    bool m_playing = false;
    double m_speed = 1;
};

} // namespace Loopscope::Ui
