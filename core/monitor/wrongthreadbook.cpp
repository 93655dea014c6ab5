#include "core/monitor/wrongthreadbook.h"

#include "core/monitor/registry.h"

namespace Loopscope::Monitor {

WrongThreadBook::Entry &WrongThreadBook::entryOf(WrongThreadAnnouncement *use)
{
    if (const NameBook::Task *task = use->task ? m_names->task(use->task) : nullptr)
        use->object = task->name;
    else if (use->kind == Trace::WrongThreadKind::Resumption)
        use->object = QStringLiteral("a coroutine");
    Key key{use->kind,      use->object,       use->ownName,        use->actualName,
            use->own.track, use->actual.track, use->stack.addresses};
    if (const auto known = m_ids.find(key); known != m_ids.end())
        return m_entries[known->second];
    if (m_entries.size() >= mostPlaces)
        dropOldest();
    const Trace::StallId id = nextStallId();
    m_ids.emplace(std::move(key), id);
    Entry &entry = m_entries[id];
    entry.use.id = id;
    entry.use.kind = use->kind;
    entry.use.firstAt = use->at;
    entry.use.track = use->actual.track;
    entry.use.object = use->object;
    entry.use.ownThread = use->ownName;
    entry.use.actualThread = use->actualName;
    entry.use.place = use->place;
    SymbolThread::Job job{0, id, std::move(use->stack), {}};
    job.stack.takenAt = use->at;
    ++m_pendingSymbols;
    m_symbols->resolve(std::move(job));
    return entry;
}

void WrongThreadBook::dropOldest()
{
    const auto oldest = m_entries.begin();
    std::erase_if(m_ids, [&](const auto &known) { return known.second == oldest->first; });
    m_entries.erase(oldest);
}

void WrongThreadBook::add(WrongThreadAnnouncement use)
{
    detail::noteWrongThreadTaken();
    Entry &entry = entryOf(&use);
    ++entry.use.count;
    entry.use.lastAt = use.at;
    entry.changed = true;
}

void WrongThreadBook::addSymbols(SymbolThread::Job *job)
{
    --m_pendingSymbols;
    const auto found = m_entries.find(job->wrongThread);
    if (found == m_entries.end())
        return;
    found->second.use.stack = std::make_shared<const Trace::Stack>(std::move(job->stack));
    found->second.changed = true;
}

std::vector<Trace::WrongThreadUse> WrongThreadBook::takeChanged()
{
    std::vector<Trace::WrongThreadUse> result;
    for (auto &[id, entry] : m_entries) {
        if (std::exchange(entry.changed, false))
            result.push_back(entry.use);
    }
    return result;
}

} // namespace Loopscope::Monitor
