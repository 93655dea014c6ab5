#pragma once

#include "core/monitor/callbook.h"
#include "core/monitor/registry.h"
#include "core/trace/batch.h"

#include <QHash>
#include <QString>

namespace Loopscope::Monitor {

/// Names of dispatches and tasks, as the collector tells them to its sinks. Collector's thread.
class NameBook
{
public:
    /// What is known of a task until it has ended and is no longer referred to.
    struct Task
    {
        QString name;
        Base::SourcePlace function;
        Base::SourcePlace createdAt;
        bool finished = false;
        Trace::NameId nameId = 0;
        Trace::TrackId track = 0; ///< the loop that it was started in
        Trace::TaskId spawnedBy = 0;

        /// "<Task pending name='sleeper' coro=<sleeper()> created at there.cpp:18>", as asyncio's.
        QString toString() const;
    };

    /// Names that are new since take() are collected for the next batch.
    Trace::NameId idOf(const QString &name);
    Trace::NameId idOfDispatch(const char *className, int eventType, const QueuedCall &call = {});
    Trace::NameId idOfTask(Trace::TaskId task);
    void learn(const NameAnnouncement &announcement);
    void learn(const TaskAnnouncement &announcement);
    /// Tells of the tasks of a loop that have not ended, oldest first and not all when they are many.
    void logPending(Trace::TrackId track) const;
    /// Null when it is not known.
    const Task *task(Trace::TaskId id) const;
    /// Forgets the oldest tasks that have ended, so that memory stays bounded.
    void forgetOldTasks();

    std::vector<std::pair<Trace::NameId, QString>> takeNew();
    const QHash<Trace::NameId, QString> &all() const { return m_names; }

    /// "QTimer (Timer)": the receiver's class and the kind of event.
    static QString dispatchName(const char *className, int eventType);
    /// The queued call's name when it has one, else the above. `isFinal`: it will not get a better one.
    QString dispatchName(const char *className, int eventType, const QueuedCall &call, bool *isFinal);
    CallBook &calls() { return m_calls; }

private:
    void add(Trace::NameId id, const QString &name);

    QHash<Trace::NameId, QString> m_names;
    CallBook m_calls;
    QHash<QString, Trace::NameId> m_ids;
    QHash<std::pair<const char *, int>, Trace::NameId> m_dispatches;
    QHash<Trace::TaskId, Task> m_tasks;
    std::vector<Trace::TaskId> m_ended; // oldest first
    std::vector<std::pair<Trace::NameId, QString>> m_new;
};

} // namespace Loopscope::Monitor
