#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

namespace Loopscope::Testing {

/// Stops a program with all its children, as a machine that is paused does.
class Pause
{
public:
    virtual ~Pause() = default;
    /// Before the start.
    virtual void prepare(QProcess *process) = 0;
    virtual bool stop(const QProcess &process) = 0;
    virtual bool goOn(const QProcess &process) = 0;
};

/// By signals to the process group.
class SignalPause : public Pause
{
public:
    void prepare(QProcess *process) override
    {
        process->setChildProcessModifier([] { ::setpgid(0, 0); });
    }
    bool stop(const QProcess &process) override { return send(process, SIGSTOP); }
    bool goOn(const QProcess &process) override { return send(process, SIGCONT); }

private:
    static bool send(const QProcess &process, int signal)
    {
        return ::kill(-static_cast<pid_t>(process.processId()), signal) == 0;
    }
};

/// By the kernel's freezer, of which a program notices nothing: no signal, no system call cut short.
class FreezerPause : public Pause
{
public:
    FreezerPause()
    {
        const QString parent = ownGroup(QStringLiteral(" cgroup2 "), QStringLiteral("^0::(/.*)$"));
        make(parent, QStringLiteral("cgroup.freeze"), "1", "0", QStringLiteral("cgroup.events"), "frozen 1");
        if (isThere())
            return;
        const QString older = ownGroup(QStringLiteral("freezer "), QStringLiteral("^\\d+:freezer:(/.*)$"));
        make(older, QStringLiteral("freezer.state"), "FROZEN", "THAWED", QStringLiteral("freezer.state"),
             "FROZEN");
    }
    ~FreezerPause() override { ::rmdir(m_folder.constData()); }

    bool isThere() const { return !m_folder.isEmpty(); }

    void prepare(QProcess *process) override
    {
        const QByteArray members = m_folder + "/cgroup.procs";
        process->setChildProcessModifier([members] {
            const int file = ::open(members.constData(), O_WRONLY | O_CLOEXEC);
            if (file < 0 || ::write(file, "0", 1) != 1)
                ::_exit(126);
            ::close(file);
        });
    }
    bool stop(const QProcess &) override
    {
        return write(m_stop) && QTest::qWaitFor([this] { return read(m_state).contains(m_stopped); });
    }
    bool goOn(const QProcess &) override { return write(m_goOn); }

private:
    /// Where this process's own group is mounted; empty if nowhere.
    static QString ownGroup(const QString &mount, const QString &line)
    {
        const auto lines = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n')
                                                  : QStringList();
        };
        const QStringList mounts = lines(QStringLiteral("/proc/self/mounts")).filter(mount);
        const QStringList groups =
            lines(QStringLiteral("/proc/self/cgroup")).filter(QRegularExpression(line));
        if (mounts.isEmpty() || groups.isEmpty())
            return {};
        return mounts.first().section(u' ', 1, 1) + groups.first().section(u':', 2);
    }

    void make(const QString &parent, const QString &control, const char *stop, const char *goOn,
              const QString &state, const char *stopped)
    {
        const QByteArray folder =
            QFile::encodeName(QStringLiteral("%1/loopscope-test-%2").arg(parent).arg(::getpid()));
        if (parent.isEmpty() || ::mkdir(folder.constData(), 0755) != 0)
            return;
        if (::access((folder + '/' + control.toUtf8()).constData(), W_OK) != 0) {
            ::rmdir(folder.constData());
            return;
        }
        m_folder = folder;
        m_control = folder + '/' + control.toUtf8();
        m_state = folder + '/' + state.toUtf8();
        m_stop = stop;
        m_goOn = goOn;
        m_stopped = stopped;
    }

    static QByteArray read(const QByteArray &path)
    {
        QFile file(QFile::decodeName(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool write(const char *word) const
    {
        QFile file(QFile::decodeName(m_control));
        return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write(word) > 0;
    }

    QByteArray m_folder;
    QByteArray m_control;
    QByteArray m_state;
    const char *m_stop = "";
    const char *m_goOn = "";
    const char *m_stopped = "";
};

} // namespace Loopscope::Testing
