#include "core/exec/threadjob.h"

#include "core/exec/handover.h"
#include "core/exec/threadexecutor.h"
#include "core/exec/threadmailbox.h"
#include "core/monitor/trackwriter.h"

namespace Loopscope::Exec {

JobName::JobName(const QString &name)
    : m_id(Monitor::TrackWriter::registerName(name))
{}

ThreadJobBase::ThreadJobBase(ThreadExecutor &executor, JobName name) noexcept
    : m_executor(&executor)
    , m_name(name)
{
    setAutoDelete(false);
}

ThreadJobBase::ThreadJobBase(ThreadJobBase &&other) noexcept
    : ThreadJobBase(*other.m_executor, other.m_name)
{}

void ThreadJobBase::await_suspend(std::coroutine_handle<> handle)
{
    remember(handle);
    m_executor->submit(*this);
}

void ThreadJobBase::run()
{
    noteTaken(this);
    m_executor->runHere(*this);
}

void ThreadJobBase::abandonAwaited() noexcept
{
    m_executor->abandon(*this);
}

} // namespace Loopscope::Exec
