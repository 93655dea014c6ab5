#pragma once

#include "core/base/export.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace Loopscope {

/// What is known of a slow callback when it has ended.
struct LOOPSCOPE_EXPORT SlowCallback
{
    QString loop;          ///< the name that its loop was given
    QString function;      ///< the innermost function of the program's own; else the event: "QTimer (Timer)"
    QString location;      ///< "file:line" of it; empty without debug information
    QString task;          ///< the task that `spawn` started; empty when none was running
    QString createdAt;     ///< "file:line" of that spawn
    QStringList spawnedBy; ///< the task that spawned it, which one spawned that, in turn: "name file:line"
    std::chrono::steady_clock::time_point startedAt;
    std::chrono::nanoseconds duration{0};
    QString cause;     ///< "cpu", "sleep", "io", "lock", "page-fault", "descheduled" or "unknown"
    QString evidence;  ///< one sentence
    QStringList stack; ///< "function file:line", innermost first; empty when it was over too soon
    QString line;      ///< asyncio's line: "Executing <Handle ... running at file:line> took 0.102 seconds"
};

/// Called on a thread of the monitor's own, one call at a time; it must not throw. While it runs nothing is
/// recorded or told, but the observed loop goes on.
using SlowCallbackHandler = std::function<void(const SlowCallback &)>;

struct LOOPSCOPE_EXPORT LoopMonitorOptions
{
    QString name;                             ///< empty: the thread's object name, or "main"
    std::chrono::milliseconds threshold{100}; ///< at least 1 ms; LOOPSCOPE_SLOW_CALLBACK_MS goes before it
    SlowCallbackHandler onSlowCallback;       ///< beside the log
};

/// Observes the event loop of a thread as long as it lives. Slow callbacks are logged in the category
/// `loopscope.slow` as warnings, each once, when it has ended and its line is known.
///
///     QCoreApplication app(argc, argv);
///     Loopscope::LoopMonitor monitor;
///     return app.exec();
///
/// A loop may have several monitors; the lowest threshold counts, and each tells what is over its own. Needs
/// a QCoreApplication. Cost: 24 to 74 ns per event by the clock that the kernel trusts, well under 1 % of a
/// core for the monitor's threads while the loop is healthy.
class LOOPSCOPE_EXPORT LoopMonitor
{
public:
    /// The loop of the calling thread.
    explicit LoopMonitor(LoopMonitorOptions options = {});
    /// The loop of another thread; from the next event on that it delivers.
    explicit LoopMonitor(QThread *thread, LoopMonitorOptions options = {});
    /// Any thread. Waits until what has happened was told, at most 3 s; the handler is not called afterwards.
    ~LoopMonitor();
    LoopMonitor(const LoopMonitor &) = delete;
    LoopMonitor &operator=(const LoopMonitor &) = delete;

    /// Any thread. At least 1 ms.
    void setThreshold(std::chrono::milliseconds threshold);
    std::chrono::milliseconds threshold() const;
    /// How many slow callbacks have ended so far. Any thread.
    int slowCallbacks() const;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

/// Records everything that is observed in this process as a Perfetto trace (".perfetto-trace"), which the
/// program `loopscope` and ui.perfetto.dev open. Written at least every 100 ms by a thread of its own, so
/// that a killed program leaves its trace. All functions: one thread at a time, any.
class LOOPSCOPE_EXPORT TraceRecording
{
public:
    TraceRecording();
    /// Finishes; waits until everything is written.
    ~TraceRecording();
    TraceRecording(const TraceRecording &) = delete;
    TraceRecording &operator=(const TraceRecording &) = delete;

    /// Makes the file, or empties an old one, and records from now on. False with errorString() when it
    /// can't; once per object.
    [[nodiscard]] bool start(const QString &path);
    /// Writes what has happened so far and closes the file; waits for it, at most 3 s and the disk's time.
    void finish();
    /// Why start() failed or the recording has ended early, such as a full disk; empty when all is well.
    QString errorString() const;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope
