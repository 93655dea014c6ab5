#pragma once

#include "core/base/steadytime.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace Loopscope::Charts {

/// Beats 60 times a second while something moves and a few times a second while nothing does (so that
/// the inbox is emptied), and measures what a frame costs. GUI thread.
class FrameClock final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds frameInterval{16};
    static constexpr std::chrono::milliseconds restInterval{100};
    static constexpr std::chrono::seconds measureInterval{1};

    explicit FrameClock(QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    /// Work in one frame, painting included: the mean over the last second; zero before the first.
    Base::Duration frameTime() const { return m_frameTime; }
    /// Frames in the last second; 0 while nothing moves.
    double framesPerSecond() const { return m_framesPerSecond; }
    /// Of all frames since the start, painting included.
    Base::Duration totalWork() const { return m_totalWork; }
    /// Whoever paints adds the time that it took.
    void addWork(Base::Duration work)
    {
        m_work += work;
        m_totalWork += work;
    }

public Q_SLOTS:
    void setActive(bool active);
    void stop();

Q_SIGNALS:
    /// A frame begins.
    void ticked();
    /// frameTime() and framesPerSecond() are new.
    void measured();

private:
    void tick();
    void measure(Base::SteadyTime now);

    QTimer m_timer;
    bool m_active = false;
    int m_frames = 0;
    Base::Duration m_work{0}; // since the last measure
    Base::Duration m_totalWork{0};
    Base::SteadyTime m_measuredAt;
    Base::Duration m_frameTime{0};
    double m_framesPerSecond = 0;
};

/// Adds the time that its scope took to a clock.
class FrameWork
{
public:
    explicit FrameWork(FrameClock *clock)
        : m_clock(clock)
        , m_startedAt(Base::now())
    {}
    ~FrameWork() { m_clock->addWork(Base::now() - m_startedAt); }
    FrameWork(const FrameWork &) = delete;
    FrameWork &operator=(const FrameWork &) = delete;

private:
    FrameClock *const m_clock;
    const Base::SteadyTime m_startedAt;
};

} // namespace Loopscope::Charts
