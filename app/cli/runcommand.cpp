#include "app/cli/runcommand.h"

#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"
#include "app/cli/reporttable.h"
#include "app/cli/runqueue.h"
#include "app/cli/slowcallbacklog.h"
#include "core/monitor/monitor.h"
#include "core/session/reportjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTextStream>

#include <CLI/CLI.hpp>

namespace Loopscope::Cli {

namespace {

class RunCommand final : public Command
{
public:
    RunCommand(RunSelection selection, bool json)
        : m_json(json)
        , m_isSeveral(selection.runs.size() > 1)
        , m_queue(std::move(selection.runs))
    {
        connect(&m_queue, &RunQueue::runEnded, this, [this](const auto &report) {
            m_reports.push_back(report);
            addReport(*report);
        });
        connect(&m_queue, &RunQueue::runUnavailable, this, &RunCommand::addUnavailable);
        connect(&m_queue, &RunQueue::recordingFailed, this, [this](const QString &reason) {
            printError(reason);
            m_exitStatus = Failed;
        });
        connect(&m_queue, &RunQueue::finished, this, &RunCommand::finish);
    }

    ~RunCommand() override
    {
        if (m_log)
            Monitor::Monitor::instance().source()->removeSink(m_log);
    }

    void start() override
    {
        if (!m_json) {
            m_log = std::make_shared<SlowCallbackLog>();
            Monitor::Monitor::instance().source()->addSink(m_log);
        }
        m_queue.start();
    }

    void stop() override
    {
        m_interrupted = true;
        m_queue.stop();
    }

private:
    void addReport(const Session::RunReport &report)
    {
        if (report.failed) {
            printError(QStringLiteral("%1/%2: %3").arg(report.scenarioId, report.variantId, report.failure));
            m_exitStatus = Failed;
        }
        if (m_json)
            m_documents.append(Session::toJson(report));
        else
            m_table.add(report);
    }

    void addUnavailable(const QString &scenarioId, const QString &reason)
    {
        m_documents.append(QJsonObject{{QStringLiteral("scenario"), scenarioId},
                                       {QStringLiteral("available"), false},
                                       {QStringLiteral("reason"), reason}});
        m_table.addUnavailable(scenarioId, reason);
    }

    void printTable(QTextStream &out)
    {
        for (const Scenario::Scenario &scenario : Scenario::allScenarios())
            m_table.addComparison(scenario.id, Session::compareVariants(
                                                   scenario, Session::measuredVariants(scenario, m_reports)));
        out << m_table.toText();
    }

    void finish()
    {
        QTextStream out(stdout);
        if (m_json)
            out << (m_isSeveral ? QJsonDocument(m_documents) : QJsonDocument(m_documents.first().toObject()))
                       .toJson();
        else
            printTable(out);
        out.flush();
        if (m_interrupted)
            printError(QStringLiteral("Stopped by a signal before everything was run."));
        Q_EMIT finished(m_interrupted ? int(Failed) : m_exitStatus);
    }

    const bool m_json;
    const bool m_isSeveral;
    bool m_interrupted = false;
    int m_exitStatus = Done;
    QJsonArray m_documents;
    ReportTable m_table;
    std::vector<std::shared_ptr<const Session::RunReport>> m_reports;
    std::shared_ptr<SlowCallbackLog> m_log;
    RunQueue m_queue;
};

/// Prints why the runs cannot be and ends with the status that fits.
class RefusedCommand final : public Command
{
public:
    RefusedCommand(QString problem, int exitStatus)
        : m_problem(std::move(problem))
        , m_exitStatus(exitStatus)
    {}

    void start() override
    {
        printError(m_problem);
        Q_EMIT finished(m_exitStatus);
    }

private:
    const QString m_problem;
    const int m_exitStatus;
};

void declare(CLI::App *app, RunOptions *options)
{
    app->add_option("SCENARIO", options->targets,
                    "A scenario, or a variant: SCENARIO/VARIANT (loopscope list)");
    app->add_flag("--all", options->all, "Run every variant of every scenario");
    // A value is taken as it is, commas included.
    app->add_option("--set", options->settings, "Set a parameter (repeats; keys: loopscope list)")
        ->type_name("KEY=VALUE")
        ->type_size(1)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false)
        ->delimiter('\0');
    app->add_option("--duration", options->duration,
                    "Repeat whole rounds for so long (one round; slow-callback 5)")
        ->type_name("SECONDS");
    app->add_option("--record", options->recordPath,
                    "Write a trace (.perfetto-trace); of several runs one each")
        ->type_name("FILE");
    app->add_option("--record-last", options->recordLast, "Keep only the last so many minutes of it")
        ->type_name("MINUTES");
    app->add_flag("--json", options->json, "Print one JSON document and nothing else");
    app->footer("Example: loopscope run slow-callback/blocking --duration 3 --record demo.perfetto-trace");
}

} // namespace

void addRunCommand(CommandLine *commandLine)
{
    const auto options = std::make_shared<RunOptions>();
    commandLine->add(
        "run", "Run scenarios and print what was measured",
        [options](CLI::App *app) { declare(app, options.get()); },
        [options]() -> std::unique_ptr<Command> {
            RunSelection selection = selectRuns(*options);
            if (!selection.problem.isEmpty())
                return std::make_unique<RefusedCommand>(selection.problem,
                                                        selection.isUnavailable ? Failed : WrongUsage);
            return std::make_unique<RunCommand>(std::move(selection), options->json);
        });
}

} // namespace Loopscope::Cli
