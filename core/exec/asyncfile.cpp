#include "core/exec/asyncfile.h"

#include "core/async/tracked.h"

namespace Loopscope::Exec {

namespace {

constexpr int allTurns = 1 << 20; // more than can run side by side

struct Names
{
    const JobName open{QStringLiteral("open()")};
    const JobName write{QStringLiteral("write()")};
    const JobName read{QStringLiteral("read()")};
    const JobName flush{QStringLiteral("fsync()")};
    const JobName drop{QStringLiteral("fadvise()")};
    const JobName close{QStringLiteral("close()")};
};

const Names &names()
{
    static const Names all;
    return all;
}

} // namespace

AsyncFile::AsyncFile(ThreadExecutor &executor)
    : m_executor(executor)
    , m_turns(allTurns)
{}

AsyncFile::~AsyncFile() = default;

QCoro::Task<> AsyncFile::open(QString path, DiskFile::Mode mode)
{
    const auto turn = co_await m_turns.acquire(allTurns);
    const auto job = [this, path, mode] { m_file.open(path, mode); };
    co_await m_executor.run(names().open, job);
}

QCoro::Task<> AsyncFile::write(qint64 offset, QByteArray data)
{
    const auto turn = co_await m_turns.acquire();
    const auto job = [this, offset, data] { m_file.write(offset, data); };
    co_await m_executor.run(names().write, job);
}

QCoro::Task<QByteArray> AsyncFile::read(qint64 offset, qint64 size)
{
    const auto turn = co_await m_turns.acquire();
    const auto job = [this, offset, size] { return m_file.read(offset, size); };
    co_return co_await m_executor.run(names().read, job);
}

QCoro::Task<> AsyncFile::flush()
{
    const auto turn = co_await m_turns.acquire(allTurns);
    const auto job = [this] { m_file.flush(); };
    co_await m_executor.run(names().flush, job);
}

QCoro::Task<double> AsyncFile::dropPages()
{
    const auto turn = co_await m_turns.acquire(allTurns);
    const auto job = [this] { return m_file.dropPages(); };
    co_return co_await m_executor.run(names().drop, job);
}

QCoro::Task<> AsyncFile::close()
{
    const auto turn = co_await m_turns.acquire(allTurns);
    const auto job = [this] { m_file.close(); };
    co_await m_executor.run(names().close, job);
}

} // namespace Loopscope::Exec
