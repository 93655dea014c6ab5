#pragma once

// Python's own header, with what it needs: it has a member that is called as Qt's macro `slots`.
#pragma push_macro("slots")
#undef slots
#include <Python.h>
#pragma pop_macro("slots")

namespace Loopscope::Scenario {

/// Starts the one interpreter of this process, unless it runs: isolated from the user's settings, without
/// signal handlers. It is never ended, since later runs need it. Takes about 10 ms; any thread, which does
/// not have the interpreter's lock afterwards. Throws ScenarioError.
void startPython();

/// Throws ScenarioError with the text of Python's current exception, and clears it. Needs the lock, and
/// gives it back by `state` before it throws.
[[noreturn]] void throwPythonError(PyGILState_STATE state);

} // namespace Loopscope::Scenario
