#include "core/record/chromejsonreader.h"

#include "core/record/chromejsonparser.h"
#include "core/record/counterwords.h"
#include "core/record/sequenceclocks.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Record {

namespace {

// As our own export names them: "Connection: requests in flight".
Trace::Counter counterNamed(Trace::CounterId id, const QString &name)
{
    const qsizetype colon = name.lastIndexOf(QLatin1String(": "));
    const Trace::CounterKind kind =
        colon > 0 ? counterKindOf(name.mid(colon + 2)) : Trace::CounterKind::Other;
    return {id, kind, kind == Trace::CounterKind::Other ? name : name.left(colon), 0};
}

constexpr std::size_t rowLimit = 100'000;
constexpr std::size_t nestingLimit = 1024;
constexpr Base::Duration shortestInterval = std::chrono::microseconds(100);

// How deeply each slice lies in others of its track; complete events do not tell.
void assignDepths(std::vector<Trace::Slice> &slices)
{
    std::ranges::stable_sort(slices, [](const Trace::Slice &left, const Trace::Slice &right) {
        return std::tuple(left.start, right.duration) < std::tuple(right.start, left.duration);
    });
    std::unordered_map<Trace::TrackId, std::vector<Base::SteadyTime>> open;
    for (Trace::Slice &slice : slices) {
        std::vector<Base::SteadyTime> &ends = open[slice.track];
        while (!ends.empty() && ends.back() <= slice.start)
            ends.pop_back();
        slice.depth = static_cast<quint16>(std::min<std::size_t>(ends.size(), nestingLimit));
        ends.push_back(slice.start + slice.duration);
    }
}

} // namespace

ChromeJsonReader::ChromeJsonReader(BatchBuilder *builder, TraceDescription *description, SkippedNotes *notes)
    : m_builder(builder)
    , m_description(description)
    , m_notes(notes)
{
    m_description->format = TraceDescription::Format::ChromeJson;
    m_description->run.program.clear();
}

bool ChromeJsonReader::read(QIODevice *device, qint64 size, const TraceReader::Progress &progress)
{
    const auto onEvent = [this](const ChromeEvent &event) { take(event); };
    if (!parseChromeJson(device, size, progress, onEvent, m_notes))
        return false;
    finish();
    return true;
}

void ChromeJsonReader::take(const ChromeEvent &event)
{
    if (event.phase == 'M') {
        takeMetadata(event);
        return;
    }
    if (!event.ts || event.hasBadTime) {
        skip(SkipReason::NoTime, event.offset);
        return;
    }
    switch (event.phase) {
    case 'X':
        takeComplete(event);
        break;
    case 'B':
    case 'E':
        if (Row *row = rowOf(event, false))
            event.phase == 'B' ? begin(row, &row->open, event) : end(&row->open, event);
        break;
    case 'b':
    case 'S':
        takeAsync(event, true);
        break;
    case 'e':
    case 'F':
        takeAsync(event, false);
        break;
    case 'C':
        takeCounter(event);
        break;
    default:
        skip(SkipReason::OtherEvent, event.offset);
    }
    if (m_builder->isFull())
        flush();
}

ChromeJsonReader::Row *ChromeJsonReader::rowOf(const ChromeEvent &event, bool isAsync)
{
    const std::string key = event.pid + '\n' + (isAsync ? '\n' + event.category : event.tid);
    const auto known = m_rows.find(key);
    if (known != m_rows.end())
        return &known->second;
    if (m_rows.size() >= rowLimit) {
        skip(SkipReason::TooMany, event.offset);
        return nullptr;
    }
    Row &row = m_rows[key];
    Trace::Track &track = row.track;
    track.id = static_cast<Trace::TrackId>(m_rows.size());
    track.pid = QByteArray::fromStdString(event.pid).toLongLong();
    track.tid = isAsync ? 0 : QByteArray::fromStdString(event.tid).toLongLong();
    track.kind = isAsync ? Trace::TrackKind::WorkerThread : Trace::TrackKind::Loop;
    const bool isMain = !isAsync && track.tid > 0 && track.tid == track.pid;
    const bool isSubject = m_subject.empty() ? isMain : key == m_subject;
    track.role = isSubject ? Trace::LoopRole::Subject : Trace::LoopRole::None;
    track.name = m_threadNames.contains(key) ? m_threadNames[key]
                 : isAsync                   ? QString::fromStdString(event.category)
                                             : QStringLiteral("Thread ") + QString::fromStdString(event.tid);
    m_builder->batch().tracks.push_back(track);
    return &row;
}

void ChromeJsonReader::addSlice(Trace::Slice slice, Base::SteadyTime end)
{
    slice.duration = end - slice.start;
    m_builder->noteEvent(slice.start, end);
    m_builder->batch().slices.push_back(slice);
}

void ChromeJsonReader::begin(Row *row, std::vector<OpenSlice> *open, const ChromeEvent &event)
{
    if (open->size() >= nestingLimit) {
        skip(SkipReason::TooDeep, event.offset);
        return;
    }
    open->push_back(
        {{row->track.id, m_builder->nameId(event.name), Base::fromNanoseconds(*event.ts)}, event.offset});
}

void ChromeJsonReader::end(std::vector<OpenSlice> *open, const ChromeEvent &event)
{
    const Base::SteadyTime at = Base::fromNanoseconds(*event.ts);
    if (open->empty() || open->back().slice.start > at) {
        skip(SkipReason::UnmatchedEnd, event.offset);
        return;
    }
    addSlice(open->back().slice, at);
    open->pop_back();
}

