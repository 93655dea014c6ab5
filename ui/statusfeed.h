#pragma once

#include "core/trace/eventsource.h"
#include "ui/models/runmodel.h"
#include "ui/models/windowlatency.h"
#include "ui/panels/statuspanel.h"

#include <QObject>

#include <functional>

namespace Loopscope::Charts {
class FrameClock;
}

namespace Loopscope::Ui {

class LiveFeed;

/// Keeps the bottom line up to date: figures ten times a second, the heartbeat and a freeze with each frame.
/// What a stall leaves behind is held long enough to be read. GUI thread.
class StatusFeed final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Models::RunModel *run;
        LiveFeed *feed;
        Trace::EventSource *source; ///< of this process, which has the window's loop
        Charts::FrameClock *clock;
        Panels::StatusPanel *panel;
    };

    /// All parts must outlive the feed.
    explicit StatusFeed(const Parts &parts, QObject *parent = nullptr);
    ~StatusFeed() override;

    Panels::LoopStatus loopStatus(Base::SteadyTime now) const;
    /// Asked for each frame: what traces are doing in place of a run; none: a run is shown.
    void setReplay(std::function<std::optional<Panels::ReplayStatus>()> replay)
    {
        m_replay = std::move(replay);
    }

public Q_SLOTS:
    /// Once per frame.
    void refresh();
    /// The share of the loop that the probe cost, of the run that ended; known exactly only then.
    void showProbe(double share);

private:
    void followStall(Trace::StallId id);
    void refreshFigures();
    Panels::LoopStatus runStatus(Base::SteadyTime now) const;

    Parts m_parts;
    std::function<std::optional<Panels::ReplayStatus>()> m_replay;
    std::shared_ptr<Models::BatchInbox> m_ownInbox;
    Models::WindowLatency m_windowLatency;
    quint64 m_beats = 0;
    Base::SteadyTime m_figuresAt;
    Base::SteadyTime m_heldUntil;
    Panels::LoopStatus::Kind m_shown = Panels::LoopStatus::Kind::None;
    Base::Duration m_held{0};
    Trace::StallId m_heldStall = 0;
};

} // namespace Loopscope::Ui
