#pragma once

#include "core/async/stop.h"
#include "core/async/tracked.h"

#include <QCoroTask>
#include <QString>

#include <exception>
#include <functional>
#include <source_location>

namespace Loopscope::Async {

/// Gets the exception that ended a task; never Cancelled, which is no failure.
using ErrorHandler = std::function<void(std::exception_ptr)>;

/// The text of an exception: what() or a sentence that says that it has none.
inline QString messageOf(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &exception) {
        return QString::fromUtf8(exception.what());
    } catch (...) {
        return QStringLiteral("An exception of an unknown type was thrown.");
    }
}

namespace detail {

/// Tells when the coroutine that holds it was destroyed before it came to its end.
class TaskLife
{
public:
    explicit TaskLife(Trace::TaskId task)
        : m_task(task)
    {}
    ~TaskLife()
    {
        if (m_task)
            Monitor::taskDropped(m_task);
    }
    TaskLife(const TaskLife &) = delete;
    TaskLife &operator=(const TaskLife &) = delete;

    void end(const std::exception_ptr &notTaken)
    {
        const Trace::TaskId task = std::exchange(m_task, 0);
        if (notTaken)
            Monitor::taskFailed(task, messageOf(notTaken));
        else
            Monitor::taskFinished(task);
    }

private:
    Trace::TaskId m_task;
};

inline QCoro::Task<> drive(QCoro::Task<> task, Trace::TaskId id, ErrorHandler onError,
                           std::function<void()> onEnd)
{
    TaskLife life(id);
    std::exception_ptr error;
    try {
        co_await tracked(task);
    } catch (const Cancelled &) {
        // Stopped with its run: that is how it should end.
    } catch (...) {
        error = std::current_exception();
    }
    life.end(onError ? nullptr : error);
    if (error && onError)
        onError(error);
    if (onEnd)
        onEnd();
}

inline Trace::TaskId registerSpawned(const QString &name, const std::source_location &createdAt)
{
    const Base::SourcePlace function{name + QStringLiteral("()"), {}, 0};
    return Monitor::registerTask(name, function, Base::SourcePlace::from(createdAt));
}

} // namespace detail

/// Starts a coroutine that nobody awaits: the only place where a Task is let go.
///
/// `start` is called at once and returns the Task; it may capture, since it is no coroutine itself. A QCoro
/// task runs from the moment that it is made, so the name must be known before: hence a callable. The task is
/// shown under its name with the place of this call; `onError` gets what it throws, `onEnd` is called when it
/// has ended either way. Both on the thread where the task ends. Without `onError` an exception is told in
/// the logging category loopscope.task, as is a task that is destroyed before its end. Costs two small
/// announcements to the monitor, about a microsecond.
template <typename Start>
Trace::TaskId spawn(Start start, const QString &name, ErrorHandler onError = {},
                    std::function<void()> onEnd = {},
                    const std::source_location &createdAt = std::source_location::current())
{
    const Trace::TaskId id = detail::registerSpawned(name, createdAt);
    const Monitor::CurrentTaskScope current(id);
    detail::drive(start(), id, std::move(onError), std::move(onEnd));
    return id;
}

} // namespace Loopscope::Async
