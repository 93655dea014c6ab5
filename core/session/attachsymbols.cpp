#include "core/session/attachsymbols.h"

namespace Loopscope::Session {

namespace {

constexpr int lowPriority = 10;

std::vector<Monitor::ModuleAddress> addressesOf(const Record::StreamStack &stack)
{
    std::vector<Monitor::ModuleAddress> addresses;
    addresses.reserve(stack.addresses.size());
    for (const Record::StreamStack::Address &address : stack.addresses)
        addresses.push_back({address.module.path, address.module.buildId, address.offset});
    return addresses;
}

} // namespace

AttachSymbols::AttachSymbols(std::function<void()> resolved)
    : m_resolved(std::move(resolved))
    , m_thread(
          "loopscope-symb", [this] { return turn(); }, lowPriority)
{
    m_thread.start();
}

AttachSymbols::~AttachSymbols()
{
    m_thread.stop();
}

void AttachSymbols::warmUp(const QString &path)
{
    m_paths.push(path);
    m_thread.wake();
}

void AttachSymbols::resolve(Record::StreamStack stack)
{
    m_jobs.push(std::move(stack));
    m_thread.wake();
}

Base::Duration AttachSymbols::turn()
{
    for (const QString &path : m_paths.takeAll())
        m_symboliser.warmUp(path);
    for (Record::StreamStack &job : m_jobs.takeAll()) {
        job.stack.frames = m_symboliser.resolve(addressesOf(job));
        m_results.push(std::move(job));
        m_resolved();
    }
    return std::chrono::seconds(1);
}

} // namespace Loopscope::Session
