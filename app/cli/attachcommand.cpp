#include "app/cli/attachcommand.h"

#include "app/cli/attachreport.h"
#include "app/cli/attachrun.h"
#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"
#include "app/cli/runselection.h"
#include "app/cli/slowcallbacklog.h"
#include "core/session/recording.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTextStream>

#include <CLI/CLI.hpp>

namespace Loopscope::Cli {

namespace {

constexpr double longestThreshold = 3'600'000; // ms

struct AttachOptions
{
    double threshold = 100; // ms
    std::string recordPath;
    std::optional<double> recordLast; // minutes
    bool followChildren = false;
    bool json = false;
    bool window = false;
    std::vector<std::string> command;
};

AttachPlan attachPlan(const AttachOptions &options)
{
    AttachPlan plan;
    for (const std::string &word : options.command)
        plan.command.append(QString::fromLocal8Bit(word.c_str()));
    plan.threshold = Base::fromMilliseconds(options.threshold);
    plan.followChildren = options.followChildren;
    plan.outputToError = options.json;
    return plan;
}

/// Whether a file can be written; one that was not there is not left behind.
bool isWritable(const QString &path)
{
    const bool wasThere = QFileInfo::exists(path);
    QFile file(path);
    const bool canWrite = file.open(QIODevice::WriteOnly | QIODevice::Append);
    if (canWrite && !wasThere)
        file.remove();
    return canWrite;
}

class AttachCommand final : public Command
{
public:
    AttachCommand(const AttachOptions &options, AttachWindowOpener opener)
        : m_json(options.json)
        , m_recordPath(QString::fromStdString(options.recordPath))
        , m_recordLast(recordLastOf(options.recordLast))
        , m_statistics(std::make_shared<Trace::Statistics>())
        , m_opener(options.window ? std::move(opener) : AttachWindowOpener())
        , m_run(attachPlan(options))
    {
        m_run.source()->addSink(m_statistics);
        m_run.source()->addSink(std::make_shared<SlowCallbackLog>());
        connect(&m_run, &AttachRun::finished, this, &AttachCommand::onFinished);
        connect(&m_run, &AttachRun::problem, this, &printError);
        // With the program; a Ctrl+C at the terminal leaves a window that shows how it ended.
        connect(&m_run, &AttachRun::signalPassedOn, this, [this] { m_endsWithProgram = true; });
        connect(&m_run, &AttachRun::observed, this, [this](qint64 pid, const QString &process) {
            printError(QStringLiteral("Observing %1 (process %2).").arg(process).arg(pid));
            takeName();
        });
    }

    void start() override
    {
        QString problem = m_run.prepare();
        if (problem.isEmpty() && !m_recordPath.isEmpty() && !isWritable(m_recordPath))
            problem = QStringLiteral("%1 cannot be written.").arg(m_recordPath);
        if (problem.isEmpty())
            problem = m_run.start();
        if (!problem.isEmpty()) {
            printError(problem);
            Q_EMIT finished(m_run.exitStatus().value_or(Failed));
            return;
        }
        record();
        // Before the event loop reads the first of what the program sends.
        if (m_opener)
            m_window = m_opener(&m_run, [this] { onWindowClosed(); });
    }

    // Only when the program has ended: before that, signals are passed on to it.
    void stop() override
    {
        if (m_window)
            onWindowClosed();
    }

private:
    void record()
    {
        if (m_recordPath.isEmpty())
            return;
        Record::PerfettoWriter::Limits limits;
        limits.keepLast = m_recordLast;
        m_recordedName = m_run.programName();
        m_recording = std::make_unique<Session::Recording>(
            m_run.source(), Session::describeProgram(m_recordedName, m_run.pid(), m_run.plan().threshold),
            m_recordPath, limits);
        connect(m_recording.get(), &Session::Recording::failed, this, &AttachCommand::onRecordingFailed);
        connect(m_recording.get(), &Session::Recording::closed, this, &AttachCommand::finishWhenRecorded);
        if (!m_recording->isOpen())
            onRecordingFailed(m_recording->problem());
    }

    // A launcher became the program: the trace has its name from the begin, and nothing was recorded yet.
    void takeName()
    {
        if (!m_recording || !m_recording->isOpen() || m_recordedName == m_run.programName())
            return;
        m_recording->discard();
        record();
    }

    void onRecordingFailed(const QString &reason)
    {
        printError(reason);
        m_isRecordingBad = true;
    }

    void onFinished()
    {
        m_isOver = true;
        if (m_recording && m_recording->isOpen())
            m_recording->finish({});
        finishWhenRecorded();
    }

