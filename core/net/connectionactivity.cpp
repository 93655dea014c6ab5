#include "core/net/connectionactivity.h"

namespace Loopscope::Net {

namespace {

constexpr Base::Duration slicePrice =
    Base::Duration(std::chrono::seconds(1)) / ConnectionActivity::slicesPerSecond;

} // namespace

ConnectionActivity::ConnectionActivity(const QString &connectionName)
    : m_track(Trace::TrackKind::Connection, connectionName)
    , m_sliceName(Monitor::TrackWriter::registerName(QStringLiteral("requests in flight")))
{}

void ConnectionActivity::update(bool busy, Base::SteadyTime now) noexcept
{
    if (!busy) {
        if (m_isBusy)
            m_end = now;
        m_isBusy = false;
        return;
    }
    if (m_hasSlice && !m_isBusy && now - m_end >= bridgedPause && mayWrite(now))
        write(m_end);
    if (!m_hasSlice)
        begin(now);
    m_isBusy = true;
    if (now - m_start >= longestSlice) {
        write(now);
        begin(now);
    }
}

void ConnectionActivity::finish() noexcept
{
    if (m_hasSlice && !m_isBusy)
        write(m_end);
}

void ConnectionActivity::begin(Base::SteadyTime now) noexcept
{
    m_start = now;
    m_hasSlice = true;
}

void ConnectionActivity::write(Base::SteadyTime end) noexcept
{
    m_track.write(m_sliceName, m_start, end);
    m_hasSlice = false;
}

bool ConnectionActivity::mayWrite(Base::SteadyTime now) noexcept
{
    m_allowanceSince = std::max(m_allowanceSince, now - sliceBurst * slicePrice);
    if (m_allowanceSince + slicePrice > now)
        return false;
    m_allowanceSince += slicePrice;
    return true;
}

} // namespace Loopscope::Net
