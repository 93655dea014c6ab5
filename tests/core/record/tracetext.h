#pragma once

#include "tests/core/record/tracesample.h"

#include <QStringList>

namespace Loopscope::Testing {

/// Every event of a batch with its fields, a line each; names by their text, for their numbers are the
/// reader's own.
class TraceText
{
public:
    static QString of(const Trace::Batch &all)
    {
        TraceText text(all);
        text.addTracks();
        text.addSlices();
        text.addSamples();
        text.addStalls();
        return text.m_lines.join(u'\n');
    }

private:
    explicit TraceText(const Trace::Batch &all)
        : m_all(all)
    {
        for (const auto &[id, name] : all.names)
            m_names[id] = name;
    }

    template <typename... Values>
    void add(const char *kind, const Values &...values)
    {
        QStringList fields{QLatin1String(kind)};
        (fields.append(textOf(values)), ...);
        m_lines.append(fields.join(u' '));
    }
    static QString textOf(const QString &text) { return text; }
    static QString textOf(Base::SteadyTime at) { return QString::number(Base::toNanoseconds(at)); }
    static QString textOf(Base::Duration duration) { return QString::number(duration.count()); }
    static QString textOf(double value) { return QString::number(value, 'g', 17); }
    template <typename Value>
    requires std::is_integral_v<Value> || std::is_enum_v<Value>
    static QString textOf(Value value) { return QString::number(static_cast<qint64>(value)); }

    void addTracks()
    {
        for (const Trace::Track &track : m_all.tracks)
            add("track", track.id, track.kind, track.role, track.name, track.pid, track.tid);
        for (const Trace::Counter &counter : m_all.counters)
            add("counter", counter.id, counter.kind, counter.name, counter.limit);
        for (const Trace::PhaseChange &change : m_all.phases)
            add("phase", change.phase, change.at, change.track);
        add("dropped", m_all.dropped);
    }
    void addSlices()
    {
        for (const Trace::Slice &slice : m_all.slices)
            add("slice", slice.track, m_names[slice.name], slice.start, slice.duration, slice.task,
                slice.depth, slice.counts, slice.failed, slice.waited.value_or(Base::Duration(-1)));
        for (const Trace::DispatchSummary &summary : m_all.summaries)
            add("short", summary.track, m_names[summary.name], summary.at, summary.count, summary.total,
                summary.longest);
        for (const Trace::LoopTotals &totals : m_all.totals)
            add("totals", totals.track, totals.at, totals.iterations, totals.dispatches, totals.busy,
                totals.dropped);
    }
    void addSamples()
    {
        for (const Trace::LatencySample &sample : m_all.latencies)
            add("latency", sample.track, sample.at, sample.waited, sample.interval, sample.delivered);
        for (const Trace::CounterSample &sample : m_all.samples)
            add("sample", sample.counter, sample.at, sample.value);
        for (const Trace::Beat &beat : m_all.beats)
            add("beat", beat.track, beat.at);
    }
    void addStalls()
    {
        for (const Trace::Stall &stall : m_all.stalls) {
            add("stall", stall.id, stall.track, stall.kind, stall.startedAt, stall.duration, stall.open,
                stall.cause, stall.evidence, stall.culpritName(), Trace::slowCallbackLine(stall),
                stall.onCpu.value_or(Base::Duration(-1)), stall.waitingForCpu.value_or(Base::Duration(-1)));
            addStacks(stall);
        }
        for (const Trace::WrongThreadUse &use : m_all.wrongThreadUses)
            add("use", use.id, use.kind, use.track, use.firstAt, use.lastAt, use.count, use.object,
                use.ownThread, use.actualThread, use.place.file, use.place.line);
    }
    void addStacks(const Trace::Stall &stall)
    {
        if (!stall.stacks)
            return;
        for (const Trace::Stack &stack : *stall.stacks) {
            add(" stack", stack.takenAt, stack.approximate, stack.systemCall);
            for (const Trace::Frame &frame : stack.frames)
                add("  frame", frame.function, frame.file, frame.line, frame.module, frame.address,
                    frame.origin, frame.inlined);
        }
    }

    const Trace::Batch &m_all;
    std::map<Trace::NameId, QString> m_names;
    QStringList m_lines;
};

} // namespace Loopscope::Testing
