#pragma once

#include "core/base/spscring.h"
#include "core/trace/batch.h"

#include <QString>

#include <atomic>
#include <memory>

namespace Loopscope::Monitor {

/// Writes what ran on one track (a worker thread or process, a connection). One thread at a time
/// writes; nothing waits: a full ring drops the slice and counts it.
class TrackWriter
{
public:
    /// `tid` 0 for a track that is not a thread of this process.
    TrackWriter(Trace::TrackKind kind, const QString &name, qint64 tid = 0);
    ~TrackWriter();
    TrackWriter(const TrackWriter &) = delete;
    TrackWriter &operator=(const TrackWriter &) = delete;

    /// A name for slices, valid as long as the process lives. Any thread; call it once per name, not per
    /// slice.
    static Trace::NameId registerName(const QString &name);

    /// Writes a slice that has just ended. `task`: the task it was run for, 0 when none. `waited`: see
    /// Base::WaitMeter.
    void write(Trace::NameId name, Base::SteadyTime start, Base::SteadyTime end, bool failed = false,
               Trace::TaskId task = 0, std::optional<Base::Duration> waited = std::nullopt) noexcept;

    Trace::TrackId id() const;

    /// Shared with the collector, which forgets it once it is closed and empty.
    struct State
    {
        static constexpr std::size_t capacity = 8192;

        Trace::Track track;
        Base::SpscRing<Trace::Slice> slices{capacity};
        std::atomic<bool> closed{false};
    };

private:
    const std::shared_ptr<State> m_state;
};

} // namespace Loopscope::Monitor
