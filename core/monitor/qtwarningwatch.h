#pragma once

#include <QtGlobal>

namespace Loopscope::Monitor {

/// While one of these lives, Qt's own warnings about wrong threads (timers, children, notifiers) are reported
/// with the stack of whoever caused them. Every message still goes to the handler that was there before.
/// Made and destroyed on any thread; a handler that somebody installs later takes its place.
class QtWarningWatch
{
public:
    QtWarningWatch();
    ~QtWarningWatch();
    QtWarningWatch(const QtWarningWatch &) = delete;
    QtWarningWatch &operator=(const QtWarningWatch &) = delete;
};

} // namespace Loopscope::Monitor
