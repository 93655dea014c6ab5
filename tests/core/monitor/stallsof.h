#pragma once

#include "tests/core/monitor/recordingsink.h"

#include <QTest>

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

/// The longest stall of a loop while the worker, which lives in it, does something.
inline Trace::Stall stallOf(QObject *worker, Trace::TrackId track, std::function<void()> action)
{
    const Recording recording;
    std::atomic<bool> done = false;
    QMetaObject::invokeMethod(worker, [&done, action] {
        action();
        done = true;
    });
    if (!QTest::qWaitFor([&done] { return done.load(); }, 10000) || !recording.flush())
        return {};
    // The record of the dispatch is written right after `done`.
    const auto hasEnded = [&] {
        return std::ranges::any_of(recording->stalls(track), [](const auto &stall) { return !stall.open; });
    };
    if (!QTest::qWaitFor(hasEnded) || !recording.flush())
        return {};
    auto stalls = recording->stalls(track);
    const auto longest = std::ranges::max_element(stalls, {}, &Trace::Stall::duration);
    return longest == stalls.end() ? Trace::Stall() : *longest;
}

} // namespace Loopscope::Testing
