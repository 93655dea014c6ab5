#pragma once

#include "core/net/wiretap.h"
#include "core/scenario/experiment.h"
#include "core/scenario/keyserver.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

namespace Loopscope::Scenario {

/// A gibson or Redis server with the test keys, and as many GETs as the parameters say.
class RequestReplyExperiment : public Experiment
{
public:
    explicit RequestReplyExperiment(RunContext *run);

    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

protected:
    virtual QCoro::Task<> connectToServer() = 0;
    /// Asks for `requests` keys, one after another.
    virtual QCoro::Task<> getAll(qint64 requests) = 0;
    virtual void disconnectFromServer() = 0;

    RunContext *run() const { return m_run; }
    KeyServer &server() { return m_server; }
    RequestMeter &meter() { return m_meter; }
    const TestKeys &keys() const { return m_keys; }
    /// Shows the window what goes over the wire.
    Net::SingleWireTap &wire() { return m_wire; }

private:
    RunContext *const m_run;
    const TestKeys m_keys;
    KeyServer m_server;
    Net::SingleWireTap m_wire;
    RequestMeter m_meter{QStringLiteral("Connection")};
};

std::unique_ptr<Experiment> makeRequestReplyBlocking(RunContext *run);
std::unique_ptr<Experiment> makeRequestReplyAwaited(RunContext *run);

} // namespace Loopscope::Scenario
