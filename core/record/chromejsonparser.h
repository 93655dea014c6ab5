#pragma once

#include "core/record/chromejsonreader.h"

namespace Loopscope::Record {

/// Reads the JSON from a device, chunk by chunk, and calls `take` for each event. False: cancelled. What is
/// not well formed is noted, and the rest of the file left.
bool parseChromeJson(QIODevice *device, qint64 size, const TraceReader::Progress &progress,
                     const std::function<void(const ChromeEvent &)> &take, SkippedNotes *notes);

} // namespace Loopscope::Record
