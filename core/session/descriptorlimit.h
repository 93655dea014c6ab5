#pragma once

#include <QString>

namespace Loopscope::Session {

/// Lets this process open as many files and sockets as it may (the hard limit; usual soft limits are few for
/// a thousand connections). Empty, or one sentence when what is left is too little for a run: Qt ends the
/// program when a thread's loop finds no descriptor, so that is asked before.
QString makeRoomForDescriptors();

} // namespace Loopscope::Session
