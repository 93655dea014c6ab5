#pragma once

#include "core/record/annotationview.h"
#include "core/record/packetsequence.h"
#include "core/trace/batch.h"
#include "core/trace/stall.h"
#include "core/trace/wrongthread.h"

namespace Loopscope::Record {

/// Reads what StallEntry wrote.
/// `frameBudget`: how many frames may still be made of stacks that only refer to others; goes down. False
/// when it was not enough and samples are missing.
bool readStall(const Annotations &values, const CodeLine *line, qint64 *frameBudget, Trace::Stall *stall);
/// What addTask() wrote.
void readTask(const Annotations &values, Trace::Stall *stall);
/// What addTimes() wrote.
void readTimes(const Annotations &values, Trace::Stall *stall);
/// Once the duration is known: no part is longer than the whole.
void limitTimes(Trace::Stall *stall);
/// Of a delivered ping: those that were left out before it.
void readSkipped(const Annotations &values, Trace::LatencySample *sample);
void readWrongThread(const Annotations &values, const CodeLine *line, Trace::WrongThreadUse *use);

} // namespace Loopscope::Record
