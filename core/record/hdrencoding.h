#pragma once

#include "core/base/histogram.h"

#include <QByteArray>

#include <optional>

namespace Loopscope::Record {

/// The binary form of HdrHistogram, version 2 (hdrhistogram.org, AbstractHistogram.encodeIntoByteBuffer):
/// values in ns, three significant digits. Mean and exact extremes are not part of it.
QByteArray toHdrEncoding(const Base::Histogram &histogram);
/// The same, deflated and with the header of a log line's payload.
QByteArray toCompressedHdrEncoding(const Base::Histogram &histogram);

/// Reads toHdrEncoding() back; `min` and `max` are the exact ones. Null when the bytes are something else.
std::optional<Base::Histogram> fromHdrEncoding(const QByteArray &bytes, Base::Duration min,
                                               Base::Duration max);

} // namespace Loopscope::Record
