#pragma once

#include "core/net/httporigin.h"
#include "core/net/httpsession.h"
#include "core/scenario/experiment.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

#include <memory>
#include <optional>

namespace Loopscope::Scenario {

/// GETs `requests` documents from an HTTP server and checks every one: from our own origin in a thread of its
/// own, or from the address in the parameter `url`. Variants say how one document is fetched, and how many
/// callers ask at the same time.
class HttpExperiment : public Experiment
{
public:
    /// `shownAs` names gauges and a lane of the requests; empty when the client has its own.
    HttpExperiment(RunContext *run, int callers, const QString &shownAs = {});
    ~HttpExperiment() override;

    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

protected:
    template <typename T>
    using Task = QCoro::Task<T>;
    using Reply = Net::HttpReply;
    /// Fetches one document.
    virtual Task<Reply> get(QUrl url) = 0;
    /// Makes the client, when the server is there.
    virtual void open() = 0;
    /// Ends what is in flight: the run was stopped or has failed. Also before open().
    virtual void abandon() = 0;
    /// Releases the client.
    virtual QCoro::Task<> close() = 0;

    RunContext *run() const { return m_run; }
    int parameter(const char *key) const;
    /// For the client to keep to.
    Net::HttpLimits limits() const;
    /// Of our own origin; PEM, empty without TLS.
    QByteArray certificate() const;

    /// Callers that a variant has when it asks for everything at once. More would only take memory.
    static int callersForAll(RunContext *run);

private:
    QCoro::Task<> findHost();
    QCoro::Task<> startOrigin();
    QCoro::Task<> caller();
    std::optional<qint64> takeNext();
    QUrl urlOf(qint64 request) const;
    void check(qint64 request, Base::SteadyTime begun, const Net::HttpReply &reply);

    RunContext *const m_run;
    const int m_callers;
    std::unique_ptr<RequestMeter> m_meter;
    std::unique_ptr<Net::HttpOrigin> m_origin;
    QUrl m_url; ///< somebody else's
    bool m_hasFailed = false;
    qint64 m_next = 0;
    qint64 m_requests = 0;
};

} // namespace Loopscope::Scenario
