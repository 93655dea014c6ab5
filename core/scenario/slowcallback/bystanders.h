#pragma once

#include "core/net/gibsonclient.h"
#include "core/net/gibsonserver.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

#include <memory>

namespace Loopscope::Scenario {

/// What else an application does on the loop, so that a stall has visible victims: small jobs on the loop's
/// default executor and one GET every 5 ms on a gibson connection.
class Bystanders
{
public:
    explicit Bystanders(RunContext *run);
    ~Bystanders();

    QCoro::Task<> prepare();
    void start();
    QCoro::Task<> tearDown();
    void report(RunFigures *figures) const;

private:
    QCoro::Task<> sendRequests();
    QCoro::Task<> get();
    QCoro::Task<> submitJobs();
    QCoro::Task<> job();

    RunContext *const m_run;
    Net::GibsonServer m_server;
    std::unique_ptr<Net::GibsonClient> m_client;
    RequestMeter m_meter;
    Async::TaskGroup m_tasks;
    bool m_ending = false;
};

} // namespace Loopscope::Scenario
