#include "core/monitor/namebook.h"

#include "core/monitor/ownmemory.h"

#include <QEvent>
#include <QLoggingCategory>
#include <QMetaEnum>

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace Loopscope::Monitor {

namespace {

Q_LOGGING_CATEGORY(taskLog, "loopscope.task")

void logTaskProblem(const NameBook::Task &task, const TaskAnnouncement &announcement)
{
    if (announcement.state == TaskState::Failed)
        qCWarning(taskLog).noquote() << QStringLiteral("Nobody took the exception \"%1\" of %2")
                                            .arg(announcement.message, task.toString());
    else if (announcement.state == TaskState::Dropped)
        qCWarning(taskLog).noquote() << "Dropped before its end:" << task.toString();
}

} // namespace

namespace {

// Of a class that was made at run time (QML) it may be gone by now.
QString classNameText(const char *className)
{
    dl_find_object module;
    if (::_dl_find_object(const_cast<char *>(className), &module) == 0)
        return QString::fromUtf8(className);
    std::array<char, 128> text{};
    readOwnMemory(reinterpret_cast<quint64>(className), text.data(), text.size() - 1);
    return text.front() ? QString::fromUtf8(text.data()) : QStringLiteral("QObject");
}

} // namespace

QString NameBook::dispatchName(const char *className, int eventType)
{
    const char *kind = QMetaEnum::fromType<QEvent::Type>().valueToKey(eventType);
    const QString event = kind ? QString::fromLatin1(kind) : QStringLiteral("event %1").arg(eventType);
    return QStringLiteral("%1 (%2)").arg(classNameText(className), event);
}

void NameBook::add(Trace::NameId id, const QString &name)
{
    m_names.insert(id, name);
    m_new.emplace_back(id, name);
}

Trace::NameId NameBook::idOf(const QString &name)
{
    Trace::NameId &id = m_ids[name];
    if (id == 0) {
        id = nextNameId();
        add(id, name);
    }
    return id;
}

QString NameBook::dispatchName(const char *className, int eventType, const QueuedCall &call, bool *isFinal)
{
    const CallBook::Name *name = call.kind == QueuedCall::Kind::None ? nullptr : m_calls.find(call);
    *isFinal = name || call.kind == QueuedCall::Kind::None;
    if (!name || name->text.isEmpty())
        return dispatchName(className, eventType);
    return name->isPlace ? dispatchName(className, eventType) + name->text : name->text;
}

Trace::NameId NameBook::idOfDispatch(const char *className, int eventType, const QueuedCall &call)
{
    CallBook::Name *name = call.kind == QueuedCall::Kind::None ? nullptr : m_calls.find(call);
    if (name && !name->text.isEmpty()) {
        if (name->id == 0)
            name->id = idOf(name->isPlace ? dispatchName(className, eventType) + name->text : name->text);
        return name->id;
    }
    Trace::NameId &id = m_dispatches[{className, eventType}];
    if (id == 0)
        id = idOf(dispatchName(className, eventType));
    return id;
}

Trace::NameId NameBook::idOfTask(Trace::TaskId task)
{
    const auto known = m_tasks.find(task);
    if (known == m_tasks.end())
        return 0;
    if (known->nameId == 0)
        known->nameId = idOf(known->name);
    return known->nameId;
}

void NameBook::learn(const NameAnnouncement &announcement)
{
    add(announcement.id, announcement.name);
}

void NameBook::learn(const TaskAnnouncement &announcement)
{
    if (announcement.state == TaskState::Started) {
        m_tasks.insert(announcement.id, {announcement.name, announcement.function, announcement.createdAt,
                                         false, 0, announcement.track, announcement.spawnedBy});
    } else if (const auto known = m_tasks.find(announcement.id); known != m_tasks.end()) {
        known->finished = announcement.state != TaskState::Dropped; // what the text says
        logTaskProblem(*known, announcement);
        known->finished = true;
        m_ended.push_back(announcement.id);
    }
}

QString NameBook::Task::toString() const
{
    QString text =
        QStringLiteral("<Task %1 name='%2' coro=<%3>")
            .arg(finished ? QStringLiteral("finished") : QStringLiteral("pending"), name, function.function);
    if (createdAt.isValid())
        text += QStringLiteral(" created at %1").arg(createdAt.toString());
    return text + u'>';
}

void NameBook::logPending(Trace::TrackId track) const
{
    constexpr std::size_t mostTold = 20;
    std::vector<Trace::TaskId> ids;
    for (auto task = m_tasks.begin(); task != m_tasks.end(); ++task) {
        if (task->track == track && !task->finished)
            ids.push_back(task.key());
    }
    std::ranges::sort(ids);
    for (std::size_t i = 0; i < std::min(ids.size(), mostTold); ++i)
        qCWarning(taskLog).noquote() << "Not ended when its loop did:" << m_tasks.find(ids[i])->toString();
    if (ids.size() > mostTold)
        qCWarning(taskLog) << "and" << ids.size() - mostTold << "more tasks";
}

const NameBook::Task *NameBook::task(Trace::TaskId id) const
{
    const auto known = m_tasks.constFind(id);
    return known == m_tasks.constEnd() ? nullptr : &*known;
}

void NameBook::forgetOldTasks()
{
    constexpr std::size_t kept = 10'000;
    if (m_ended.size() < 2 * kept)
        return;
    const auto end = m_ended.end() - kept;
    for (auto id = m_ended.begin(); id != end; ++id)
        m_tasks.remove(*id);
    m_ended.erase(m_ended.begin(), end);
}

std::vector<std::pair<Trace::NameId, QString>> NameBook::takeNew()
{
    return std::exchange(m_new, {});
}

} // namespace Loopscope::Monitor
