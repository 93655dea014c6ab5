#include "core/monitor/namebook.h"

#include <QEvent>
#include <QMetaEnum>

namespace Loopscope::Monitor {

QString NameBook::dispatchName(const char *className, int eventType)
{
    const char *kind = QMetaEnum::fromType<QEvent::Type>().valueToKey(eventType);
    const QString event = kind ? QString::fromLatin1(kind) : QStringLiteral("event %1").arg(eventType);
    return QStringLiteral("%1 (%2)").arg(QString::fromUtf8(className), event);
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

Trace::NameId NameBook::idOfDispatch(const char *className, int eventType)
{
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
    if (!announcement.finished) {
        m_tasks.insert(announcement.id,
                       {announcement.name, announcement.function, announcement.createdAt, false, 0});
    } else if (const auto known = m_tasks.find(announcement.id); known != m_tasks.end()) {
        known->finished = true;
        m_ended.push_back(announcement.id);
    }
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
