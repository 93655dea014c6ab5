#pragma once

#include "core/async/stop.h"
#include "core/base/steadytime.h"
#include "core/monitor/currenttask.h"

#include <QObject>

#include <chrono>
#include <coroutine>
#include <memory>
#include <optional>

namespace Loopscope::Async {

/// What waits in the loop on behalf of a suspended coroutine: for a timer, a turn of the loop or the stop of
/// the run, whichever comes first. Lives on the loop's thread; destroying it withdraws everything.
class Resumption final : public QObject
{
    Q_OBJECT

public:
    enum class Reason
    {
        Time,
        Called,
        Stopped
    };

    Resumption(std::coroutine_handle<> handle, const StopToken &stop);

    /// `what`: the kind of wait, for the log in debug mode when the timer comes too late.
    void startTimer(std::chrono::milliseconds time, const char *what = "A wait");
    /// Resumes in the next turn of the loop; further calls are ignored.
    void resumeLater(Reason reason);
    Reason reason() const { return m_reason; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void resume();

    const std::coroutine_handle<> m_handle;
    int m_timer = 0;
    const char *m_what = "";
    Base::SteadyTime m_startedAt;
    std::chrono::milliseconds m_time{0};
    bool m_scheduled = false;
    Reason m_reason = Reason::Time;
    std::optional<std::stop_callback<std::function<void()>>> m_stopCallback;
};

/// `co_await Sleep(time, stop)`: goes on after `time`, or throws Cancelled when the run was stopped.
/// `co_await Sleep(std::nullopt, stop)`: goes on in the next turn of the loop.
class [[nodiscard]] Sleep
{
public:
    Sleep(std::optional<std::chrono::milliseconds> time, StopToken stop)
        : m_time(time)
        , m_stop(std::move(stop))
        , m_task(Monitor::currentTask())
    {}

    bool await_ready() const { return m_stop.stop_requested(); }
    void await_suspend(std::coroutine_handle<> handle);
    void await_resume();

private:
    std::optional<std::chrono::milliseconds> m_time;
    StopToken m_stop;
    Trace::TaskId m_task;
    std::unique_ptr<Resumption> m_resumption;
};

} // namespace Loopscope::Async
