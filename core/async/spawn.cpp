#include "core/async/spawn.h"

#include "core/async/stop.h"

namespace Loopscope::Async {

namespace detail {

QCoro::Task<> drive(QCoro::Task<> task, Trace::TaskId id, ErrorHandler onError, std::function<void()> onEnd)
{
    std::exception_ptr error;
    try {
        co_await tracked(task);
    } catch (const Cancelled &) {
        // Stopped with its run: that is how it should end.
    } catch (...) {
        error = std::current_exception();
    }
    Monitor::taskFinished(id);
    if (error && onError)
        onError(error);
    if (onEnd)
        onEnd();
}

Trace::TaskId registerSpawned(const QString &name, const std::source_location &createdAt)
{
    const Base::SourcePlace function{name + QStringLiteral("()"), {}, 0};
    return Monitor::registerTask(name, function, Base::SourcePlace::from(createdAt));
}

} // namespace detail

QString messageOf(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &exception) {
        return QString::fromUtf8(exception.what());
    } catch (...) {
        return QStringLiteral("An exception of an unknown type was thrown.");
    }
}

} // namespace Loopscope::Async
