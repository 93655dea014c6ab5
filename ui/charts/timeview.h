#pragma once

#include "core/base/steadytime.h"

#include <QObject>

#include <optional>

namespace Loopscope::Charts {

/// The stretch of time that all charts show, on the same pixels. While a run goes on its right edge
/// is now; afterwards it can be moved. GUI thread.
class TimeView final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds shortest{500}; ///< while a run goes on
    static constexpr std::chrono::milliseconds shortestAfterwards{1};
    static constexpr std::chrono::seconds longest{60};
    static constexpr std::chrono::seconds usual{5};

    explicit TimeView(QObject *parent = nullptr);

    /// Where the plots lie, in pixels of the charts.
    void setPlot(double left, double width);
    double plotLeft() const { return m_left; }
    double plotWidth() const { return m_width; }
    double plotRight() const { return m_left + m_width; }

    /// Once per frame: the run's beginning and its present or end. While live the right edge follows now,
    /// unless the picture was moved away from it. A run that ended before it filled the picture is shown
    /// whole then, until the next one begins.
    void follow(Base::SteadyTime begin, Base::SteadyTime now, bool live);

    Base::Duration length() const { return m_length; }
    /// The length of a picture of a run that goes on: what the user chose, not what a short run was fitted
    /// to.
    Base::Duration chosenLength() const { return m_lengthBeforeFit.value_or(m_length); }
    Base::SteadyTime begin() const { return m_begin; }
    /// The run's present or end, unrounded.
    Base::SteadyTime now() const { return m_now; }
    Base::SteadyTime from() const { return m_to - m_length; }
    /// The right edge. While live it moves in whole pixels, so that nothing shimmers.
    Base::SteadyTime to() const { return m_to; }
    Base::Duration perPixel() const;
    double xOf(Base::SteadyTime at) const;
    Base::SteadyTime timeAt(double x) const;
    bool isLive() const { return m_live; }
    /// The right edge moves with now.
    bool isFollowing() const { return m_live && !m_held; }
    /// The right edge is the end of what there is.
    bool isAtEnd() const { return isFollowing() || m_to >= m_now - perPixel(); }

public Q_SLOTS:
    /// Brought into `shortest` (or `shortestAfterwards`) to `longest`.
    void setLength(std::chrono::nanoseconds length);
    /// What fit() goes back to while a run goes on.
    void setUsualLength(std::chrono::nanoseconds length);
    void zoomIn();
    void zoomOut();
    /// While live the usual length, afterwards the whole run.
    void fit();
    /// All of a run that has ended; the next one has the length of before.
    void fitRun();
    /// `factor` over 1 shows more time; what is at `x` stays there, except now while live.
    void zoomAt(double factor, double x);
    /// Moves the picture to the right by so many pixels. While live it then stays at its time until it is
    /// moved back to now, or followNow().
    void pan(double pixels);
    /// Back to now, or to the end of the run.
    void followNow();
    /// Brings this time into view after a run.
    void reveal(Loopscope::Base::SteadyTime at);
    /// The same also while live: the picture stays there until followNow() or fit().
    void hold(Loopscope::Base::SteadyTime at);

Q_SIGNALS:
    void changed();

private:
    Base::Duration shortestLength() const;
    Base::Duration longestLength() const;
    void fitShortRun();
    void moveTo(Base::SteadyTime to);

    double m_left = 0;
    double m_width = 1;
    Base::Duration m_length = usual;
    std::optional<Base::Duration> m_lengthBeforeFit; // while a short run is shown whole
    Base::Duration m_usual = usual;
    Base::SteadyTime m_begin;
    Base::SteadyTime m_now;
    Base::SteadyTime m_to;
    bool m_live = false;
    bool m_held = false; // live, but moved away from now
};

} // namespace Loopscope::Charts