void ChromeJsonReader::takeComplete(const ChromeEvent &event)
{
    Row *row = rowOf(event, false);
    if (!row)
        return;
    const Base::SteadyTime start = Base::fromNanoseconds(*event.ts);
    addSlice({row->track.id, m_builder->nameId(event.name), start}, start + Base::Duration(event.duration));
}

void ChromeJsonReader::takeAsync(const ChromeEvent &event, bool isBegin)
{
    const std::string key = event.pid + '\n' + event.category + '\n' + event.id;
    const auto known = m_openAsync.find(key);
    if (!isBegin) {
        if (known == m_openAsync.end()) {
            skip(SkipReason::UnmatchedEnd, event.offset);
            return;
        }
        end(&known->second, event);
        if (known->second.empty())
            m_openAsync.erase(known);
        return;
    }
    if (known == m_openAsync.end() && m_openAsync.size() >= rowLimit) {
        skip(SkipReason::TooMany, event.offset);
        return;
    }
    if (Row *row = rowOf(event, true))
        begin(row, &m_openAsync[key], event);
}

// Of our own export: "latency", and behind it what a wait that was delivered stands for.
void ChromeJsonReader::takeLatency(const ChromeEvent &event)
{
    const QList<QByteArray> parts = QByteArray::fromStdString(event.category).split(',');
    const Row *row = rowOf(event, false);
    if (!row)
        return;
    Trace::LatencySample sample{row->track.id, Base::fromNanoseconds(*event.ts)};
    const double milliseconds = event.numbers.empty() ? -1 : event.numbers.front().second;
    sample.delivered = parts.size() > 1;
    sample.interval = Base::Duration(parts.value(1).toLongLong());
    sample.skipped = std::min(parts.value(2).toUShort(), Trace::LatencySample::mostSkipped);
    const bool isPossible =
        milliseconds >= 0 && milliseconds <= Base::toMilliseconds(sample.at.time_since_epoch());
    const bool hasInterval = sample.interval >= shortestInterval || sample.interval == Base::Duration::zero();
    if (!isPossible || !hasInterval) {
        skip(SkipReason::ImpossibleValue, event.offset);
        return;
    }
    sample.waited = Base::Duration(std::llround(milliseconds * 1e6));
    m_builder->noteEvent(sample.at);
    m_builder->batch().latencies.push_back(sample);
}

void ChromeJsonReader::takeCounter(const ChromeEvent &event)
{
    const bool isLatency =
        event.category.starts_with("latency") && event.name.ends_with(latencyCounter.toStdString());
    if (isLatency && !event.tid.empty()) {
        takeLatency(event);
        return;
    }
    for (const auto &[argument, value] : event.numbers) {
        const std::string key = event.pid + '\n' + event.name + '\n' + event.id + '\n' + argument;
        const auto known = m_counters.find(key);
        if (known == m_counters.end() && m_counters.size() >= rowLimit) {
            skip(SkipReason::TooMany, event.offset);
            return;
        }
        Trace::CounterId &id = m_counters[key];
        if (id == 0) {
            id = static_cast<Trace::CounterId>(m_counters.size());
            QString name = QString::fromStdString(event.name);
            if (event.numbers.size() > 1 || argument != "value")
                name += u'.' + QString::fromStdString(argument);
            m_builder->batch().counters.push_back(counterNamed(id, name));
        }
        m_builder->noteEvent(Base::fromNanoseconds(*event.ts));
        m_builder->batch().samples.push_back({id, Base::fromNanoseconds(*event.ts), value});
    }
}

// Names often come at the end of the file, when the tracks are known: they are told again.
void ChromeJsonReader::takeMetadata(const ChromeEvent &event)
{
    const QString name = QString::fromStdString(event.nameArgument);
    if (event.name == "process_name" && m_description->run.program.isEmpty()) {
        m_description->run.program = name;
        m_description->run.pid = QByteArray::fromStdString(event.pid).toLongLong();
    }
    const std::string key = event.pid + '\n' + event.tid;
    if (event.name == "loopscope_subject")
        nameSubject(key);
    if (event.name != "thread_name" || name.isEmpty())
        return;
    const auto known = m_rows.find(key);
    if (known != m_rows.end()) {
        known->second.track.name = name;
        m_builder->batch().tracks.push_back(known->second.track);
    } else if (m_threadNames.size() < rowLimit) {
        m_threadNames[key] = name;
    }
}

void ChromeJsonReader::nameSubject(const std::string &key)
{
    m_subject = key;
    for (auto &[known, row] : m_rows) {
        if (row.track.kind != Trace::TrackKind::Loop)
            continue;
        row.track.role = known == key ? Trace::LoopRole::Subject : Trace::LoopRole::None;
        m_builder->batch().tracks.push_back(row.track);
    }
}

void ChromeJsonReader::flush()
{
    assignDepths(m_builder->batch().slices);
    m_builder->flush(m_builder->lastAt());
}

// What never ended was going on when the recording ended.
void ChromeJsonReader::finish()
{
    const Base::SteadyTime last = m_builder->lastAt();
    const auto close = [&](std::vector<OpenSlice> &open) {
        for (const OpenSlice &slice : open) {
            skip(SkipReason::NeverEnded, slice.offset);
            addSlice(slice.slice, std::max(slice.slice.start, last));
        }
        open.clear();
    };
    for (auto &[key, row] : m_rows)
        close(row.open);
    for (auto &[key, open] : m_openAsync)
        close(open);
    flush();
}

} // namespace Loopscope::Record
