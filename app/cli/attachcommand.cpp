#include "app/cli/attachcommand.h"

#include "app/cli/attachreport.h"
#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"
#include "app/cli/programprocess.h"
#include "app/cli/runselection.h"
#include "app/cli/slowcallbacklog.h"
#include "core/session/attachprotocol.h"
#include "core/session/attachsource.h"
#include "core/session/recording.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTextStream>
#include <QTimer>

#include <CLI/CLI.hpp>

#include <cstring>

namespace Loopscope::Cli {

namespace {

namespace Protocol = Session::AttachProtocol;
using namespace std::chrono_literals;

constexpr auto observedBy = 3s;                // later than that a program without a loop is told of
constexpr double longestThreshold = 3'600'000; // ms

struct AttachOptions
{
    double threshold = 100; // ms
    std::string recordPath;
    std::optional<double> recordLast; // minutes
    bool followChildren = false;
    bool json = false;
    std::vector<std::string> command;
};

/// The library of the name, next to the program or where packages have it; empty when it is missing.
QString findLibrary(const QString &name)
{
    const QDir folder(QCoreApplication::applicationDirPath());
    for (const char *place : {"", "../lib/loopscope/"}) {
        const QString path = QDir::cleanPath(folder.filePath(QLatin1String(place) + name));
        if (QFileInfo(path).isFile())
            return path;
    }
    return {};
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

bool hasLoaded(qint64 pid, const char *library)
{
    QFile maps(QStringLiteral("/proc/%1/maps").arg(pid));
    return maps.open(QIODevice::ReadOnly) && maps.readAll().contains(library);
}

class AttachCommand final : public Command
{
public:
    explicit AttachCommand(const AttachOptions &options)
        : m_options(options)
        , m_recordPath(QString::fromStdString(options.recordPath))
        , m_statistics(std::make_shared<Trace::Statistics>())
        , m_log(std::make_shared<SlowCallbackLog>())
    {
        for (const std::string &word : options.command)
            m_command.append(QString::fromLocal8Bit(word.c_str()));
        m_source.addSink(m_statistics);
        m_source.addSink(m_log);
        connect(&m_program, &ProgramProcess::ended, this, &AttachCommand::onEnded);
        connect(&m_source, &Session::AttachSource::finished, this, &AttachCommand::onFinished);
        connect(&m_source, &Session::AttachSource::observed, this, [](qint64 pid, const QString &process) {
            note(QStringLiteral("Observing %1 (process %2).").arg(process).arg(pid));
        });
        connect(&m_source, &Session::AttachSource::refused, this,
                [this](const QString &reason) { printError(notObserved(reason)); });
        connect(&m_source, &Session::AttachSource::broken, this, [this](qint64 pid) {
            printError(
                QStringLiteral("Process %1 sent what the probe would not; it is no longer listened to.")
                    .arg(pid));
        });
    }

    void start() override
    {
        const QString problem = prepare();
        if (!problem.isEmpty()) {
            printError(problem);
            Q_EMIT finished(Failed);
            return;
        }
        m_startedAt = Base::now();
        const ProgramProcess::Start started = m_program.start(m_command, environment(), m_options.json);
        if (started.error) {
            printError(QStringLiteral("%1 could not be started: %2.")
                           .arg(m_command.first(), QString::fromLocal8Bit(std::strerror(started.error))));
            Q_EMIT finished(started.exitStatus);
            return;
        }
        m_source.expect(m_program.pid(), m_options.followChildren);
        record();
        QTimer::singleShot(observedBy, this, &AttachCommand::tellWhenUnobserved);
    }

private:
    QString programName() const { return QFileInfo(m_command.first()).fileName(); }

    // Both libraries, the socket, the file: everything that can fail before the program is started.
    QString prepare()
    {
        m_preload = findLibrary(QStringLiteral("libloopscope-probe.so"));
        m_monitor = findLibrary(QStringLiteral("libloopscope-probe-qt6.so"));
        if (m_preload.isEmpty() || m_monitor.isEmpty())
            return QStringLiteral(
                "libloopscope-probe.so and libloopscope-probe-qt6.so must be next to loopscope or "
                "in ../lib/loopscope; build or install them.");
        if (!m_recordPath.isEmpty() && !isWritable(m_recordPath))
            return QStringLiteral("%1 cannot be written.").arg(m_recordPath);
        const QString problem = m_source.listen();
        // LD_PRELOAD cannot name a path with a space or a colon.
        if (problem.isEmpty() && (m_preload.contains(u' ') || m_preload.contains(u':'))) {
            const QString link = QDir(m_source.folder()).filePath(QStringLiteral("libloopscope-probe.so"));
            QFile::link(m_preload, link);
            m_preload = link;
        }
        return problem;
    }

    std::vector<std::string> environment() const
    {
        std::vector<std::string> environment;
        std::string preload = m_preload.toLocal8Bit().toStdString();
        constexpr std::string_view preloadName = "LD_PRELOAD=";
        const auto set = [&environment](const char *name, const QString &value) {
            environment.push_back(std::string(name) + '=' + value.toLocal8Bit().toStdString());
        };
        for (const std::string &variable : originalEnvironment()) {
            if (!variable.starts_with(preloadName)) {
                environment.push_back(variable);
                continue;
            }
            const std::string former = variable.substr(preloadName.size());
            preload += ':' + former;
            environment.push_back(std::string(Protocol::preloadVariable) + '=' + former);
        }
        environment.push_back(std::string(preloadName) + preload);
        set(Protocol::socketVariable, m_source.socketPath());
        set(Protocol::monitorVariable, m_monitor);
        set(Protocol::thresholdVariable,
            QString::number(Base::fromMilliseconds(m_options.threshold).count()));
        set(Protocol::parentVariable, QString::number(QCoreApplication::applicationPid()));
        if (m_options.followChildren)
            set(Protocol::followVariable, QStringLiteral("1"));
        return environment;
    }

    void record()
    {
        if (m_recordPath.isEmpty())
            return;
        Record::RunDescription description;
        description.program = programName();
        description.pid = m_program.pid();
        description.parameters.emplace_back(QStringLiteral("threshold_ms"),
                                            QString::number(m_options.threshold));
        Record::PerfettoWriter::Limits limits;
        limits.keepLast = recordLastOf(m_options.recordLast);
        m_recording =
            std::make_unique<Session::Recording>(&m_source, std::move(description), m_recordPath, limits);
        connect(m_recording.get(), &Session::Recording::failed, this, &AttachCommand::onRecordingFailed);
        connect(m_recording.get(), &Session::Recording::closed, this, &AttachCommand::finishWhenRecorded);
        if (!m_recording->isOpen())
            onRecordingFailed(m_recording->problem());
    }

    void onRecordingFailed(const QString &reason)
    {
        printError(reason);
        m_isRecordingBad = true;
    }

    QString notObserved(const QString &reason) const
    {
        return QStringLiteral("%1 is not observed: %2.").arg(programName(), reason);
    }

    QString reasonUnobserved() const
    {
        if (!hasLoaded(m_program.pid(), "libloopscope-probe.so"))
            return QStringLiteral("the probe was not loaded (a static or set-user-id program?)");
        if (hasLoaded(m_program.pid(), "libQt6Core.so"))
            return QStringLiteral("it has loaded Qt 6, but has no application object yet");
        return QStringLiteral(
            "it has not loaded Qt 6; with --follow-children the programs that it starts are observed");
    }

    void tellWhenUnobserved()
    {
        if (!m_exitStatus && !m_source.wasObserved() && m_source.refusal().isEmpty())
            note(notObserved(reasonUnobserved()));
    }

    void onEnded(int status)
    {
        m_exitStatus = status;
        m_source.finish();
    }

    void onFinished()
    {
        if (m_recording && m_recording->isOpen())
            m_recording->finish({});
        finishWhenRecorded();
    }

    void finishWhenRecorded()
    {
        if (!m_exitStatus || (m_recording && !m_recording->isClosed()))
            return;
        print();
        if (!m_source.wasObserved() && m_source.refusal().isEmpty())
            printError(QStringLiteral(
                           "%1 was not observed: no Qt 6 application object was made in it. If it starts the "
                           "program as a child, use --follow-children.")
                           .arg(programName()));
        const bool isBad = !m_source.wasObserved() || m_isRecordingBad;
        Q_EMIT finished(isBad ? int(Failed) : *m_exitStatus);
    }

    AttachReport report() const
    {
        AttachReport report{m_command, *m_exitStatus, m_options.threshold, {}};
        report.run.figures = m_statistics->figures();
        report.run.run.duration = report.run.figures.workDuration();
        const Record::ProbeCost cost = m_source.cost();
        const double elapsed = Base::toSeconds(Base::now() - m_startedAt);
        report.run.self.probeNsPerDispatch = cost.nanosecondsPerDispatch;
        report.run.self.watchdogCoreFraction = Base::toSeconds(cost.watchdog) / elapsed;
        report.run.self.recorderCoreFraction = Base::toSeconds(cost.collector) / elapsed;
        report.run.self.droppedEvents = report.run.figures.dropped;
        if (m_recording && !m_isRecordingBad)
            report.run.recordedTo = m_recordPath;
        return report;
    }

    void print() const
    {
        QTextStream out(m_options.json ? stdout : stderr);
        if (m_options.json)
            out << QJsonDocument(toJson(report())).toJson();
        else if (m_source.wasObserved())
            out << toText(report());
    }

    // The program's own output is not ours to mix with.
    static void note(const QString &sentence) { printError(sentence); }

    const AttachOptions m_options;
    const QString m_recordPath;
    QStringList m_command;
    QString m_preload;
    QString m_monitor;
    Base::SteadyTime m_startedAt;
    std::optional<int> m_exitStatus;
    bool m_isRecordingBad = false;
    const std::shared_ptr<Trace::Statistics> m_statistics;
    const std::shared_ptr<SlowCallbackLog> m_log;
    Session::AttachSource m_source;
    std::unique_ptr<Session::Recording> m_recording;
    ProgramProcess m_program;
};

void declare(CLI::App *app, AttachOptions *options)
{
    app->add_option("--threshold", options->threshold, "A callback is slow from so many milliseconds on")
        ->check(CLI::Range(0.001, longestThreshold));
    CLI::Option *record = app->add_option("--record", options->recordPath, "Write a trace (.perfetto-trace)");
    app->add_option("--record-last", options->recordLast, "Keep the last so many minutes of it alone")
        ->check(CLI::Range(0.01, 10'000.0))
        ->needs(record);
    app->add_flag("--follow-children", options->followChildren,
                  "Observe programs that the program starts, too");
    app->add_flag("--json", options->json,
                  "Print one JSON document and nothing else; the program's output goes to stderr");
    app->add_option("PROGRAM", options->command, "The program with its arguments; put -- before it")
        ->required()
        ->option_text("[ARGS...]");
}

} // namespace

void addAttachCommand(CommandLine *commandLine)
{
    const auto options = std::make_shared<AttachOptions>();
    commandLine->add(
        "attach", "Run a Qt 6 program as it is and report what blocks its loop",
        [options](CLI::App *app) { declare(app, options.get()); },
        [options]() -> std::unique_ptr<Command> { return std::make_unique<AttachCommand>(*options); });
}

} // namespace Loopscope::Cli
