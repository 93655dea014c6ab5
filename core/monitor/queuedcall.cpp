#include "core/monitor/queuedcall.h"

#include <private/qobject_p.h>

#include <atomic>
#include <cstring>
#include <typeinfo>

namespace Loopscope::Monitor {

namespace {

// The layout of Qt's private classes, at one place. What another Qt lays out otherwise is not named.
constexpr bool knowsLayout =
    QT_VERSION >= QT_VERSION_CHECK(6, 0, 0) && QT_VERSION < QT_VERSION_CHECK(6, 9, 0);

/// The words behind QAbstractMetaCallEvent in QMetaCallEvent.
struct CallData
{
    const void *slotObject;
    void **arguments;
    void *callFunction;
    int argumentCount;
    ushort methodOffset;
    ushort methodRelative;
};

/// What a QSlotObjectBase begins with.
struct SlotObject
{
    int references;
    quint64 implementation;
    quint64 word;
};

constexpr std::size_t dataOffset =
    (sizeof(QAbstractMetaCallEvent) + alignof(CallData) - 1) / alignof(CallData) * alignof(CallData);

// Other libraries have events of the same type (D-Bus). The class is told by its table of virtual functions,
// whose name is looked at once per kind.
bool isMetaCallEvent(const QEvent *event) noexcept
{
    static constinit std::atomic<const void *> known{nullptr};
    const void *table = *reinterpret_cast<const void *const *>(event);
    if (table == known.load(std::memory_order_relaxed))
        return true;
    // By name: its type information is no part of Qt's public interface.
    if (std::strcmp(typeid(*event).name(), "14QMetaCallEvent") != 0)
        return false;
    known.store(table, std::memory_order_relaxed);
    return true;
}

} // namespace

QueuedCall queuedCallOf(const QEvent *event, const QObject *receiver, const QMetaObject *receiverClass,
                        CallOrigin *origin) noexcept
{
    if (!knowsLayout || !isMetaCallEvent(event))
        return {};
    const auto *call = static_cast<const QAbstractMetaCallEvent *>(event);
    *origin = {reinterpret_cast<quint64>(call->sender()), reinterpret_cast<quint64>(receiver),
               call->signalId()};
    const auto *data = reinterpret_cast<const CallData *>(reinterpret_cast<const char *>(event) + dataOffset);
    if (!data->slotObject)
        return {QueuedCall::Kind::Method, reinterpret_cast<quint64>(receiverClass),
                static_cast<quint64>(data->methodOffset) + data->methodRelative};
    const auto *slot = static_cast<const SlotObject *>(data->slotObject);
    return {QueuedCall::Kind::SlotObject, slot->implementation, slot->word};
}

} // namespace Loopscope::Monitor
