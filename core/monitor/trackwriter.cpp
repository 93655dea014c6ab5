#include "core/monitor/trackwriter.h"

#include "core/monitor/registry.h"

#include <unistd.h>

namespace Loopscope::Monitor {

TrackWriter::TrackWriter(Trace::TrackKind kind, const QString &name, qint64 tid)
    : m_state(std::make_shared<State>())
{
    m_state->track = {nextTrackId(), kind, Trace::LoopRole::None, name, static_cast<qint64>(::getpid()), tid};
    announce(m_state);
}

TrackWriter::~TrackWriter()
{
    m_state->closed.store(true, std::memory_order_release);
}

Trace::NameId TrackWriter::registerName(const QString &name)
{
    const Trace::NameId id = nextNameId();
    announce(NameAnnouncement{id, name});
    return id;
}

void TrackWriter::write(Trace::NameId name, Base::SteadyTime start, Base::SteadyTime end, bool failed,
                        Trace::TaskId task, std::optional<Base::Duration> waited) noexcept
{
    m_state->slices.push({m_state->track.id, name, start, end - start, task, 0, true, failed, waited});
}

Trace::TrackId TrackWriter::id() const
{
    return m_state->track.id;
}

} // namespace Loopscope::Monitor
