#include "app/cli/tracecommands.h"

#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"
#include "app/cli/reporttable.h"
#include "app/cli/traceloading.h"
#include "core/record/traceexport.h"
#include "core/session/reportjson.h"
#include "core/session/tracecomparison.h"
#include "core/session/tracegate.h"

#include <QJsonDocument>
#include <QSaveFile>
#include <QTextStream>

#include <CLI/CLI.hpp>

namespace Loopscope::Cli {

namespace {

struct TraceOptions
{
    std::string trace;
    std::string after; // of compare
    bool json = false;
    Session::Budgets budgets;
    std::string junitPath;
    std::string format;
    std::string outputPath;
};

QString pathOf(const std::string &typed)
{
    return QString::fromLocal8Bit(typed.data(), static_cast<qsizetype>(typed.size()));
}

void print(const QString &text)
{
    QTextStream out(stdout);
    out << text;
}

void print(const QJsonObject &document)
{
    print(QString::fromUtf8(QJsonDocument(document).toJson()));
}

/// Writes a file whole or not at all. Null or a problem.
QString writeFile(const QString &path, const std::function<void(QIODevice *)> &write)
{
    QSaveFile file(path);
    const auto problem = [&] { return QStringLiteral("Cannot write %1: %2.").arg(path, file.errorString()); };
    if (!file.open(QIODevice::WriteOnly))
        return problem();
    write(&file);
    return file.commit() ? QString() : problem();
}

QString titleOf(const Session::LoadedTrace &trace, const QString &path)
{
    return trace.report.scenarioId.isEmpty() ? path : trace.report.scenarioId + u'/' + trace.report.variantId;
}

class ReportCommand final : public TraceCommand
{
public:
    explicit ReportCommand(const TraceOptions &options)
        : TraceCommand({pathOf(options.trace)})
        , m_json(options.json)
    {}

protected:
    int show() override
    {
        printSkipped();
        const Session::LoadedTrace &trace = traces().front();
        if (m_json) {
            print(Session::toJson(trace, paths().front()));
            return Done;
        }
        ReportTable table;
        table.add(trace.report, titleOf(trace, paths().front()));
        table.addStalls(trace.report);
        print(table.toText());
        return Done;
    }

private:
    const bool m_json;
};

class CompareCommand final : public TraceCommand
{
public:
    explicit CompareCommand(const TraceOptions &options)
        : TraceCommand({pathOf(options.trace), pathOf(options.after)})
        , m_json(options.json)
    {}

protected:
    int show() override
    {
        printSkipped();
        const auto comparison = Session::compareTraces(paths()[0], traces()[0], paths()[1], traces()[1]);
        if (m_json) {
            print(comparison.toJson());
            return Done;
        }
        ReportTable table;
        table.add(traces()[0].report, QStringLiteral("before: ") + titleOf(traces()[0], paths()[0]));
        table.add(traces()[1].report, QStringLiteral("after: ") + titleOf(traces()[1], paths()[1]));
        print(table.toText() + u'\n');
        for (const QString &finding : comparison.findings)
            print(finding + u'\n');
        return Done;
    }

private:
    const bool m_json;
};

class CheckCommand final : public TraceCommand
{
public:
    explicit CheckCommand(const TraceOptions &options)
        : TraceCommand({pathOf(options.trace)})
        , m_budgets(options.budgets)
        , m_junitPath(pathOf(options.junitPath))
    {}

protected:
    int show() override
    {
        printSkipped();
        const auto results = Session::checkTrace(traces().front(), m_budgets);
        int status = Done;
        for (const Session::GateResult &result : results) {
            if (!result.measured)
                status = Failed;
            else if (result.isOver && status == Done)
                status = OverBudget;
            if (result.measured && !result.isOver)
                print(QStringLiteral("ok: %1\n").arg(result.message));
            else
                printError(result.isOver ? QStringLiteral("over budget: ") + result.message : result.message);
        }
        if (m_junitPath.isEmpty())
            return status;
        const QString problem = writeFile(m_junitPath, [&](QIODevice *file) {
            file->write(Session::toJUnit(paths().front(), traces().front(), results));
        });
        if (problem.isEmpty())
            return status;
        printError(problem);
        return Failed;
    }

private:
    const Session::Budgets m_budgets;
    const QString m_junitPath;
};

class ExportCommand final : public TraceCommand
{
public:
    explicit ExportCommand(const TraceOptions &options)
        : TraceCommand({pathOf(options.trace)})
        , m_format(options.format == "chrome" ? Record::ExportFormat::ChromeJson
                   : options.format == "csv"  ? Record::ExportFormat::Csv
                                              : Record::ExportFormat::HdrLog)
        , m_outputPath(pathOf(options.outputPath))
    {}

protected:
    QString work() override
    {
        const Session::LoadedTrace &trace = traces().front();
        const Trace::Figures &figures = trace.report.figures;
        const Trace::LoopFigures *subject = figures.subject();
        const Record::ExportFrame frame{trace.description.firstAt,     trace.description.anchor,
                                        figures.workStartedAt,         figures.workEndedAt,
                                        trace.description.run.program, subject ? subject->track.id : 0};
        QString readProblem;
        const QString writeProblem = writeFile(m_outputPath, [&](QIODevice *file) {
            const auto exporter = Record::TraceExport::make(m_format, file, frame);
            const auto contents = Record::TraceReader::readFile(
                paths().front(), [&](const Trace::BatchPtr &batch) { exporter->take(*batch); },
                [this](qint64, qint64) { return !isCancelled(); });
            readProblem = Record::describe(contents.error, paths().front());
            if (readProblem.isEmpty())
                exporter->finish();
            else
                static_cast<QSaveFile *>(file)->cancelWriting();
        });
        return readProblem.isEmpty() ? writeProblem : readProblem;
    }

