#pragma once

#include "core/monitor/namebook.h"
#include "core/monitor/symbolthread.h"
#include "core/monitor/wrongthread.h"

#include <map>
#include <tuple>

namespace Loopscope::Monitor {

/// Counts uses in a wrong thread by kind, object, threads and stack, and has each stack named once. The
/// different ones are limited: what comes after them is counted on the last. Collector's thread.
class WrongThreadBook
{
public:
    static constexpr std::size_t mostPlaces = 1000;

    WrongThreadBook(NameBook *names, SymbolThread *symbols)
        : m_names(names)
        , m_symbols(symbols)
    {}

    void add(WrongThreadAnnouncement use);
    void addSymbols(SymbolThread::Job *job);
    /// Those that changed since the last call.
    std::vector<Trace::WrongThreadUse> takeChanged();
    int pendingSymbols() const { return m_pendingSymbols; }

private:
    struct Entry
    {
        Trace::WrongThreadUse use;
        bool changed = false;
    };
    using Key = std::tuple<Trace::WrongThreadKind, QString, QString, QString, std::vector<quint64>>;

    Entry &entryOf(WrongThreadAnnouncement *use);

    NameBook *const m_names;
    SymbolThread *const m_symbols;
    std::map<Key, Trace::StallId> m_ids;
    std::map<Trace::StallId, Entry> m_entries;
    int m_pendingSymbols = 0;
};

} // namespace Loopscope::Monitor
