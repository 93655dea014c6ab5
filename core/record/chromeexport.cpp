#include "core/record/chromeexport.h"

#include "core/record/counterwords.h"

#include <QIODevice>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace Loopscope::Record {

namespace {

constexpr qint64 madeUpTid = 1'000'000'000; // of tracks that are no thread; above those of the kernel
constexpr qint64 onlyPid = 1;

QByteArray quoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

QByteArray object(const QJsonObject &value)
{
    return QJsonDocument(value).toJson(QJsonDocument::Compact);
}

// Microseconds with three places: exact.
QByteArray microseconds(qint64 nanoseconds)
{
    constexpr qint64 factor = 1000;
    return QByteArray::number(nanoseconds / factor) + '.' +
           QByteArray::number(nanoseconds % factor).rightJustified(3, '0');
}

QByteArray timeOf(Base::SteadyTime at)
{
    return microseconds(std::max<qint64>(0, Base::toNanoseconds(at)));
}

QJsonArray stackJson(const Trace::Stack *stack)
{
    QJsonArray lines;
    if (!stack)
        return lines;
    for (const Trace::Frame &frame : stack->frames) {
        lines.append(frame.file.isEmpty()
                         ? frame.function
                         : QStringLiteral("%1 %2:%3").arg(frame.function, frame.file).arg(frame.line));
    }
    return lines;
}

QJsonObject stallJson(const Trace::Stall &stall)
{
    const Trace::Frame *frame = stall.culprit();
    QJsonObject arguments{{QStringLiteral("cause"), Trace::causeId(stall.cause)},
                          {QStringLiteral("evidence"), stall.evidence},
                          {QStringLiteral("location"),
                           frame ? QStringLiteral("%1:%2").arg(frame->file).arg(frame->line) : QString()},
                          {QStringLiteral("created_at"), stall.createdAt.toString()},
                          {QStringLiteral("task"), stall.taskName},
                          {QStringLiteral("event"), stall.eventName},
                          {QStringLiteral("stack"), stackJson(stall.mainStack())}};
    if (stall.onCpu)
        arguments.insert(QStringLiteral("on_cpu_ms"), Base::toMilliseconds(*stall.onCpu));
    if (stall.waitingForCpu)
        arguments.insert(QStringLiteral("waiting_for_cpu_ms"), Base::toMilliseconds(*stall.waitingForCpu));
    return arguments;
}

QByteArray argumentsOf(const Trace::Slice &slice)
{
    QJsonObject arguments{{QStringLiteral("task"), static_cast<qint64>(slice.task)},
                          {QStringLiteral("failed"), slice.failed}};
    if (slice.waited)
        arguments.insert(QStringLiteral("waited_ms"), Base::toMilliseconds(*slice.waited));
    return object(arguments);
}

// What viewers take for a category: how a wait that counts stands for others, so that our reader has the
// figures.
QByteArray latencyCategory(const Trace::LatencySample &sample, bool counts)
{
    if (!sample.delivered || !counts)
        return "\"latency\"";
    return "\"latency," + QByteArray::number(qint64(sample.interval.count())) + ',' +
           QByteArray::number(sample.skipped) + '"';
}

} // namespace

ChromeExport::ChromeExport(QIODevice *device, const ExportFrame &frame)
    : m_device(device)
    , m_frame(frame)
{
    m_device->write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    write("{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"tid\":0,\"args\":{\"name\":" +
          quoted(m_frame.program) + "}}");
}

void ChromeExport::write(const QByteArray &event)
{
    m_device->write(std::exchange(m_isFirst, false) ? event : ",\n" + event);
}

void ChromeExport::take(const Trace::Batch &batch)
{
    for (const auto &[id, name] : batch.names)
        m_names[id] = quoted(name);
    for (const Trace::Track &track : batch.tracks)
        declare(track);
    for (const Trace::Counter &counter : batch.counters)
        m_counters[counter.id] = quoted(
            QStringLiteral("%1: %2").arg(counter.name, wordsOf(counter.kind))); // two may share the name
    takeSlices(batch);
    takeStalls(batch);
    takeCounters(batch);
    takeInstants(batch);
}

