#pragma once

#include <QException>

#include <stop_token>

namespace Loopscope::Async {

/// How a run tells its coroutines, timers, jobs and sockets to end. Stop is requested on the
/// loop's own thread, so that callbacks run there.
using StopToken = std::stop_token;

/// Comes out of a `co_await` when the run was stopped meanwhile. Not a failure: `spawn` lets it end the task.
class Cancelled final : public QException
{
public:
    const char *what() const noexcept override { return "the run was stopped"; }
    void raise() const override { throw *this; }
    Cancelled *clone() const override { return new Cancelled(*this); }
};

} // namespace Loopscope::Async
