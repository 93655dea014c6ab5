#pragma once

/// Marks what libloopscope-monitor.so offers to linked programs; everything else is hidden. In our own
/// programs, which link the static libraries, it changes nothing.
#define LOOPSCOPE_EXPORT __attribute__((visibility("default")))
