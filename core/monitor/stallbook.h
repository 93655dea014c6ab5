#pragma once

#include "core/monitor/loopevent.h"
#include "core/monitor/namebook.h"
#include "core/monitor/stallcause.h"
#include "core/monitor/stopdetector.h"
#include "core/monitor/symbolthread.h"
#include "core/monitor/watchdog.h"
#include "core/trace/batch.h"

#include <map>

namespace Loopscope::Monitor {

/// Puts together what the loop's thread, the watchdog and the symboliser know of each stall. Collector's
/// thread.
class StallBook
{
public:
    StallBook(NameBook *names, SymbolThread *symbols)
        : m_names(names)
        , m_symbols(symbols)
    {}

    /// Not told while it lasts below the threshold without the stops that are known: the watchdog may have
    /// been at work in one, and not have noticed.
    void open(const WatchdogEvent &event, Base::Duration threshold);
    void addSample(WatchdogEvent *event);
    /// What the thread did in the stall that is told next.
    void noteTimes(Trace::TrackId track, const LoopEvent &event, Base::Duration threshold);
    /// A dispatch over the threshold has ended.
    void closeCallback(Trace::TrackId track, const LoopEvent &event);
    /// An iteration whose dispatches add up has ended.
    void closeIteration(Trace::TrackId track, const LoopEvent &event);
    /// A dispatch that began at `at` has ended, or a ping was delivered: before that no stall outside of
    /// dispatches went on.
    void closeOutside(Trace::TrackId track, qint64 at);
    /// The watchdog saw it end.
    void endOutside(const WatchdogEvent &event);
    /// Closes what is open on a loop and must have ended by now, though its end was not told: lost in a full
    /// ring.
    void closeOverdue(Trace::TrackId track, quint64 sequence, quint64 iteration, qint64 at);
    void addSymbols(SymbolThread::Job *job);
    /// The whole process stood still: what lasted only for that is no stall.
    void noteStop(const Stop &stop) { m_stops.add(stop); }
    Base::Duration stoppedWithin(qint64 start, qint64 end) const { return m_stops.within(start, end); }
    /// Names of queued calls have become known.
    void renameCalls();

    /// Stalls that changed since the last call.
    std::vector<Trace::Stall> takeChanged();
    /// Stacks whose symbols are still being looked up.
    int pendingSymbols() const { return m_pendingSymbols; }

private:
    struct Entry
    {
        Trace::Stall stall;
        quint64 sequence = 0;
        quint64 iteration = 0;
        std::vector<StallSample> samples;
        std::vector<Trace::Stack> stacks;
        std::optional<StallTimes> times;
        Base::Duration threshold{0}; // of one that the watchdog opened
        int pendingSymbols = 0;
        bool changed = false;
        const char *className = nullptr; // of the receiver
        QueuedCall call;                 // while its name is not known
        QString origin;                  // of the call: signal and sender
    };

    Entry *openEntry(Trace::TrackId track, quint64 iteration);
    Entry &addEntry(Trace::TrackId track, Trace::StallKind kind, qint64 start);
    void close(Entry *entry, qint64 start, qint64 end);
    void nameTask(Entry *entry, Trace::TaskId task);
    void nameEvent(Entry *entry, const char *className, int eventType, const QueuedCall &call);
    void judge(Entry *entry);
    bool lasts(const Entry &entry) const;

    NameBook *const m_names;
    SymbolThread *const m_symbols;
    std::map<Trace::StallId, Entry> m_entries;
    StopBook m_stops;
    int m_pendingSymbols = 0;
    int m_openOutside = 0;
    struct LatestTimes
    {
        Trace::TrackId track = 0;
        LoopEvent event;
        Base::Duration threshold{0};
    };
    LatestTimes m_times;
};

} // namespace Loopscope::Monitor