    // The program goes on without us when it has not ended; what was seen of it is told and recorded.
    void onWindowClosed()
    {
        if (std::exchange(m_isWindowClosed, true))
            return;
        if (m_status)
            Q_EMIT finished(*m_status);
        else
            m_run.stopObserving();
    }

    void finishWhenRecorded()
    {
        if (!m_isOver || m_status || (m_recording && !m_recording->isClosed()))
            return;
        print();
        if (!m_run.wasObserved() && m_run.source()->refusal().isEmpty())
            printError(m_run.notObserved(m_run.whyUnobserved()));
        const bool isBad = !m_run.wasObserved() || m_isRecordingBad;
        m_status = isBad ? int(Failed) : m_run.exitStatus().value_or(Done);
        if (!m_opener || m_isWindowClosed || m_endsWithProgram) // a window stays until it is closed
            Q_EMIT finished(*m_status);
    }

    double thresholdMs() const { return Base::toMilliseconds(m_run.plan().threshold); }

    AttachReport report() const
    {
        AttachReport report{m_run.plan().command, m_run.exitStatus(), thresholdMs(), {}};
        report.run.figures = m_statistics->figures();
        report.run.run.duration = report.run.figures.workDuration();
        const Record::ProbeCost cost = m_run.source()->cost();
        const double elapsed = Base::toSeconds(Base::now() - m_run.startedAt());
        report.run.self.probeNsPerDispatch = cost.nanosecondsPerDispatch;
        report.run.self.watchdogCoreFraction = Base::toSeconds(cost.watchdog) / elapsed;
        report.run.self.recorderCoreFraction = Base::toSeconds(cost.collector) / elapsed;
        report.run.self.samplingSlowdown = report.run.figures.mostSlowdown;
        report.run.self.droppedEvents = report.run.figures.dropped;
        if (m_recording && !m_isRecordingBad)
            report.run.recordedTo = m_recordPath;
        return report;
    }

    void print() const
    {
        QTextStream out(m_json ? stdout : stderr);
        if (m_json)
            out << QJsonDocument(toJson(report())).toJson();
        else if (m_run.wasObserved())
            out << toText(report());
    }

    const bool m_json;
    const QString m_recordPath;
    const std::chrono::milliseconds m_recordLast;
    QString m_recordedName;
    bool m_isRecordingBad = false;
    const std::shared_ptr<Trace::Statistics> m_statistics;
    const AttachWindowOpener m_opener;
    std::optional<int> m_status;
    bool m_isWindowClosed = false;
    bool m_endsWithProgram = false;
    bool m_isOver = false; // everything that was seen has been told
    AttachRun m_run;
    std::unique_ptr<Session::Recording> m_recording;
    std::shared_ptr<QObject> m_window;
};

void declare(CLI::App *app, AttachOptions *options)
{
    app->add_option("--threshold", options->threshold,
                    "A callback is slow from so many milliseconds on (100)")
        ->type_name("MS")
        ->check(CLI::Range(0.001, longestThreshold));
    CLI::Option *record = app->add_option("--record", options->recordPath, "Write a trace (.perfetto-trace)")
                              ->type_name("FILE");
    app->add_option("--record-last", options->recordLast, "Keep only the last so many minutes of it")
        ->type_name("MINUTES")
        ->check(CLI::Range(0.01, 10'000.0))
        ->needs(record);
    app->add_flag("--follow-children", options->followChildren,
                  "Observe programs that the program starts, too");
    app->add_flag("--window", options->window, "Show it live in the window, too");
    app->add_flag("--json", options->json,
                  "Print one JSON document; the program's own output goes to stderr");
    app->add_option("PROGRAM", options->command, "The program with its arguments; put -- before it")
        ->required()
        ->option_text("[ARGS...]");
    app->footer("Ends with the program's own status. Lines are named where it has debug information (-g).\n"
                "Example: loopscope attach --threshold 16 -- ./my-app --its-own-arguments");
}

} // namespace

void addAttachCommand(CommandLine *commandLine, AttachWindowOpener opener)
{
    const auto options = std::make_shared<AttachOptions>();
    const auto make = [options, opener = std::move(opener)]() -> std::unique_ptr<Command> {
        if (options->window && !opener) {
            printError(QStringLiteral("This build has no window; leave --window out."));
            return nullptr;
        }
        return std::make_unique<AttachCommand>(*options, opener);
    };
    commandLine->add(
        "attach", "Run a Qt 6 program as it is and report what blocks its loop",
        [options](CLI::App *app) { declare(app, options.get()); }, make,
        [options] { return options->window ? Needs::Window : Needs::Nothing; });
}

} // namespace Loopscope::Cli
