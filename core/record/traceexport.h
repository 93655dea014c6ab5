#pragma once

#include "core/trace/batch.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace Loopscope::Record {

enum class ExportFormat
{
    ChromeJson, ///< Chrome's trace events; resources/docs/traces.md has the mapping
    Csv,        ///< a row per sample and stall; the columns are in resources/docs/traces.md
    HdrLog,     ///< HdrHistogram's log 1.3 of the loop latency, one interval per second
};

/// What an exporter must know before the first event.
struct ExportFrame
{
    Base::SteadyTime start; ///< of the first event: CSV counts from here
    std::optional<Base::TimeAnchor> anchor;
    std::optional<Base::SteadyTime> workStart; ///< the latency of the work alone counts (CONTRACT)
    std::optional<Base::SteadyTime> workEnd;
    QString program;
    Trace::TrackId subject = 0; ///< the loop without a tag in an HdrHistogram log
};

/// Writes the batches of a trace in another format, as they come. One thread at a time.
class TraceExport
{
public:
    virtual ~TraceExport() = default;
    virtual void take(const Trace::Batch &batch) = 0;
    /// What comes last.
    virtual void finish() = 0;

    /// The device must outlive it; whether writing failed is known to the device.
    static std::unique_ptr<TraceExport> make(ExportFormat format, QIODevice *device,
                                             const ExportFrame &frame);
};

} // namespace Loopscope::Record
