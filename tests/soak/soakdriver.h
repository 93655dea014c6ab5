#pragma once

#include "core/session/session.h"
#include "tests/soak/soakfigures.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <random>

namespace Loopscope::Soak {

struct Options
{
    std::chrono::duration<double, std::ratio<60>> length{10};
    quint32 seed = 1;
    QString redisServer; ///< host:port; empty: none
    QString only;        ///< a scenario, to find out which one a finding is of; empty: all
};

/// Runs all variants in rotation, lap after lap: half of them to the end of their work, half stopped at a
/// random moment, also before they work; every third is recorded, and its trace must say what the run said.
/// After each lap it looks at what the process holds.
class Driver final : public QObject
{
    Q_OBJECT

public:
    explicit Driver(Options options);
    ~Driver() override;

    void start();
    void addFinding(const QString &sentence);
    QJsonObject toJson() const;
    bool isGood() const { return m_findings.isEmpty(); }

Q_SIGNALS:
    void finished();

private:
    void startLap();
    void startRun();
    void whenStateChanges(Session::RunState state);
    void endRun();
    void checkReport(const Session::RunReport &report);
    void checkTrace(const Session::RunReport &report);
    void settle();
    void endLap();
    bool isReference() const { return m_next == m_plans.size(); }

    const Options m_options;
    std::mt19937 m_random;
    QTemporaryDir m_folder;
    std::unique_ptr<Session::Session> m_session;
    std::vector<Session::RunPlan> m_plans;
    std::size_t m_next = 0;
    Session::RunPlan m_running;
    bool m_isStopped = false; // the run is to be stopped
    QTimer m_stopTimer;
    QTimer m_patience; // no run and no cleaning up takes that long
    QElapsedTimer m_clock;
    QElapsedTimer m_settling;
    std::vector<Sample> m_samples;
    Sample m_reference;
    QStringList m_findings;
    int m_runs = 0;
    int m_stopped = 0;
    int m_recorded = 0;
};

} // namespace Loopscope::Soak
