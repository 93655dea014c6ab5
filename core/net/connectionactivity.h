#pragma once

#include "core/base/steadytime.h"
#include "core/monitor/trackwriter.h"

namespace Loopscope::Net {

/// Draws on a timeline when a connection had requests in flight: one slice per busy stretch, cut so that a
/// long one shows while it goes on. Short pauses are bridged, and longer ones too once slices come too often
/// (a short allowance, then a few hundred a second). One thread; takes the time from its caller.
class ConnectionActivity
{
public:
    explicit ConnectionActivity(const QString &connectionName);

    /// The last slice is written at the latest here.
    ~ConnectionActivity() { finish(); }

    /// Tells whether requests are in flight at this moment; once per turn of the loop is enough.
    void update(bool busy, Base::SteadyTime now) noexcept;
    /// Nothing more comes for now, so what is held back is written.
    void finish() noexcept;

    static constexpr std::chrono::microseconds bridgedPause{50};
    static constexpr std::chrono::milliseconds longestSlice{5};
    static constexpr int sliceBurst = 50;
    static constexpr int slicesPerSecond = 250;

private:
    void begin(Base::SteadyTime now) noexcept;
    void write(Base::SteadyTime end) noexcept;
    bool mayWrite(Base::SteadyTime now) noexcept;

    Monitor::TrackWriter m_track;
    const Trace::NameId m_sliceName;
    bool m_isBusy = false;
    bool m_hasSlice = false; // begun and not written
    Base::SteadyTime m_start;
    Base::SteadyTime m_end;            // of a slice that is not busy any more
    Base::SteadyTime m_allowanceSince; // slices are paid for from here on
};

} // namespace Loopscope::Net
