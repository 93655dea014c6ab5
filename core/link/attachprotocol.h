#pragma once

/// What `loopscope attach` and the libraries that it puts into a program agree on. No Qt: the preloaded
/// library includes it.
namespace Loopscope::Link::AttachProtocol {

/// Environment of the started program. The preloaded library takes them out again when the application object
/// is made.
constexpr char socketVariable[] = "LOOPSCOPE_ATTACH_SOCKET";       ///< path
constexpr char monitorVariable[] = "LOOPSCOPE_ATTACH_MONITOR";     ///< path of the library with the monitor
constexpr char thresholdVariable[] = "LOOPSCOPE_ATTACH_THRESHOLD"; ///< in ns
constexpr char parentVariable[] = "LOOPSCOPE_ATTACH_PARENT";       ///< only its children are observed, by pid
constexpr char followVariable[] = "LOOPSCOPE_ATTACH_FOLLOW";       ///< "1": all descendants are
constexpr char preloadVariable[] = "LOOPSCOPE_ATTACH_PRELOAD";     ///< LD_PRELOAD as it was before
constexpr const char *variables[] = {socketVariable, monitorVariable, thresholdVariable,
                                     parentVariable, followVariable,  preloadVariable};

/// The stream is packets (Record::StreamEncoder), or this byte and one sentence that says why there will be
/// none.
constexpr char refusalMark = '!';

/// Of the settings below. A program may link a monitor of another version than that of loopscope.
constexpr int version = 1;

/// What the preloaded library hands to the library with the monitor.
struct Settings
{
    int protocol = version;
    const char *socketPath = nullptr;
    long long thresholdNanoseconds = 0;
};

/// `int loopscopeProbeStart(const Settings *)`: on the main thread, when the application object exists. Of
/// the library that is preloaded for it, or of libloopscope-monitor.so in a program that links that: two
/// monitors in one process would both deliver each event.
enum StartResult : int
{
    Observed = 0,
    NotConnected = 1,
    OtherVersion = 2
};
constexpr char startFunction[] = "loopscopeProbeStart";
using StartFunction = int (*)(const Settings *);

} // namespace Loopscope::Link::AttachProtocol
