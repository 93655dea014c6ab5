#pragma once

#include "core/base/histogram.h"
#include "core/record/traceexport.h"

#include <map>

namespace Loopscope::Record {

/// Comma-separated values as RFC 4180 has them, UTF-8, with a line of titles.
class CsvExport final : public TraceExport
{
public:
    CsvExport(QIODevice *device, const ExportFrame &frame);
    void take(const Trace::Batch &batch) override;
    void finish() override {}

private:
    void writeRow(Base::SteadyTime at, const char *kind, const QString &track, const QByteArray &value,
                  const char *unit, const QStringList &rest = {});
    QString trackName(Trace::TrackId track) const;

    QIODevice *const m_device;
    const ExportFrame m_frame;
    std::map<Trace::TrackId, QString> m_tracks;
    std::map<Trace::CounterId, Trace::Counter> m_counters;
};

/// The latency of each loop within the work, in ns, corrected for coordinated omission, per second of time.
/// The loop under test has no tag, other loops have their names; maxima are in ms.
class HdrLogExport final : public TraceExport
{
public:
    HdrLogExport(QIODevice *device, const ExportFrame &frame);
    void take(const Trace::Batch &batch) override;
    void finish() override;

private:
    static constexpr Base::Duration interval = std::chrono::seconds(1);

    struct Series
    {
        qint64 number = 0; // of the interval that is being filled
        Base::Histogram histogram;
    };
    void writeInterval(Trace::TrackId track, Series &series);

    QIODevice *const m_device;
    const ExportFrame m_frame;
    const Base::SteadyTime m_start;
    std::map<Trace::TrackId, QString> m_tracks;
    std::map<Trace::TrackId, Series> m_series;
};

} // namespace Loopscope::Record
