#include "core/record/tableexports.h"

#include "core/record/chromeexport.h"
#include "core/record/hdrencoding.h"

#include <QDateTime>
#include <QIODevice>
#include <QTimeZone>

namespace Loopscope::Record {

namespace {

QByteArray quotedField(const QString &text)
{
    const bool needsQuotes =
        text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r');
    if (!needsQuotes)
        return text.toUtf8();
    QString doubled = text;
    return '"' + doubled.replace(u'"', QLatin1String("\"\"")).toUtf8() + '"';
}

QByteArray secondsText(Base::Duration duration, int places)
{
    return QByteArray::number(Base::toSeconds(duration), 'f', places);
}

QByteArray milliseconds(Base::Duration duration)
{
    return QByteArray::number(Base::toMilliseconds(duration), 'f', 6);
}

const char *rowKind(Trace::StallKind kind)
{
    switch (kind) {
    case Trace::StallKind::Callback:
        return "stall";
    case Trace::StallKind::Iteration:
        return "iteration";
    case Trace::StallKind::Outside:
        break;
    }
    return "outside";
}

const char *unitOf(Trace::CounterKind kind)
{
    switch (kind) {
    case Trace::CounterKind::JobsWaiting:
        return "jobs waiting";
    case Trace::CounterKind::JobsRunning:
        return "jobs running";
    case Trace::CounterKind::RequestsPerSecond:
        return "requests/s";
    case Trace::CounterKind::RequestsInFlight:
        return "requests in flight";
    case Trace::CounterKind::Completed:
        return "completed";
    case Trace::CounterKind::WrongAnswers:
        return "wrong answers";
    case Trace::CounterKind::Other:
        return "value";
    case Trace::CounterKind::BytesPerSecond:
        break;
    }
    return "B/s";
}

} // namespace

CsvExport::CsvExport(QIODevice *device, const ExportFrame &frame)
    : m_device(device)
    , m_frame(frame)
{
    m_device->write("time_s,kind,track,value,unit,name,cause,location,created_at,evidence\r\n");
}

QString CsvExport::trackName(Trace::TrackId track) const
{
    const auto known = m_tracks.find(track);
    return known != m_tracks.end() ? known->second : QString();
}

void CsvExport::writeRow(Base::SteadyTime at, const char *kind, const QString &track, const QByteArray &value,
                         const char *unit, const QStringList &rest)
{
    constexpr qsizetype restColumns = 5;
    QByteArray row =
        secondsText(at - m_frame.start, 9) + ',' + kind + ',' + quotedField(track) + ',' + value + ',' + unit;
    for (qsizetype i = 0; i < restColumns; ++i)
        row += ',' + (i < rest.size() ? quotedField(rest[i]) : QByteArray());
    m_device->write(row + "\r\n");
}

void CsvExport::take(const Trace::Batch &batch)
{
    for (const Trace::Track &track : batch.tracks)
        m_tracks[track.id] = track.name;
    for (const Trace::Counter &counter : batch.counters)
        m_counters[counter.id] = counter;
    for (const Trace::LatencySample &sample : batch.latencies)
        writeRow(sample.at, sample.delivered ? "latency" : "waiting", trackName(sample.track),
                 milliseconds(sample.waited), "ms");
    for (const Trace::CounterSample &sample : batch.samples) {
        const Trace::Counter &counter = m_counters[sample.counter];
        writeRow(sample.at, "counter", counter.name, QByteArray::number(sample.value, 'g', 15),
                 unitOf(counter.kind));
    }
    for (const Trace::Stall &stall : batch.stalls) {
        const Trace::Frame *frame = stall.culprit();
        const QString location =
            frame ? QStringLiteral("%1:%2").arg(frame->file).arg(frame->line) : QString();
        writeRow(stall.startedAt, rowKind(stall.kind), trackName(stall.track), milliseconds(stall.duration),
                 "ms",
                 {stall.culpritName(), Trace::causeId(stall.cause), location, stall.createdAt.toString(),
                  stall.evidence});
    }
}

HdrLogExport::HdrLogExport(QIODevice *device, const ExportFrame &frame)
    : m_device(device)
    , m_frame(frame)
    , m_start(frame.workStart.value_or(frame.start))
{
    const Base::TimeAnchor anchor = m_frame.anchor.value_or(Base::TimeAnchor{m_start, {}});
    const std::chrono::nanoseconds sinceEpoch = anchor.sinceUnixEpoch + (m_start - anchor.monotonic);
    const QByteArray seconds = secondsText(sinceEpoch, 3);
    const auto wall = QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(sinceEpoch).count(), QTimeZone::utc());
    m_device->write(
        "#[Loop latency in ns, corrected for coordinated omission; written by loopscope]\n"
        "#[Histogram log format version 1.3]\n"
        "#[StartTime: " +
        seconds + " (seconds since epoch), " + wall.toString(Qt::ISODateWithMs).toLatin1() +
        "]\n#[BaseTime: " + seconds +
        " (seconds since epoch)]\n"
        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
}

void HdrLogExport::take(const Trace::Batch &batch)
{
    for (const Trace::Track &track : batch.tracks)
        m_tracks[track.id] = track.name;
    for (const Trace::LatencySample &sample : batch.latencies) {
        const auto counted = Trace::withinWork(sample, m_start, m_frame.workEnd);
        if (!counted || !counted->delivered)
            continue;
        Series &series = m_series[sample.track];
        const qint64 number = (counted->at - m_start) / interval;
        if (number != series.number) {
            writeInterval(sample.track, series);
            series.number = number;
        }
        counted->recordIn(&series.histogram);
    }
}

void HdrLogExport::finish()
{
    for (auto &[track, series] : m_series)
        writeInterval(track, series);
}

void HdrLogExport::writeInterval(Trace::TrackId track, Series &series)
{
    if (series.histogram.isEmpty())
        return;
    QString tag = track == m_frame.subject ? QString() : m_tracks[track];
    for (QChar &letter : tag) {
        if (letter == u',' || letter.isSpace())
            letter = u'_';
    }
    QByteArray line = tag.isEmpty() ? QByteArray() : "Tag=" + tag.toUtf8() + ',';
    line += secondsText(series.number * interval, 3) + ',' + secondsText(interval, 3) + ',' +
            QByteArray::number(Base::toMilliseconds(series.histogram.max()), 'f', 3) + ',' +
            toCompressedHdrEncoding(series.histogram).toBase64() + '\n';
    m_device->write(line);
    series.histogram.clear();
}

std::unique_ptr<TraceExport> TraceExport::make(ExportFormat format, QIODevice *device,
                                               const ExportFrame &frame)
{
    switch (format) {
    case ExportFormat::ChromeJson:
        return std::make_unique<ChromeExport>(device, frame);
    case ExportFormat::Csv:
        return std::make_unique<CsvExport>(device, frame);
    case ExportFormat::HdrLog:
        break;
    }
    return std::make_unique<HdrLogExport>(device, frame);
}

} // namespace Loopscope::Record
