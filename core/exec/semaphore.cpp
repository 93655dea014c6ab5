#include "core/exec/semaphore.h"

#include "core/async/stop.h"

namespace Loopscope::Exec {

struct Semaphore::State
{
    explicit State(int permits)
        : available(permits)
    {}
    ~State() { queue->release(); }

    void give(int count)
    {
        available += count;
        grantWaiting();
    }

    void grantWaiting()
    {
        while (auto *first = static_cast<Acquire *>(waiting.first())) {
            if (first->m_count > available)
                return;
            available -= first->m_count;
            first->m_phase = Acquire::Phase::Granted;
            queue->append(*first); // which takes it out of the list
        }
    }

    int available;
    SuspensionList waiting;
    ResumeQueue *const queue = new ResumeQueue; // lives on until all are resumed
};

Semaphore::Semaphore(int permits)
    : m_state(std::make_shared<State>(permits))
{}

Semaphore::~Semaphore()
{
    cancel();
}

void Semaphore::cancel()
{
    while (auto *first = static_cast<Acquire *>(m_state->waiting.first())) {
        first->m_phase = Acquire::Phase::Cancelled;
        m_state->queue->append(*first);
    }
}

Semaphore::Permit::~Permit()
{
    if (m_state)
        m_state->give(m_count);
}

Semaphore::Acquire::~Acquire()
{
    unlink();
    if (m_phase == Phase::Granted) // its coroutine was destroyed before it could go on
        m_state->give(m_count);
    else if (m_state && m_phase == Phase::Waiting)
        m_state->grantWaiting(); // it may have held back those behind it
}

bool Semaphore::Acquire::await_ready()
{
    if (!m_state->waiting.isEmpty() || m_count > m_state->available)
        return false;
    m_state->available -= m_count;
    m_phase = Phase::Granted;
    return true;
}

void Semaphore::Acquire::await_suspend(std::coroutine_handle<> handle)
{
    remember(handle);
    m_state->waiting.append(*this);
}

Semaphore::Permit Semaphore::Acquire::await_resume()
{
    if (std::exchange(m_phase, Phase::Over) == Phase::Cancelled)
        throw Async::Cancelled();
    return Permit(std::move(m_state), m_count);
}

} // namespace Loopscope::Exec
