#include "core/monitor/callorigin.h"

#include "core/monitor/ownmemory.h"

#include <QMetaMethod>

#include <dlfcn.h>
#include <private/qobject_p.h>
#include <private/qobject_p_p.h>

#include <array>
#include <cstring>

namespace Loopscope::Monitor {

namespace {

constexpr int mostConnections = 4096; // of a receiver; it may be a list that changes while we read it
constexpr qsizetype longestName = 64;
constexpr int deepestClass = 64;
constexpr std::size_t longestMetaObject = 1024; // bytes; 25 without, 862 with sanitizers

/// What a QObject begins with.
struct ObjectHead
{
    quint64 functions;
    quint64 data;
};

/// A copy of something that may be gone. Its destructor never runs: it is bytes, not an object.
template <typename Value>
class Copy
{
public:
    bool read(quint64 address)
    {
        return readOwnMemory(address, m_bytes.data(), sizeof(Value)) == sizeof(Value);
    }
    const Value *operator->() const { return reinterpret_cast<const Value *>(m_bytes.data()); }

private:
    alignas(Value) std::array<std::byte, sizeof(Value)> m_bytes;
};

using ObjectData = Copy<QObjectPrivate>;

quint64 addressOf(const void *pointer)
{
    return reinterpret_cast<quint64>(pointer);
}

bool readObject(quint64 address, ObjectHead *head, ObjectData *data)
{
    return readOwnMemory(address, head) && data->read(head->data) && addressOf((*data)->q_ptr) == address &&
           !(*data)->wasDeleted;
}

// As QObject::sender() knows it: a sender that is gone has no connection any more. Without Qt's lock, which
// the loop could wait for: so each link is checked.
bool isConnected(const ObjectData &receiver, const CallOrigin &origin)
{
    Copy<QObjectPrivate::ConnectionData> connections;
    if (!connections.read(addressOf(receiver->connections.loadRelaxed())))
        return false;
    quint64 next = addressOf(connections->senders);
    for (int i = 0; next && i < mostConnections; ++i) {
        Copy<QObjectPrivate::Connection> connection;
        if (!connection.read(next) || addressOf(connection->receiver.loadRelaxed()) != origin.receiver)
            return false;
        if (addressOf(connection->sender) == origin.sender && connection->signal_index == origin.signal)
            return true;
        next = addressOf(connection->next);
    }
    return false;
}

bool isInModule(quint64 address)
{
    dl_find_object module;
    return ::_dl_find_object(reinterpret_cast<void *>(address), &module) == 0;
}

// Whatever the address is: a meta object's line of ancestors ends in QObject's.
bool isMetaObject(quint64 address)
{
    for (int i = 0; i < deepestClass; ++i) {
        if (address == addressOf(&QObject::staticMetaObject))
            return true;
        quint64 parent = 0;
        if (address % alignof(QMetaObject) != 0 || !isInModule(address) || !readOwnMemory(address, &parent))
            return false;
        address = parent;
    }
    return false;
}

// The operand that an instruction has relative to the next one.
quint64 relativeTarget(const quint8 *operand, quint64 address)
{
    qint32 offset = 0;
    std::memcpy(&offset, operand, sizeof offset);
    return address + sizeof offset + static_cast<quint64>(static_cast<qint64>(offset));
}

// What moc's metaObject() returns when the object has none of its own. The function is read and not called:
// an object of another thread can't be asked, and a class may have written its own.
quint64 metaObjectIn(quint64 function)
{
    std::array<quint8, longestMetaObject> code{};
    const std::size_t size = readOwnMemory(function, code.data(), code.size());
    for (std::size_t i = 0; i + 7 <= size; ++i) {
        const quint64 target = relativeTarget(&code[i + 3], function + i + 3);
        const bool isRelative = (code[i] == 0x48 || code[i] == 0x4c) && (code[i + 2] & 0xc7) == 0x05;
        quint64 found = 0;
        if (isRelative && code[i + 1] == 0x8d) // lea offset(%rip)
            found = target;
        else if (isRelative && code[i + 1] == 0x8b && isInModule(target)) // mov offset(%rip): from a table
            readOwnMemory(target, &found);
        if (found && isMetaObject(found))
            return found;
    }
    return 0;
}

// The first of a QObject's virtual functions is metaObject().
const QMetaObject *metaObjectOf(const ObjectHead &head)
{
    quint64 function = 0;
    if (!isInModule(head.functions) || !readOwnMemory(head.functions, &function) || !isInModule(function))
        return nullptr;
    return reinterpret_cast<const QMetaObject *>(metaObjectIn(function));
}

QString signalName(const QMetaObject *object, int signal)
{
    for (int i = 0; i < object->methodCount(); ++i) {
        const QMetaMethod method = object->method(i);
        if (method.methodType() == QMetaMethod::Signal && signal-- == 0)
            return QStringLiteral("%1::%2()")
                .arg(QLatin1String(method.enclosingMetaObject()->className()), QLatin1String(method.name()));
    }
    return QStringLiteral("a signal"); // of a class that was made at run time (QML)
}

QString objectName(const ObjectData &data)
{
    Copy<QObjectPrivate::ExtraData> extra;
    if (!data->extraData || !extra.read(addressOf(data->extraData)))
        return {};
    auto &text = const_cast<QString &>(extra->objectName.valueBypassingBindings()).data_ptr();
    std::array<char16_t, longestName> name{};
    const qsizetype size = std::clamp<qsizetype>(text.size, 0, longestName);
    const std::size_t bytes = static_cast<std::size_t>(size) * sizeof(char16_t);
    if (readOwnMemory(addressOf(text.data()), name.data(), bytes) != bytes)
        return {};
    return QString::fromUtf16(name.data(), size) +
           (text.size > longestName ? QStringLiteral("…") : QString());
}

} // namespace

QString originText(const CallOrigin &origin)
{
    ObjectHead head{};
    ObjectData data;
    if (!origin.sender || origin.signal < 0 || !readObject(origin.receiver, &head, &data) ||
        !isConnected(data, origin) || !readObject(origin.sender, &head, &data))
        return {};
    const QMetaObject *object = metaObjectOf(head);
    if (!object)
        return {};
    QString text = signalName(object, origin.signal);
    QStringList sender;
    if (const QLatin1String name(object->className()); !text.startsWith(name + QLatin1String("::")))
        sender << name;
    if (const QString name = objectName(data); !name.isEmpty())
        sender << QStringLiteral("'%1'").arg(name);
    return sender.isEmpty() ? text : QStringLiteral("%1 of %2").arg(text, sender.join(u' '));
}

} // namespace Loopscope::Monitor
