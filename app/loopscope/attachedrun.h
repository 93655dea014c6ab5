#pragma once

#include "app/cli/attachrun.h"
#include "ui/attachedprogram.h"

namespace Loopscope::App {

/// The command line's run as the window knows it. GUI thread.
class AttachedRun final : public Ui::AttachedProgram
{
    Q_OBJECT

public:
    /// One that was started already and outlives this.
    explicit AttachedRun(Cli::AttachRun *run);
    /// One of its own.
    explicit AttachedRun(Cli::AttachPlan plan);

    QString start() override;
    void terminate() override { m_run->terminate(); }
    QStringList command() const override { return m_run->plan().command; }
    QString name() const override { return m_run->programName(); }
    qint64 pid() const override { return m_run->pid(); }
    std::chrono::milliseconds threshold() const override;
    Trace::EventSource *source() override { return m_run->source(); }
    bool isObserved() const override { return m_run->wasObserved(); }
    std::optional<int> exitStatus() const override { return m_run->exitStatus(); }
    int endSignal() const override { return m_run->endSignal(); }

private:
    void follow();

    std::unique_ptr<Cli::AttachRun> m_own;
    Cli::AttachRun *m_run;
};

/// With the threshold of `attach`.
std::unique_ptr<Ui::AttachedProgram> makeAttachedRun(const QStringList &command);

} // namespace Loopscope::App
