#pragma once

#include "core/base/steadytime.h"
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QHBoxLayout;
class QSpacerItem;

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
    bool isAtCursor = false; ///< of a trace that stands still
    bool isRecorded = false; ///< of a trace
    QStringList traces = {}; ///< of two: whose loop is frozen

    /// "Loop frozen for 64 ms", "Loop frozen at the cursor, A".
    QString text() const;
};

/// What traces are doing that are shown in place of a run.
struct ReplayStatus
{
    bool isPlaying = false;
    qint64 skipped = 0; ///< packets, on reading
    bool isPair = false;
    QStringList blocked; ///< of a pair: "A", "B"
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
    QString loopText() const;
    /// Time that the window needs for a frame.
    void setWindowFrame(Base::Duration duration);
    void setWindowLatency(Base::Duration duration);
    /// The probe's share of the loop under test's time, when it is known; above 2 % it is shown as a stall
    /// is. `rarerPings`: so many per second are left, because watching costs too much; 0: as many as wanted.
    void setProbe(std::optional<double> share, double rarerPings = 0);
    /// Nobody here will know it, of a program that is observed from outside: then it is not shown.
    void setProbeKnowable(bool knowable);
    /// A dash while it is not known.
    QString probeText() const;
    void setDropped(quint64 events);
    void setRecording(const RecordingStatus &status);
    /// While a trace is shown: what the probe costs has no meaning then. None: a run is shown.
    void setReplay(const std::optional<ReplayStatus> &status);
    /// Everything that stands at the right.
    QString stateText() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Figure
    {
        RoleLabel *name;
        RoleLabel *value;
        QSpacerItem *before;
        QSpacerItem *between;
    };
    Figure addFigure(QHBoxLayout *layout, const QString &name, const QString &explanation);
    void setFigure(const Figure &figure, const QString &value, bool alarming = false);
    static void showFigure(const Figure &figure, bool shown);
    void layOut();
    QList<int> separators() const; ///< x of the lines between figures
    void showState();
    void showFigures();

    const Theme::Theme *m_theme;
    Heartbeat *m_heartbeat;
    RoleLabel *m_loop;
    Figure m_frame;
    Figure m_latency;
    Figure m_probe;
    Figure m_dropped;
    Figure m_skipped;
    bool m_isProbeKnowable = true;
    qint64 m_droppedEvents = 0;
    RecordingStatus m_recording;
    std::optional<ReplayStatus> m_replay;
    IconLabel *m_recordIcon;
    RoleLabel *m_recordState;
    RoleLabel *m_recordDetail;
};

} // namespace Loopscope::Panels
