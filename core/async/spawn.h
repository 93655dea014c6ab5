#pragma once

#include "core/async/tracked.h"

#include <QCoroTask>
#include <QString>

#include <exception>
#include <functional>
#include <source_location>

namespace Loopscope::Async {

/// Gets the exception that ended a task; never Cancelled, which is no failure.
using ErrorHandler = std::function<void(std::exception_ptr)>;

namespace detail {

QCoro::Task<> drive(QCoro::Task<> task, Trace::TaskId id, ErrorHandler onError, std::function<void()> onEnd);
Trace::TaskId registerSpawned(const QString &name, const std::source_location &createdAt);

} // namespace detail

/// Starts a coroutine that nobody awaits: the only place where a Task is let go.
///
/// `start` is called at once and returns the Task; it may capture, since it is no coroutine itself. A QCoro
/// task runs from the moment that it is made, so the name must be known before: hence a callable. The task is
/// shown under its name with the place of this call; `onError` gets what it throws, `onEnd` is called when it
/// has ended either way.
template <typename Start>
Trace::TaskId spawn(Start start, const QString &name, ErrorHandler onError, std::function<void()> onEnd = {},
                    const std::source_location &createdAt = std::source_location::current())
{
    const Trace::TaskId id = detail::registerSpawned(name, createdAt);
    const Monitor::CurrentTaskScope current(id);
    detail::drive(start(), id, std::move(onError), std::move(onEnd));
    return id;
}

/// The text of an exception: what() or a sentence that says that it has none.
QString messageOf(const std::exception_ptr &error);

} // namespace Loopscope::Async
