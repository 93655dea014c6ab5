#pragma once

#include "core/base/steadytime.h"
#include "core/exec/processexecutor.h"
#include "core/exec/workerprocess.h"
#include "core/monitor/trackwriter.h"

namespace Loopscope::Exec {

/// A place of the pool: the process that has it now, the job that this process runs.
struct ProcessExecutor::Slot
{
    explicit Slot(int place)
        : index(place)
        , lane(Trace::TrackKind::WorkerProcess, QStringLiteral("Worker %1").arg(place + 1))
    {}

    bool isIdle() const { return process.state() == WorkerProcess::State::Ready && jobId == 0; }

    const int index;
    Monitor::TrackWriter lane;
    WorkerProcess process;
    ProcessJob *job = nullptr; ///< null also when its coroutine was destroyed meanwhile
    quint64 jobId = 0;         ///< 0 when nothing runs
    Base::SteadyTime sentAt;
    Base::SteadyTime readyAt;
    int faults = 0; ///< in a row; a place whose processes only fail is given up
    bool isGivenUp = false;
};

} // namespace Loopscope::Exec