void ChromeExport::finish()
{
    m_device->write("\n]}\n");
}

void ChromeExport::writeName(const Row &row)
{
    write("{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":" + QByteArray::number(row.pid) +
          ",\"tid\":" + QByteArray::number(row.tid) + ",\"args\":{\"name\":" + quoted(row.track.name) + "}}");
}

void ChromeExport::declare(const Trace::Track &track)
{
    const auto [entry, isNew] = m_rows.try_emplace(track.id);
    Row &row = entry->second;
    row.track = track;
    if (isNew) {
        row.pid = track.pid > 0 ? track.pid : onlyPid;
        row.tid = track.tid > 0 && m_tids.insert(track.tid).second ? track.tid : madeUpTid + track.id * 2;
    }
    writeName(row);
    if (isNew && track.id == m_frame.subject)
        write("{\"ph\":\"M\",\"name\":\"loopscope_subject\",\"pid\":" + QByteArray::number(row.pid) +
              ",\"tid\":" + QByteArray::number(row.tid) + ",\"args\":{}}");
}

ChromeExport::Row &ChromeExport::rowOf(Trace::TrackId track)
{
    if (!m_rows.contains(track)) {
        Trace::Track unknown;
        unknown.id = track;
        unknown.name = QStringLiteral("Track %1").arg(track);
        declare(unknown);
    }
    return m_rows[track];
}

ChromeExport::Row &ChromeExport::stallRowOf(Trace::TrackId track)
{
    const auto [entry, isNew] = m_stallRows.try_emplace(track);
    if (isNew) {
        Row &row = entry->second;
        const Row &loop = rowOf(track);
        row.track.name = loop.track.name + QStringLiteral(": stalls");
        row.pid = loop.pid;
        row.tid = madeUpTid + qint64{track} * 2 + 1;
        writeName(row);
    }
    return entry->second;
}

// The first lane of a row is its thread, where everything nests; what lies on others overlaps it.
void ChromeExport::writeStretches(Row &row, std::vector<Stretch> stretches, const std::vector<Item> &items)
{
    std::vector<Stretch> byIndex(items.size());
    for (const Stretch &stretch : stretches)
        byIndex[stretch.index] = stretch;
    std::vector<bool> isWritten(items.size(), false);
    const TrackLanes::Layout layout = row.lanes.place(stretches);
    for (const LaneEvent &event : layout.events) {
        if (!event.isBegin)
            continue;
        isWritten[event.index] = true;
        if (event.lane == 0)
            writeComplete(row, byIndex[event.index], items[event.index]);
        else
            writeAsync(row, byIndex[event.index], items[event.index]);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!isWritten[i])
            writeAsync(row, byIndex[i], items[i]);
    }
}

void ChromeExport::takeSlices(const Trace::Batch &batch)
{
    std::map<Trace::TrackId, std::pair<std::vector<Stretch>, std::vector<Item>>> byTrack;
    for (const Trace::Slice &slice : batch.slices) {
        auto &[stretches, items] = byTrack[slice.track];
        stretches.push_back({slice.start, slice.start + slice.duration, items.size()});
        QByteArray arguments;
        if (slice.task || slice.failed || slice.waited)
            arguments = argumentsOf(slice);
        items.push_back({m_names.contains(slice.name) ? m_names[slice.name] : QByteArray("\"??\""), arguments,
                         slice.task ? "task" : "dispatch"});
    }
    for (auto &[track, rows] : byTrack)
        writeStretches(rowOf(track), std::move(rows.first), rows.second);
}

void ChromeExport::takeStalls(const Trace::Batch &batch)
{
    for (const Trace::Stall &stall : batch.stalls) {
        const std::vector<Item> item{{quoted(stall.culpritName()), object(stallJson(stall)), "stall"}};
        writeStretches(stallRowOf(stall.track), {{stall.startedAt, stall.startedAt + stall.duration, 0}},
                       item);
    }
}

