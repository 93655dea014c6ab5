#pragma once

#include "core/monitor/monitor.h"
#include "core/trace/eventsink.h"
#include "tests/support/cleantest.h"

#include <QtTest>

#include <map>
#include <mutex>

namespace Loopscope::Testing {

/// Follows the events of all runs of this process. When they have ended, nothing may be open: what was asked
/// was answered or failed, what was submitted was taken and done or given up, and what loops dispatched was
/// handed out or counted as dropped.
class Ledger final : public Trace::EventSink
{
public:
    /// Once per process; checked after each function of a CleanTest.
    static void open()
    {
        static const auto ledger = [] {
            auto made = std::make_shared<Ledger>();
            Monitor::Monitor::instance().source()->addSink(made);
            CleanTest::checkAtEnd([made] { return made->problemsInTheEnd(); });
            return made;
        }();
    }

    void consume(const Trace::BatchPtr &batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const Trace::Counter &counter : batch->counters)
            m_counters[counter.id] = counter;
        for (const Trace::CounterSample &sample : batch->samples)
            m_values[sample.counter] = sample.value;
        for (const Trace::Slice &slice : batch->slices)
            m_loops[slice.track].handedOut += slice.counts;
        for (const Trace::DispatchSummary &summary : batch->summaries)
            m_loops[summary.track].handedOut += summary.count;
        for (const Trace::LoopTotals &totals : batch->totals)
            m_loops[totals.track].totals = totals;
    }

private:
    struct Loop
    {
        quint64 handedOut = 0; // dispatches, one by one or in sums
        Trace::LoopTotals totals;
    };

    // What is under way when the last thread has gone is handed out soon.
    QString problemsInTheEnd()
    {
        const auto done = std::make_shared<std::atomic<bool>>(false);
        Monitor::Monitor::instance().flush([done] { done->store(true); });
        if (!QTest::qWaitFor([done] { return done->load(); }, 20000))
            return QStringLiteral("the monitor does not hand out what it has");
        const bool isBalanced = QTest::qWaitFor([this] { return problems().isEmpty(); }, 20000);
        return isBalanced ? QString() : problems().join(QLatin1String("; "));
    }

    QStringList problems() const
    {
        const std::lock_guard lock(m_mutex);
        QStringList found;
        for (const auto &[id, counter] : m_counters) {
            const auto value = m_values.find(id);
            if (isOfOpenWork(counter.kind) && value != m_values.end() && value->second != 0)
                found.append(QStringLiteral("%1 of %2 (counter %3) are open")
                                 .arg(value->second)
                                 .arg(counter.name)
                                 .arg(static_cast<int>(counter.kind)));
        }
        for (const auto &[track, loop] : m_loops) {
            const Trace::LoopTotals &totals = loop.totals;
            if (totals.track == track && totals.dispatches != loop.handedOut)
                found.append(QStringLiteral("loop %1: of %2 dispatches %3 were handed out, %4 events dropped")
                                 .arg(track)
                                 .arg(totals.dispatches)
                                 .arg(loop.handedOut)
                                 .arg(totals.dropped));
        }
        return found;
    }

    static bool isOfOpenWork(Trace::CounterKind kind)
    {
        return kind == Trace::CounterKind::JobsWaiting || kind == Trace::CounterKind::JobsRunning ||
               kind == Trace::CounterKind::RequestsInFlight;
    }

    mutable std::mutex m_mutex; // protects everything below
    std::map<Trace::CounterId, Trace::Counter> m_counters;
    std::map<Trace::CounterId, double> m_values;
    std::map<Trace::TrackId, Loop> m_loops;
};

} // namespace Loopscope::Testing
