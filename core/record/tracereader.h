#pragma once

#include "core/record/perfettocodec.h"
#include "core/record/readerror.h"
#include "core/record/runsummary.h"
#include "core/record/skippednotes.h"
#include "core/trace/batch.h"

#include <functional>
#include <optional>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace Loopscope::Record {

/// What a trace says of itself, apart from its events.
struct TraceDescription
{
    enum class Format : quint8
    {
        Loopscope,  ///< written by us
        Perfetto,   ///< track events by another program
        ChromeJson, ///< Chrome's trace events
    };

    Format format = Format::Perfetto;
    RunDescription run;
    std::optional<Base::TimeAnchor> anchor;
    std::optional<RunSummary> summary; ///< null when the file was cut before its end, or is not ours
    quint64 leftOutDispatches = 0;     ///< that the recorder had to leave out
    quint64 leftOutSamples = 0;
    quint64 events = 0;
    Base::SteadyTime firstAt; ///< of the events
    Base::SteadyTime lastAt;
};

struct TraceContents
{
    ReadError error = ReadError::None; ///< then nothing else counts, but for what was handed on before
    TraceDescription description;
    std::vector<SkippedPart> skipped;
};

/// Reads a trace file into the batches that were written, in the order of time in which they were: our own
/// files to the last field, those of other programs as far as they have slices and counters (a track that is
/// a thread becomes a loop). Goes through the file once; memory does not grow with it, but for names and
/// tracks. What cannot be read is skipped and noted; no content makes it crash, hang or ask for memory that
/// the file's size cannot justify.
///
/// Any thread; blocks until the file is read. `onBatch` and `progress` are called on it.
class TraceReader
{
public:
    using BatchHandler = std::function<void(const Trace::BatchPtr &)>;
    /// Bytes read so far and bytes in all, at least once per MiB; false cancels.
    using Progress = std::function<bool(qint64 done, qint64 total)>;

    static TraceContents readFile(const QString &path, const BatchHandler &onBatch,
                                  const Progress &progress = {});
    /// An open device that knows its size, from its start on.
    static TraceContents read(QIODevice *device, const BatchHandler &onBatch, const Progress &progress = {});
};

} // namespace Loopscope::Record