void ChromeExport::writeComplete(const Row &row, const Stretch &stretch, const Item &item)
{
    write("{\"ph\":\"X\",\"name\":" + item.name + ",\"cat\":\"" + item.category +
          "\",\"pid\":" + QByteArray::number(row.pid) + ",\"tid\":" + QByteArray::number(row.tid) +
          ",\"ts\":" + timeOf(stretch.start) +
          ",\"dur\":" + microseconds((stretch.end - stretch.start).count()) +
          (item.arguments.isEmpty() ? QByteArray() : ",\"args\":" + item.arguments) + '}');
}

void ChromeExport::writeAsync(const Row &row, const Stretch &stretch, const Item &item)
{
    const QByteArray common = ",\"name\":" + item.name + ",\"cat\":" + quoted(row.track.name) +
                              ",\"id\":" + QByteArray::number(++m_lastAsync) +
                              ",\"pid\":" + QByteArray::number(row.pid) +
                              ",\"tid\":" + QByteArray::number(row.tid);
    write("{\"ph\":\"b\",\"ts\":" + timeOf(stretch.start) + common +
          (item.arguments.isEmpty() ? QByteArray() : ",\"args\":" + item.arguments) + '}');
    write("{\"ph\":\"e\",\"ts\":" + timeOf(stretch.end) + common + '}');
}

void ChromeExport::takeCounters(const Trace::Batch &batch)
{
    const auto counter = [this](const QByteArray &name, const QByteArray &of, Base::SteadyTime at,
                                double value) {
        write("{\"ph\":\"C\",\"name\":" + name + of + ",\"ts\":" + timeOf(at) +
              ",\"args\":{\"value\":" + QByteArray::number(std::isfinite(value) ? value : 0, 'g', 15) + "}}");
    };
    for (const Trace::CounterSample &sample : batch.samples)
        counter(m_counters.contains(sample.counter) ? m_counters[sample.counter] : QByteArray("\"??\""),
                ",\"pid\":" + QByteArray::number(onlyPid), sample.at, sample.value);
    for (const Trace::LatencySample &sample : batch.latencies) {
        const Row &row = rowOf(sample.track);
        // One that began before the work counts from the work's begin, as in the run's figures.
        const auto inWork = Trace::withinWork(sample, m_frame.workStart, m_frame.workEnd);
        counter(quoted(row.track.name + latencyCounter),
                ",\"pid\":" + QByteArray::number(row.pid) + ",\"tid\":" + QByteArray::number(row.tid) +
                    ",\"cat\":" + latencyCategory(sample, inWork || !m_frame.workStart),
                sample.at, Base::toMilliseconds(inWork.value_or(sample).waited));
    }
}

void ChromeExport::takeInstants(const Trace::Batch &batch)
{
    const auto instant = [this](Trace::TrackId track, const QByteArray &name, Base::SteadyTime at,
                                const QJsonObject &arguments) {
        const Row &row = rowOf(track);
        write("{\"ph\":\"i\",\"s\":\"t\",\"name\":" + name + ",\"pid\":" + QByteArray::number(row.pid) +
              ",\"tid\":" + QByteArray::number(row.tid) + ",\"ts\":" + timeOf(at) +
              ",\"args\":" + object(arguments) + '}');
    };
    for (const Trace::DispatchSummary &summary : batch.summaries) {
        instant(summary.track, m_names.contains(summary.name) ? m_names[summary.name] : QByteArray("\"??\""),
                summary.at,
                {{QStringLiteral("count"), static_cast<qint64>(summary.count)},
                 {QStringLiteral("total_ms"), Base::toMilliseconds(summary.total)},
                 {QStringLiteral("longest_ms"), Base::toMilliseconds(summary.longest)}});
    }
    for (const Trace::WrongThreadUse &use : batch.wrongThreadUses)
        instant(use.track, "\"wrong thread\"", use.firstAt, {{QStringLiteral("what"), use.toString()}});
}

} // namespace Loopscope::Record
