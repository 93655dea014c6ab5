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
    // With the loops: the same place in the next run, whose loops are others, is counted from one again.
    using Key = std::tuple<Trace::WrongThreadKind, QString, QString, QString, Trace::TrackId, Trace::TrackId,
                           std::vector<quint64>>;

    Entry &entryOf(WrongThreadAnnouncement *use);
    void dropOldest();

    NameBook *const m_names;
    SymbolThread *const m_symbols;
    std::map<Key, Trace::StallId> m_ids;
    std::map<Trace::StallId, Entry> m_entries;
    int m_pendingSymbols = 0;
};

} // namespace Loopscope::Monitor
