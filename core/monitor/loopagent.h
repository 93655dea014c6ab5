#pragma once

#include "core/base/steadytime.h"

#include <QEvent>
#include <QObject>

namespace Loopscope::Monitor {

class LoopProbe;

/// The monitor's one object in an observed loop: receives pings and the heartbeat's timer. The probe
/// knows it and does not count what it receives.
class LoopAgent final : public QObject
{
    Q_OBJECT

public:
    /// Made anywhere, then moved to the loop's thread.
    explicit LoopAgent(LoopProbe *probe);

    /// Loop thread.
    void startHeartbeat();
    void stopHeartbeat();

    /// A ping to post to it. Any thread.
    static QEvent *makePing(Base::SteadyTime postedAt, quint16 skipped);
    bool event(QEvent *event) override;

private Q_SLOTS:
    void onAboutToBlock(); ///< of the loop's dispatcher

private:
    LoopProbe *const m_probe;
    int m_timer = 0;
};

} // namespace Loopscope::Monitor
