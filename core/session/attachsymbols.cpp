#include "core/session/attachsymbols.h"

#include "core/monitor/functionname.h"

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

QString nameOf(const Trace::CallPlace &place, Monitor::FileSymboliser *symboliser)
{
    const auto symbolAt = [symboliser](const Trace::CodePlace &code) {
        return symboliser->symbolName({code.module, code.buildId, code.offset});
    };
    return Monitor::nameOfCall(symbolAt(place.runner), place.isVirtual, [&] { return symbolAt(place.word); });
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

void AttachSymbols::resolve(Record::StreamCall call)
{
    m_calls.push(std::move(call));
    m_thread.wake();
}

Base::Duration AttachSymbols::turn()
{
    for (const QString &path : m_paths.takeAll())
        m_symboliser.warmUp(path);
    // Those first whose call has been asked for, as whoever asks does.
    std::vector<Record::StreamStack> stacks = m_jobs.takeAll();
    for (Record::StreamCall &call : m_calls.takeAll()) {
        call.name = nameOf(call.place, &m_symboliser);
        m_namedCalls.push(std::move(call));
        m_resolved();
    }
    for (Record::StreamStack &job : stacks) {
        job.stack.frames = m_symboliser.resolve(addressesOf(job));
        m_results.push(std::move(job));
        m_resolved();
    }
    return std::chrono::seconds(1);
}

} // namespace Loopscope::Session
