#include "app/loopscope/attachedrun.h"

namespace Loopscope::App {

namespace {

/// The window has no such option: its sentences name the command that has.
QString forWindow(QString sentence)
{
    return sentence.replace(QStringLiteral("--follow-children"),
                            QStringLiteral("loopscope attach --follow-children"));
}

} // namespace

AttachedRun::AttachedRun(Cli::AttachRun *run)
    : m_run(run)
{
    follow();
}

AttachedRun::AttachedRun(Cli::AttachPlan plan)
    : m_own(std::make_unique<Cli::AttachRun>(std::move(plan)))
    , m_run(m_own.get())
{
    follow();
}

void AttachedRun::follow()
{
    connect(m_run, &Cli::AttachRun::problem, this,
            [this](const QString &sentence) { Q_EMIT problem(forWindow(sentence)); });
    connect(m_run, &Cli::AttachRun::observed, this, &AttachedProgram::observed);
    connect(m_run, &Cli::AttachRun::finished, this, [this] {
        if (!m_run->wasObserved() && m_run->source()->refusal().isEmpty())
            Q_EMIT problem(forWindow(m_run->notObserved(m_run->whyUnobserved())));
        Q_EMIT ended();
    });
}

QString AttachedRun::start()
{
    if (m_run->pid() != 0)
        return {};
    const QString problem = m_run->prepare();
    return problem.isEmpty() ? m_run->start() : problem;
}

std::chrono::milliseconds AttachedRun::threshold() const
{
    return std::chrono::ceil<std::chrono::milliseconds>(m_run->plan().threshold);
}

std::unique_ptr<Ui::AttachedProgram> makeAttachedRun(const QStringList &command)
{
    Cli::AttachPlan plan;
    plan.command = command;
    plan.passesSignals = false; // they are for the window
    return std::make_unique<AttachedRun>(std::move(plan));
}

} // namespace Loopscope::App
