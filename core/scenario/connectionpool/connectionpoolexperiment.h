#pragma once

#include "core/scenario/httpexperiment.h"

namespace Loopscope::Scenario {

/// As many callers as connections, each asking for one document after another through one session. The
/// variants differ in whether the session keeps its connections.
class ConnectionPoolExperiment : public HttpExperiment
{
public:
    ConnectionPoolExperiment(RunContext *run, bool keepAlive);

    void report(RunFigures *figures) const override;

protected:
    Net::HttpSession &session() { return *m_session; }

private:
    void open() override;
    void abandon() override;
    QCoro::Task<> close() override;

    const bool m_keepAlive;
    std::unique_ptr<Net::HttpSession> m_session;
    qint64 m_maxInFlight = 0;
};

std::unique_ptr<Experiment> makeConnectPerRequest(RunContext *run);
std::unique_ptr<Experiment> makeConnectionPoolPooled(RunContext *run);

} // namespace Loopscope::Scenario