    int show() override
    {
        printSkipped();
        return Done;
    }

private:
    const Record::ExportFormat m_format;
    const QString m_outputPath;
};

void declareBudgets(CLI::App *app, TraceOptions *options)
{
    app->add_option("TRACE", options->trace, "A recorded run (.perfetto-trace)")->required();
    app->add_option("--max-stall", options->budgets.maxStall, "The longest stall allowed, in ms")
        ->type_name("MS")
        ->check(CLI::NonNegativeNumber);
    app->add_option("--p99", options->budgets.p99, "The p99 of the loop latency allowed, in ms")
        ->type_name("MS")
        ->check(CLI::NonNegativeNumber);
    app->add_option("--max-busy", options->budgets.maxBusy,
                    "The share of time inside dispatches allowed, 0 to 1")
        ->type_name("FRACTION")
        ->check(CLI::Range(0.0, 1.0));
    app->add_option("--max-dropped", options->budgets.maxDropped,
                    "How many events may be missing from the trace")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
    app->add_option("--junit", options->junitPath, "Write the results as JUnit XML, too")->type_name("FILE");
    app->footer("At least one budget. Example: loopscope check app.perfetto-trace --max-stall 50 --p99 20");
}

void addCheck(CommandLine *commandLine)
{
    const auto options = std::make_shared<TraceOptions>();
    commandLine->add(
        "check", "Hold a trace against budgets; status 3 over budget",
        [options](CLI::App *app) { declareBudgets(app, options.get()); },
        [options]() -> std::unique_ptr<Command> {
            const Session::Budgets &budgets = options->budgets;
            if (budgets.maxStall || budgets.p99 || budgets.maxBusy || budgets.maxDropped)
                return std::make_unique<CheckCommand>(*options);
            printError(QStringLiteral(
                "check needs a budget: --max-stall MS, --p99 MS, --max-busy FRACTION or --max-dropped N."));
            return nullptr;
        });
}

void addExport(CommandLine *commandLine)
{
    const auto options = std::make_shared<TraceOptions>();
    commandLine->add(
        "export", "Write a trace in another format",
        [options](CLI::App *app) {
            app->add_option("TRACE", options->trace, "The trace to read")->required();
            app->add_option("--format", options->format, "chrome (JSON), csv, or hlog (HdrHistogram)")
                ->type_name("FORMAT")
                ->required()
                ->check(CLI::IsMember({"chrome", "csv", "hlog"}));
            app->add_option("-o,--output", options->outputPath, "The file to write")
                ->type_name("FILE")
                ->required();
        },
        [options] { return std::make_unique<ExportCommand>(*options); });
}

} // namespace

void addTraceCommands(CommandLine *commandLine)
{
    const auto report = std::make_shared<TraceOptions>();
    commandLine->add(
        "report", "Print the report of a trace",
        [report](CLI::App *app) {
            app->add_option("TRACE", report->trace,
                            "A recording, or a trace of Perfetto's or Chrome's (JSON)")
                ->required();
            app->add_flag("--json", report->json, "Print one JSON document and nothing else");
        },
        [report] { return std::make_unique<ReportCommand>(*report); });
    const auto compare = std::make_shared<TraceOptions>();
    commandLine->add(
        "compare", "Compare two traces",
        [compare](CLI::App *app) {
            app->add_option("BEFORE", compare->trace, "The trace to compare with")->required();
            app->add_option("AFTER", compare->after, "The trace of the change")->required();
            app->add_flag("--json", compare->json, "Print one JSON document and nothing else");
        },
        [compare] { return std::make_unique<CompareCommand>(*compare); });
    addCheck(commandLine);
    addExport(commandLine);
}

} // namespace Loopscope::Cli
