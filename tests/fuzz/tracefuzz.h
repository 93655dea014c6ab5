#pragma once

#include "core/record/tracereader.h"
#include "core/trace/batch.h"
#include "tests/fuzz/splitinput.h"

#include <QBuffer>

namespace Loopscope::Fuzzing {

/// Reads the bytes as a trace file and holds the reader to what it promises of any file.
inline void readTrace(const std::uint8_t *data, std::size_t size)
{
    QByteArray bytes =
        QByteArray::fromRawData(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    QBuffer file(&bytes);
    file.open(QIODevice::ReadOnly);
    std::size_t events = 0;
    const auto contents = Record::TraceReader::read(&file, [&events](const Trace::BatchPtr &batch) {
        events += batch->slices.size() + batch->stalls.size() + batch->latencies.size();
        for (const Trace::Slice &slice : batch->slices)
            require(slice.duration.count() >= 0, "no slice ends before it begins");
        for (const Trace::Stall &stall : batch->stalls)
            require(stall.duration.count() >= 0, "no stall ends before it begins");
    });
    require(events == 0 || size > 0, "an empty file has no events");
    require(contents.skipped.size() <= size, "no more is skipped than there is");
}

} // namespace Loopscope::Fuzzing
