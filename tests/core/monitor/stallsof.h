#pragma once

#include "tests/core/monitor/recordingsink.h"

#include <QTest>
#include <QThread>

#include <atomic>
#include <functional>

namespace Loopscope::Testing {

inline bool names(const Trace::Stall &stall, const char *function)
{
    const Trace::Stack *stack = stall.mainStack();
    return stack && std::ranges::any_of(stack->frames, [function](const Trace::Frame &frame) {
               return frame.function.contains(QLatin1String(function));
           });
}

inline QString describe(const Trace::Stall &stall)
{
    QString text = QStringLiteral("cause %1, %2\n").arg(Trace::causeId(stall.cause), stall.evidence);
    if (const Trace::Stack *stack = stall.mainStack()) {
        for (const Trace::Frame &frame : stack->frames)
            text += QStringLiteral("  %1 %2:%3 [%4]\n")
                        .arg(frame.function, frame.file)
                        .arg(frame.line)
                        .arg(frame.module);
    }
    return text;
}

/// The loop of a thread of its own, observed with pings as in a run.
class ObservedLoop
{
public:
    explicit ObservedLoop(Base::Duration threshold)
    {
        m_worker->moveToThread(&m_thread);
        m_thread.start();
        m_watch = Monitor::Monitor::instance().attach(&m_thread,
                                                      {QStringLiteral("victim"), Trace::LoopRole::Subject,
                                                       threshold, std::chrono::milliseconds(5), true});
    }
    ~ObservedLoop()
    {
        m_worker.release()->deleteLater();
        m_thread.quit();
        m_thread.wait();
    }
    ObservedLoop(const ObservedLoop &) = delete;
    ObservedLoop &operator=(const ObservedLoop &) = delete;

    bool isReady() const { return m_watch->isInstalled() && Monitor::Monitor::instance().isWarm(); }
    QObject *worker() const { return m_worker.get(); } ///< lives in the thread
    Trace::TrackId track() const { return m_watch->track(); }
    Trace::Stall stallOf(std::function<void()> action) const;

private:
    QThread m_thread;
    std::unique_ptr<QObject> m_worker = std::make_unique<QObject>();
    std::unique_ptr<Monitor::LoopWatch> m_watch;
};

/// The longest stall of the loop while its worker does something.
inline Trace::Stall ObservedLoop::stallOf(std::function<void()> action) const
{
    const Recording recording;
    std::atomic<bool> done = false;
    QMetaObject::invokeMethod(m_worker.get(), [&done, action] {
        action();
        done = true;
    });
    if (!QTest::qWaitFor([&done] { return done.load(); }, 10000) || !recording.flush())
        return {};
    // The record of the dispatch is written right after `done`.
    const auto hasEnded = [&] {
        return std::ranges::any_of(recording->stalls(track()), [](const auto &stall) { return !stall.open; });
    };
    if (!QTest::qWaitFor(hasEnded) || !recording.flush())
        return {};
    auto stalls = recording->stalls(track());
    const auto longest = std::ranges::max_element(stalls, {}, &Trace::Stall::duration);
    return longest == stalls.end() ? Trace::Stall() : *longest;
}

} // namespace Loopscope::Testing
