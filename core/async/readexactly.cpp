#include "core/async/readexactly.h"

#include "core/async/resumption.h"

#include <QAbstractSocket>
#include <QDeadlineTimer>
#include <QIODevice>
#include <QLocalSocket>
#include <QPointer>

namespace Loopscope::Async {

namespace {

bool isOpen(const QIODevice *device)
{
    if (!device || !device->isReadable())
        return false;
    if (const auto *socket = qobject_cast<const QAbstractSocket *>(device))
        return socket->state() == QAbstractSocket::ConnectedState;
    if (const auto *socket = qobject_cast<const QLocalSocket *>(device))
        return socket->state() == QLocalSocket::ConnectedState;
    return true;
}

/// Waits until something can be read, the device closes, the time is over or the run is stopped.
class Readable
{
public:
    Readable(QIODevice *device, std::optional<std::chrono::milliseconds> timeout, StopToken stop)
        : m_device(device)
        , m_timeout(timeout)
        , m_stop(std::move(stop))
        , m_task(Monitor::currentTask())
    {}

    bool await_ready() const
    {
        return m_stop.stop_requested() || !isOpen(m_device) || m_device->bytesAvailable() > 0;
    }

    void await_suspend(std::coroutine_handle<> handle)
    {
        m_resumption = std::make_unique<Resumption>(handle, m_stop);
        Resumption *resumption = m_resumption.get();
        const auto wake = [resumption] { resumption->resumeLater(Resumption::Reason::Called); };
        QObject::connect(m_device, &QIODevice::readyRead, resumption, wake);
        QObject::connect(m_device, &QIODevice::readChannelFinished, resumption, wake);
        QObject::connect(m_device, &QIODevice::aboutToClose, resumption, wake);
        QObject::connect(m_device, &QObject::destroyed, resumption, wake);
        if (auto *socket = qobject_cast<QAbstractSocket *>(m_device.data()))
            QObject::connect(socket, &QAbstractSocket::disconnected, resumption, wake);
        if (auto *socket = qobject_cast<QLocalSocket *>(m_device.data()))
            QObject::connect(socket, &QLocalSocket::disconnected, resumption, wake);
        if (m_timeout)
            resumption->startTimer(*m_timeout, "A read's timeout");
    }

    /// False when nothing more will come in time.
    bool await_resume()
    {
        Monitor::setCurrentTask(m_task);
        if (m_resumption) {
            m_resumption->disconnect();
            m_resumption.release()->deleteLater();
        }
        if (m_stop.stop_requested())
            throw Cancelled();
        return m_device && m_device->bytesAvailable() > 0;
    }

private:
    QPointer<QIODevice> m_device;
    std::optional<std::chrono::milliseconds> m_timeout;
    StopToken m_stop;
    Trace::TaskId m_task;
    std::unique_ptr<Resumption> m_resumption;
};

} // namespace

QCoro::Task<ReadResult> readExactly(QIODevice *device, qint64 size,
                                    std::optional<std::chrono::milliseconds> timeout, StopToken stop)
{
    const QPointer<QIODevice> guarded(device);
    const QDeadlineTimer deadline =
        timeout ? QDeadlineTimer(*timeout) : QDeadlineTimer(QDeadlineTimer::Forever);
    ReadResult result;
    while (result.data.size() < size) {
        if (guarded && guarded->isReadable())
            result.data += guarded->read(std::min(size - result.data.size(), guarded->bytesAvailable()));
        if (result.data.size() >= size)
            break;
        if (!isOpen(guarded)) {
            result.end = ReadEnd::Closed;
            break;
        }
        if (deadline.hasExpired()) {
            result.end = ReadEnd::TimedOut;
            break;
        }
        std::optional<std::chrono::milliseconds> left;
        if (timeout)
            left = std::chrono::milliseconds(deadline.remainingTime() + 1);
        co_await Readable(guarded, left, stop);
    }
    co_return result;
}

} // namespace Loopscope::Async
