#pragma once

#include <QString>

namespace Loopscope::Session {

/// Whether so many threads more could be made now. Empty, or one sentence: Qt only warns when a thread can't
/// be started, and whoever waits for what that thread was to do waits for ever; so that is asked before.
/// Takes a few reads from /proc; near a limit, some ten microseconds per thread and until each has ended.
QString askForThreads(int wanted);

} // namespace Loopscope::Session
