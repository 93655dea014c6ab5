#pragma once

#include "core/async/stop.h"
#include "core/exec/execerror.h"
#include "core/monitor/currenttask.h"

#include <QCoroTask>
#include <QEventLoop>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include <optional>

namespace Loopscope::Testing {

/// What came out of one `co_await`, and where.
template <typename Value>
struct Awaited
{
    std::optional<Value> value;
    bool cancelled = false;
    std::optional<Exec::Error> error;
    QString text; ///< of an exception
    QThread *thread = nullptr;
    Trace::TaskId task = 0;
    bool finished = false;
};

/// Awaits what `make()` gives and keeps what comes of it. Both pointers outlive the coroutine.
template <typename Value, typename Make>
QCoro::Task<> keep(Awaited<Value> *out, Make make)
{
    try {
        if constexpr (std::is_void_v<decltype(make().await_resume())>) {
            co_await make();
            out->value.emplace();
        } else {
            out->value.emplace(co_await make());
        }
    } catch (const Async::Cancelled &) {
        out->cancelled = true;
    } catch (const Exec::ExecException &exception) {
        out->error = exception.error();
        out->text = QString::fromUtf8(exception.what());
    } catch (const std::exception &exception) {
        out->text = QString::fromUtf8(exception.what());
    }
    out->thread = QThread::currentThread();
    out->task = Monitor::currentTask();
    out->finished = true;
}

/// The same for a QCoro::Task<>.
inline QCoro::Task<> keepTask(Awaited<bool> *out, QCoro::Task<> task)
{
    try {
        co_await task;
        out->value = true;
    } catch (const Async::Cancelled &) {
        out->cancelled = true;
    } catch (const Exec::ExecException &exception) {
        out->error = exception.error();
        out->text = QString::fromUtf8(exception.what());
    }
    out->finished = true;
}

/// Runs the loop without a pause until the condition holds. (QTRY_VERIFY looks at events only every
/// 10 ms, which is long for thousands of jobs.)
template <typename Condition>
bool runLoopUntil(Condition condition)
{
    QEventLoop loop;
    QTimer check;
    QTimer deadline;
    check.callOnTimeout([&] {
        if (condition())
            loop.quit();
    });
    deadline.callOnTimeout(&loop, &QEventLoop::quit);
    check.start(std::chrono::milliseconds(2));
    deadline.start(std::chrono::seconds(60));
    loop.exec();
    return condition();
}

template <typename Value>
bool allFinished(const std::vector<Awaited<Value>> &all)
{
    return std::ranges::all_of(all, [](const auto &each) { return each.finished; });
}

} // namespace Loopscope::Testing
