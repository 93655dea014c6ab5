#pragma once

#include "core/monitor/monitor.h"

#include <QThread>

#include <functional>
#include <memory>
#include <vector>

namespace Loopscope::Benchmark {

/// Prints a figure and keeps it for the JSON file.
void say(const char *benchmark, const char *key, double value, const char *unit);
double quantile(std::vector<double> values, double which);
/// Everything that has happened was handed to the sinks.
void flush();

/// A loop in a thread of its own.
class LoopThread
{
public:
    LoopThread();
    ~LoopThread();
    /// Runs in the loop; waits for it.
    void run(const std::function<void()> &action);
    std::unique_ptr<Monitor::LoopWatch> observe(Base::Duration threshold);

    QThread thread;
    QObject target;
};

/// How exact stalls of so many milliseconds are measured.
void benchAccuracy(int milliseconds);
/// Watches an idle and a busy but healthy loop for so long: a stall that the machine did not cause is false.
/// So many were false.
int benchHealthy(std::chrono::seconds time);

} // namespace Loopscope::Benchmark
