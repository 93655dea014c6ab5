#pragma once

#include "core/net/gibsonclient.h"
#include "core/net/gibsonserver.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

#include <memory>

namespace Loopscope::Scenario {

/// What else an application does on the loop, so that a stall has visible victims: small jobs on the loop's
/// default executor and one GET every 5 ms on a gibson connection. A GET counts from when it is due, sent or
/// not: what it waits for the blocked loop is in its time.
class Bystanders
{
public:
    explicit Bystanders(RunContext *run);
    ~Bystanders();

    QCoro::Task<> prepare();
    void start();
    /// Goes on when every GET that was due has its answer.
    QCoro::Task<> settled();
    QCoro::Task<> tearDown();
    void report(RunFigures *figures) const;

private:
    QCoro::Task<> sendRequests();
    /// Those that are due before `until`; false: not all of them in this turn.
    bool sendDue(Base::SteadyTime until);
    QCoro::Task<> get(Base::SteadyTime due);
    QCoro::Task<> submitJobs();
    QCoro::Task<> job();
    QCoro::Task<> ended(Async::TaskGroup *tasks);

    RunContext *const m_run;
    Net::GibsonServer m_server;
    std::unique_ptr<Net::GibsonClient> m_client;
    RequestMeter m_meter;
    Async::TaskGroup m_tasks;
    Async::TaskGroup m_requests;
    Base::SteadyTime m_nextDue;
    bool m_isSettling = false;
    bool m_ending = false;
};

} // namespace Loopscope::Scenario
