#pragma once

#include "core/session/runreport.h"
#include "ui/models/runmodel.h"

#include <QString>

#include <deque>
#include <memory>

namespace Loopscope::Ui {

/// How a run was looked at when it went out of sight.
struct RunView
{
    Base::SteadyTime from; ///< what the charts showed; as it is shown at first when both are the same
    Base::SteadyTime to;
    Trace::StallId stall = 0; ///< that was chosen; 0: none
    bool isStallOpen = false;
};

/// Runs that have ended and are not in sight: the last one of each slide. GUI thread.
class KeptRuns
{
public:
    /// Of so many slides: a run keeps all its samples and slices.
    static constexpr std::size_t most = 6;

    struct Kept
    {
        std::shared_ptr<const Session::RunReport> report; ///< null: none
        Models::RunModel::PicturePtr picture;
        RunView view = {};
    };

    /// In place of the former one of its slide.
    void put(Kept run);
    [[nodiscard]] Kept take(const QString &scenarioId);

private:
    std::deque<Kept> m_runs; // the one put last is the last
};

} // namespace Loopscope::Ui
