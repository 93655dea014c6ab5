#pragma once

#include "core/base/steadytime.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;

namespace Loopscope::Panels {

class Heartbeat;
class IconLabel;
class RoleLabel;

/// What the loop under test is doing.
struct LoopStatus
{
    enum class Kind
    {
        None, ///< no run yet
        Idle,
        Busy,      ///< `busy` of the last moments was spent in dispatches
        Frozen,    ///< for `frozenFor` so far
        WasFrozen, ///< for `frozenFor`; shown for a moment
    };
    Kind kind = Kind::None;
    double busy = 0;
    Base::Duration frozenFor{0};

    /// "Loop frozen for 64 ms".
    QString text() const;
};

struct RecordingStatus
{
    enum class Kind
    {
        Off,
        Armed, ///< the next run will be recorded
        Recording,
        Saved,
        Stopped, ///< by an error
    };
    Kind kind = Kind::Off;
    QString path; ///< of all but Off and Stopped
    qint64 bytes = 0;
    QString reason; ///< of Stopped: why, and what was kept

    /// "slow-callback-blocking.perfetto-trace, 0.2 MB".
    QString detail() const;
};

/// The bottom line, 32 high: the loop under test, what the window itself costs, the recording.
class StatusPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusPanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    Heartbeat *heartbeat() const { return m_heartbeat; }
    void setLoop(const LoopStatus &status);
    /// Time that the window needs for a frame.
    void setWindowFrame(Base::Duration duration);
    void setWindowLatency(Base::Duration duration);
    /// The probe's share of the loop under test's time, when it is known; above 2 % it is shown as a stall
    /// is. `rarerPings`: so many per second are left, because watching costs too much; 0: as many as wanted.
    void setProbe(std::optional<double> share, double rarerPings = 0);
    void setDropped(quint64 events);
    void setRecording(const RecordingStatus &status);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Figure
    {
        RoleLabel *name;
        RoleLabel *value;
    };
    Figure addFigure(QHBoxLayout *layout, const QString &name);
    void setFigure(const Figure &figure, const QString &value, bool alarming = false);
    void layOut();

    const Theme::Theme *m_theme;
    Heartbeat *m_heartbeat;
    RoleLabel *m_loop;
    Figure m_frame;
    Figure m_latency;
    Figure m_probe;
    Figure m_dropped;
    IconLabel *m_recordIcon;
    RoleLabel *m_recordState;
    RoleLabel *m_recordDetail;
};

} // namespace Loopscope::Panels
