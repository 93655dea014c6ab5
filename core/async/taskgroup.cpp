#include "core/async/taskgroup.h"

namespace Loopscope::Async {

TaskGroup::~TaskGroup()
{
    Q_ASSERT_X(m_running == 0, "TaskGroup", "destroyed while its tasks still run");
}

void TaskGroup::keepError(std::exception_ptr error)
{
    if (!m_error)
        m_error = std::move(error);
}

void TaskGroup::taskEnded()
{
    --m_running;
    if (m_running == 0 && m_waiting)
        std::exchange(m_waiting, nullptr).resume();
}

void TaskGroup::Finished::await_resume()
{
    Monitor::setCurrentTask(m_task);
    if (m_group->m_error)
        std::rethrow_exception(std::exchange(m_group->m_error, nullptr));
}

} // namespace Loopscope::Async
