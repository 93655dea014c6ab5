#pragma once

#include "core/monitor/gauge.h"
#include "core/scenario/experiment.h"
#include "core/scenario/rightloop/loopthread.h"
#include "core/scenario/runcontext.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Loopscope::Scenario {

/// Belongs to the loop that made it, and must be used there.
class HopCounter final : public QObject
{
    Q_OBJECT

public:
    qint64 count() const { return m_count.load(std::memory_order_relaxed); }
    void add();
    /// Delivers an event to itself, as QCoreApplication::sendEvent() does for anybody.
    void tell();
    /// The first time only.
    void startTimer();
    bool event(QEvent *event) override;

private:
    // Both may be used by any thread, since one variant does what must not be done.
    std::atomic<qint64> m_count{0};
    Monitor::Gauge m_completed{Trace::CounterKind::Completed, QStringLiteral("Completed")};
    std::atomic<bool> m_timerWasStarted{false};
    QTimer m_timer{this};
};

/// A coroutine asks another loop `hops` times. The variants differ in where it goes on.
class RightLoopExperiment : public Experiment
{
public:
    explicit RightLoopExperiment(RunContext *run);

    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

protected:
    virtual QCoro::Task<> hopper() = 0;

    RunContext *run() const { return m_run; }
    int hops() const { return m_hops; }
    LoopThread &own() { return *m_own; }
    LoopThread &other() { return *m_other; }
    HopCounter &counter() { return *m_counter; }

private:
    RunContext *const m_run;
    const int m_hops;
    std::unique_ptr<LoopThread> m_own;
    std::unique_ptr<LoopThread> m_other;
    std::unique_ptr<HopCounter> m_counter;
    qint64 m_hopsDone = 0;
};

std::unique_ptr<Experiment> makeRightLoopWrongThread(RunContext *run);
std::unique_ptr<Experiment> makeRightLoopCarried(RunContext *run);

} // namespace Loopscope::Scenario
