#include "core/monitor/symbolthread.h"

#include "core/monitor/functionname.h"

#include <sys/resource.h>
#include <unistd.h>

namespace Loopscope::Monitor {

namespace {

constexpr int lowPriority = 10; // once it knows its way: the first names must come on a busy machine, too

} // namespace

SymbolThread::SymbolThread(std::function<void()> resolved)
    : m_resolved(std::move(resolved))
    , m_resolver(makeStackResolver())
    , m_thread("loopscope-symb", [this] { return turn(); })
{
    m_thread.start();
}

SymbolThread::~SymbolThread()
{
    m_thread.stop();
}

void SymbolThread::resolve(Job job)
{
    m_jobs.push(std::move(job));
    m_thread.wake();
}

void SymbolThread::nameCall(Job *job)
{
    const QString implementation = m_resolver->symbolName(job->call.target);
    job->isNameOfWord = isFunctionPointer(implementation);
    job->callName = nameOfCall(implementation, job->call.word % 2 != 0,
                               [&] { return m_resolver->symbolName(job->call.word); });
}

Base::Duration SymbolThread::turn()
{
    if (!m_warm.load(std::memory_order_relaxed)) {
        m_resolver->warmUp();
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), lowPriority);
        m_warm.store(true, std::memory_order_release);
        m_resolved();
    }
    for (Job &job : m_jobs.takeAll()) {
        if (job.call.kind != QueuedCall::Kind::None) {
            nameCall(&job);
            m_results.push(std::move(job));
            m_resolved();
            continue;
        }
        job.stack.frames = m_resolver->resolve(job.addresses);
        job.stack.approximate = job.addresses.isApproximate || !job.addresses.isComplete;
        m_results.push(std::move(job));
        m_resolved();
    }
    return std::chrono::seconds(1);
}

} // namespace Loopscope::Monitor
