#pragma once

#include "core/scenario/experiment.h"
#include "core/scenario/gibsonpeer.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

namespace Loopscope::Scenario {

/// One connection, one client, and callers that each await one answer after another. The variants differ in
/// how many callers there are and in which of those that wait gets an answer.
class PipeliningExperiment : public Experiment
{
public:
    PipeliningExperiment(RunContext *run, Wire::PipelineOrder order, int callers);
    ~PipeliningExperiment() override;

    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

    /// The parameter `depth`.
    static int depthOf(RunContext *run);

protected:
    /// Asks for one key after another, until all of the round have been asked for.
    virtual QCoro::Task<> caller() = 0;

    Net::GibsonClient &client() { return *m_client; }
    const TestKeys &keys() const { return m_keys; }
    RequestMeter &meter() { return m_meter; }
    /// The number of the next request; nothing when all were taken or the run was stopped.
    std::optional<qint64> takeNext();
    /// Compares an answer byte by byte with what the key holds.
    void check(qint64 request, Base::SteadyTime begun, const Net::GibsonReply &reply);

private:
    RunContext *const m_run;
    const Wire::PipelineOrder m_order;
    const int m_callers;
    const TestKeys m_keys;
    GibsonPeer m_server;
    RequestMeter m_meter;
    std::unique_ptr<Net::GibsonClient> m_client;
    qint64 m_next = 0;
    qint64 m_requests = 0;
    qint64 m_maxInFlight = 0;
};

std::unique_ptr<Experiment> makePipeliningRequestReply(RunContext *run);
std::unique_ptr<Experiment> makePipeliningLifo(RunContext *run);
std::unique_ptr<Experiment> makePipeliningPipelined(RunContext *run);

} // namespace Loopscope::Scenario
