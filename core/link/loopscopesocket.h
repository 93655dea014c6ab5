#pragma once

namespace Loopscope::Link {

/// A connection to the `loopscope attach` that listens at a path, if it is this user's or root's; -1 when it
/// is not to be had. Non-blocking, closed by exec.
int connectToLoopscope(const char *path);

} // namespace Loopscope::Link
