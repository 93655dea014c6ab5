#pragma once

#include "core/base/steadytime.h"
#include "core/exec/processexecutor.h"
#include "core/exec/workerprocess.h"
#include "core/monitor/trackwriter.h"

namespace Loopscope::Exec {

/// A place of the pool: the process that has it now, the jobs that this process was given.
struct ProcessExecutor::Slot
{
    /// A job on its way. The worker runs them in this order, so that the first is the one that runs.
    struct Given
    {
        quint64 id = 0;
        ProcessJob *job = nullptr; ///< null when its coroutine was destroyed meanwhile
        Base::SteadyTime sentAt;
        bool mustStop = false;    ///< the worker was told to stop it
        bool isTakenBack = false; ///< the worker was told not to begin it
    };

    /// A worker whose last jobs were shorter than the way to it and back is given some in advance.
    static constexpr std::size_t mostAhead = 16;
    static constexpr int quickBeforeAhead = 8;
    static constexpr std::chrono::microseconds longestQuick{50};
    static constexpr qsizetype mostBytesAhead = 4096; ///< of a job, so that neither end's buffer fills up

    explicit Slot(int place)
        : index(place)
        , lane(Trace::TrackKind::WorkerProcess, QStringLiteral("Worker %1").arg(place + 1))
    {}

    bool isReady() const { return process.state() == WorkerProcess::State::Ready; }
    bool hasRoomFor(qsizetype bytes, bool isRerun) const
    {
        if (given.empty() || !isReady())
            return isReady();
        return quickAnswers >= quickBeforeAhead && bytes <= mostBytesAhead && !isRerun;
    }

    const int index;
    Monitor::TrackWriter lane;
    WorkerProcess process;
    std::vector<Given> given;
    Base::SteadyTime firstSince; ///< when the first of them came to be the first
    int quickAnswers = 0;        ///< in a row
    Base::SteadyTime readyAt;
    int faults = 0; ///< in a row; a place whose processes only fail is given up
    bool isGivenUp = false;
};

} // namespace Loopscope::Exec
