#pragma once

#include "core/base/steadytime.h"
#include "core/record/perfettofields.h"

#include <QString>

#include <string>

namespace Loopscope::Record {

/// Packets that declare tracks, and the anchor between the clocks. Each is appended to `out`.
void writeProcessTrack(std::string &out, quint64 uuid, qint64 pid, const QString &name);
void writeThreadTrack(std::string &out, quint64 uuid, quint64 parent, qint64 pid, qint64 tid,
                      const QString &name);
void writePlainTrack(std::string &out, quint64 uuid, quint64 parent, const QString &name);
void writeCounterTrack(std::string &out, quint64 uuid, quint64 parent, const QString &name,
                       Fields::CounterUnit unit);
/// The same moment on the monotonic clock, the boot clock and the wall clock.
void writeClockAnchor(std::string &out, const Base::TimeAnchor &anchor);

/// Marks the end of a batch: a packet without content, whose time is the batch's `until`.
void writeBatchEnd(std::string &out, Base::SteadyTime until);

} // namespace Loopscope::Record
