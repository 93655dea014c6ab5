#pragma once

#include "core/monitor/monitor.h"
#include "core/session/session.h"
#include "ui/models/runmodel.h"

#include <QHash>
#include <QObject>

namespace Loopscope::Panels {
class MessageBar;
}

namespace Loopscope::Ui {

class RunController;
class StallController;

/// How the window's own loop is watched while no run is on it.
Monitor::LoopOptions windowLoopOptions();

/// Freeze mode: after one warning the variant runs on the window's own loop. Meanwhile that loop is the loop
/// under test, so that the window finds its own stall. GUI thread.
class FreezeController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Session::Session *session;
        Models::RunModel *run;
        RunController *runs;
        StallController *stalls;
        Panels::MessageBar *messages;
    };

    /// All parts must outlive the controller.
    explicit FreezeController(const Parts &parts, QObject *parent = nullptr);
    ~FreezeController() override;

    /// The watch of this thread's loop; without one it is not watched between runs either.
    void setWatch(std::unique_ptr<Monitor::LoopWatch> watch) { m_watch = std::move(watch); }
    bool isFreezing() const { return m_freezing; }
    /// Its warning is shown: request() begins.
    bool isWarning() const;
    /// How long the loop will be blocked at a stretch: as it was in this session, else reckoned from the
    /// parameters. Nothing: unknown; zero: not at all.
    std::optional<Base::Duration> expected() const;

public Q_SLOTS:
    /// Warns; a second time: begins.
    void request();
    void begin();

private:
    /// What the message tells of.
    struct Result
    {
        Trace::StallId id = 0; ///< 0: there was no freeze
        Base::Duration duration{0};
        qint64 ofSlide = 0; ///< stalls, also those that nobody notices
        qint64 ofWindow = 0;
        friend bool operator==(const Result &, const Result &) = default;
    };

    void warn();
    void finish();
    const Trace::Stall *resultStall() const;
    Result result() const;
    void showResult();
    void tellFreeze();
    void tellNoFreeze();
    QString countsTold() const;
    void followResult();
    void learn();
    QString variantKey() const;

    Parts m_parts;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    QHash<QString, Base::Duration> m_known; // longest stall of a round, by scenario/variant
    std::optional<Result> m_result;
    bool m_hadWatch = false;
    bool m_warned = false;
    bool m_freezing = false;
};

} // namespace Loopscope::Ui
