#include "core/session/threadlimit.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"

#include <QFile>

#include <sys/resource.h>

#include <latch>
#include <limits>
#include <system_error>
#include <thread>
#include <vector>

namespace Loopscope::Session {

namespace {

constexpr qint64 unlimited = std::numeric_limits<qint64>::max();
constexpr qint64 roomForOthers = 256; // who may start threads at the same time

// Of a file with one number; `max` and a file that is not there are no limit.
qint64 numberIn(const QString &path)
{
    QFile file(path);
    bool isNumber = false;
    const qint64 number =
        file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong(&isNumber) : unlimited;
    return isNumber ? number : unlimited;
}

// All threads of the machine, "2" in "0.61 0.70 0.66 1/2 345": as many as any user can have. -1 when unknown.
qint64 threadsOfMachine()
{
    QFile file(QStringLiteral("/proc/loadavg"));
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    bool isNumber = false;
    const qint64 number = text.mid(text.indexOf('/') + 1).split(' ').value(0).toLongLong(&isNumber);
    return isNumber ? number : -1;
}

// Of a control group and of those that it lies in.
qint64 roomInControlGroup(const QString &folder, QString path)
{
    qint64 room = unlimited;
    for (;; path = path.section(u'/', 0, -2)) {
        const QString group = folder + path;
        if (const qint64 most = numberIn(group + QStringLiteral("/pids.max")); most != unlimited)
            room = std::min(room, most - numberIn(group + QStringLiteral("/pids.current")));
        if (path.isEmpty())
            return room;
    }
}

// Of both kinds that Linux has: lines are "0::/path" and "8:pids:/path".
qint64 roomInControlGroups()
{
    QFile file(QStringLiteral("/proc/self/cgroup"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    qint64 room = unlimited;
    for (const QString &line : QString::fromLocal8Bit(file.readAll()).split(u'\n')) {
        const QString controllers = line.section(u':', 1, 1);
        const QString path = line.section(u':', 2);
        if (controllers.isEmpty() && !path.isEmpty())
            room = std::min(room, roomInControlGroup(QStringLiteral("/sys/fs/cgroup"), path));
        else if (controllers.split(u',').contains(QLatin1String("pids")))
            room = std::min(room, roomInControlGroup(QStringLiteral("/sys/fs/cgroup/pids"), path));
    }
    return room;
}

// At least so many can be made, by what the kernel says of its limits. To make them is the exact way, but
// whoever does waits for each to end.
qint64 knownRoom()
{
    const qint64 used = threadsOfMachine();
    rlimit limit{};
    if (used < 0 || ::getrlimit(RLIMIT_NPROC, &limit) != 0)
        return 0;
    const qint64 ofUser = limit.rlim_cur == RLIM_INFINITY ? unlimited : static_cast<qint64>(limit.rlim_cur);
    const qint64 most = std::min({ofUser, numberIn(QStringLiteral("/proc/sys/kernel/threads-max")),
                                  numberIn(QStringLiteral("/proc/sys/kernel/pid_max"))});
    return std::min(most - used, roomInControlGroups());
}

} // namespace

QString askForThreads(int wanted)
{
    if (knownRoom() >= wanted + roomForOthers)
        return {};
    std::latch asked(1);
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(wanted));
    try {
        while (std::ssize(threads) < wanted)
            threads.emplace_back([&asked] { asked.wait(); });
    } catch (const std::system_error &) {
        // As many as there are.
    }
    const auto made = std::ssize(threads);
    asked.count_down();
    if (made >= wanted)
        return {};
    return Words::tr("Only %1 can be started, a run needs %2: end programs or raise the limit "
                     "(ulimit -u, pids.max of the control group).")
        .arg(Scenario::countedText(static_cast<double>(made), Words::tr("thread"), Words::tr("threads")))
        .arg(wanted);
}

} // namespace Loopscope::Session
