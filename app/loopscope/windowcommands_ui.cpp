#include "app/cli/exitstatus.h"
#include "app/cli/programprocess.h"
#include "app/loopscope/attachedrun.h"
#include "app/loopscope/windowcommands.h"
#include "core/monitor/monitor.h"
#include "core/scenario/scenario.h"
#include "ui/attachcontroller.h"
#include "ui/freezecontroller.h"
#include "ui/mainwindow.h"
#include "ui/replaycontroller.h"
#include "ui/screenshot.h"
#include "ui/textsize.h"
#include "ui/translation.h"

#include <QApplication>
#include <QFileInfo>
#include <QIcon>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QThread>

#include <CLI/CLI.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

namespace Loopscope::App {

namespace {

/// The window's own loop is observed as any other.
std::unique_ptr<Monitor::LoopWatch> watchWindow()
{
    return Monitor::Monitor::instance().attach(QThread::currentThread(), Ui::windowLoopOptions());
}

/// The window, until it is closed.
class WindowCommand final : public Cli::Command
{
public:
    /// Traces to replay; empty: the slides.
    explicit WindowCommand(QStringList traces)
        : m_traces(std::move(traces))
    {}

    void start() override
    {
        auto watch = watchWindow();
        m_window = std::make_unique<Ui::MainWindow>();
        m_window->freezing()->setWatch(std::move(watch));
        m_window->attaching()->setMaker(makeAttachedRun);
        m_window->textSize()->setRestart([this] {
            m_startsAgain = true;
            m_window->close();
        });
        m_window->show();
        m_window->replays()->open(m_traces);
        connect(qApp, &QGuiApplication::lastWindowClosed, this, &WindowCommand::end);
    }

    void stop() override { m_window->endAndClose(); }

private:
    void end()
    {
        if (m_startsAgain && !startAgain()) {
            Cli::printError(
                QStringLiteral("Loopscope could not be started again. Start it as before: loopscope"));
            Q_EMIT finished(Cli::Failed);
            return;
        }
        Q_EMIT finished(Cli::Done);
    }

    // Only now: the new window reads what this one has remembered.
    bool startAgain() const
    {
        QProcess program;
        program.setProgram(QCoreApplication::applicationFilePath());
        program.setArguments(m_traces);
        QStringList environment;
        for (const std::string &variable : Cli::originalEnvironment())
            environment.append(QString::fromStdString(variable));
        program.setEnvironment(environment);
        return program.startDetached();
    }

    const QStringList m_traces;
    std::unique_ptr<Ui::MainWindow> m_window;
    bool m_startsAgain = false;
};

/// The window of `attach --window`.
class AttachWindow final : public QObject
{
public:
    AttachWindow(Cli::AttachRun *run, std::function<void()> closed)
        : m_watch(watchWindow())
    {
        m_window.freezing()->setWatch(std::move(m_watch));
        m_window.attaching()->setMaker(makeAttachedRun);
        m_window.attaching()->show(std::make_shared<AttachedRun>(run));
        m_window.show();
        // The command ends the program, with the status that it owes.
        QGuiApplication::setQuitOnLastWindowClosed(false);
        connect(qApp, &QGuiApplication::lastWindowClosed, this, std::move(closed));
    }

private:
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    Ui::MainWindow m_window;
};

/// The options of `screenshot`, as typed.
struct ScreenshotArguments
{
    std::string target;
    double duration = 4;
    std::vector<std::string> settings;
    bool presenter = false;
    std::string theme = "dark";
    std::string size = "1440x900";
    std::string output;
};

class ScreenshotCommand final : public Cli::Command
{
public:
    explicit ScreenshotCommand(ScreenshotArguments arguments)
        : m_arguments(std::move(arguments))
    {}

    void start() override
    {
        Ui::ScreenshotOptions options;
        const QString problem = check(&options);
        if (!problem.isEmpty()) {
            refuse(problem, Cli::WrongUsage);
            return;
        }
        m_watch = watchWindow();
        m_run = std::make_unique<Ui::ScreenshotRun>(std::move(options));
        connect(m_run.get(), &Ui::ScreenshotRun::finished, this, &ScreenshotCommand::save);
        connect(m_run.get(), &Ui::ScreenshotRun::failed, this,
                [this](const QString &reason) { refuse(reason, Cli::Failed); });
    }

    void stop() override { refuse(QStringLiteral("Stopped by a signal, no picture was made."), Cli::Failed); }

private:
    void refuse(const QString &sentence, int status)
    {
        Cli::printError(sentence);
        Q_EMIT finished(status);
    }

    // Everything that can be known to be wrong before anything starts.
    QString check(Ui::ScreenshotOptions *options) const
    {
        if (!m_arguments.target.empty()) {
            const QString target = QString::fromStdString(m_arguments.target);
            options->scenarioId = target.section(u'/', 0, 0);
            options->variantId = target.section(u'/', 1);
            const Scenario::Scenario *scenario = Scenario::scenario(options->scenarioId);
            if (!scenario)
                return QStringLiteral("There is no scenario \"%1\". See: loopscope list")
                    .arg(options->scenarioId);
            if (!options->variantId.isEmpty() && !scenario->variant(options->variantId))
                return QStringLiteral("The scenario %1 has no variant \"%2\".")
                    .arg(scenario->id, options->variantId);
        }
        if (!(m_arguments.duration > 0 && m_arguments.duration <= 3600))
            return QStringLiteral("--duration must be over 0 and at most 3600 seconds.");
        options->duration = std::chrono::duration<double>(m_arguments.duration);
        options->theme = m_arguments.theme == "light" ? Theme::ThemeKind::Light : Theme::ThemeKind::Dark;
        options->presenter = m_arguments.presenter;
        if (const QString problem = readSize(&options->size); !problem.isEmpty())
            return problem;
        return readSettings(options);
    }

    QString readSize(QSize *size) const
    {
        static const QRegularExpression form(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
        const auto match = form.match(QString::fromStdString(m_arguments.size));
        *size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
        const bool fits = match.hasMatch() && size->width() >= 1024 && size->height() >= 700 &&
                          size->width() <= 7680 && size->height() <= 4320;
        return fits ? QString() : QStringLiteral("--size must be WIDTHxHEIGHT, 1024x700 to 7680x4320.");
    }

    QString readSettings(Ui::ScreenshotOptions *options) const
    {
        const Scenario::Scenario *scenario = options->scenarioId.isEmpty()
                                                 ? &Scenario::allScenarios().front()
                                                 : Scenario::scenario(options->scenarioId);
        Scenario::Parameters parameters(scenario->parameters);
        for (const std::string &setting : m_arguments.settings) {
            const QString text = QString::fromStdString(setting);
            const qsizetype equals = text.indexOf(u'=');
            if (equals <= 0)
                return QStringLiteral("--set takes KEY=VALUE, not \"%1\".").arg(text);
            if (const auto problem = parameters.set(text.left(equals), text.mid(equals + 1)))
                return *problem;
            options->values.emplace_back(text.left(equals), text.mid(equals + 1));
        }
        return {};
    }

    void save(const QImage &image)
    {
        const QString path = QString::fromStdString(m_arguments.output);
        if (!image.save(path, "PNG")) {
            refuse(
                QStringLiteral(
                    "The picture could not be written to %1: is the folder there, and may you write to it?")
                    .arg(path),
                Cli::Failed);
            return;
        }
        Q_EMIT finished(Cli::Done);
    }

    const ScreenshotArguments m_arguments;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::unique_ptr<Ui::ScreenshotRun> m_run;
};

// Qt aborts when it can't connect; asking first gives a clear line. Displays of other machines are left to
// Qt.
bool isLocalDisplayReachable(const QByteArray &display)
{
    if (!display.startsWith(':'))
        return true;
    const QByteArray number = display.mid(1).split('.').front();
    for (const bool isAbstract : {true, false}) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray path =
            (isAbstract ? QByteArray(1, '\0') : QByteArray()) + "/tmp/.X11-unix/X" + number;
        if (static_cast<std::size_t>(path.size()) >= sizeof(address.sun_path))
            return false;
        std::copy(path.begin(), path.end(), address.sun_path);
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto size =
            static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + static_cast<std::size_t>(path.size()));
        const bool isConnected = ::connect(descriptor, reinterpret_cast<sockaddr *>(&address), size) == 0;
        ::close(descriptor);
        if (isConnected)
            return true;
    }
    return false;
}

bool hasDisplay()
{
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        return true;
    if (!qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return true;
    const QByteArray display = qgetenv("DISPLAY");
    return !display.isEmpty() && isLocalDisplayReachable(display);
}

void declareScreenshot(CLI::App *app, ScreenshotArguments *arguments)
{
    app->add_option("SCENARIO", arguments->target, "A scenario, or a variant: SCENARIO/VARIANT (the first)");
    app->add_option("--duration", arguments->duration, "Run for so long (4)")->type_name("SECONDS");
    app->add_option("--set", arguments->settings, "Set a parameter (repeats; keys: loopscope list)")
        ->type_name("KEY=VALUE")
        ->type_size(1)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false)
        ->delimiter('\0');
    app->add_option("--theme", arguments->theme, "dark (as it is) or light")
        ->type_name("THEME")
        ->check(CLI::IsMember({"dark", "light"}));
    app->add_flag("--presenter", arguments->presenter, "As an audience sees it: large type, high contrast");
    app->add_option("--size", arguments->size, "Pixels, from 1024x700 on (1440x900)")
        ->type_name("WIDTHxHEIGHT");
    app->add_option("-o,--output", arguments->output, "The PNG file to write")->type_name("FILE")->required();
    app->footer("Needs no display. Example: loopscope screenshot http/thread-pool -o http.png");
}

} // namespace

Cli::AttachWindowOpener attachWindowOpener()
{
    return [](Cli::AttachRun *run, std::function<void()> closed) {
        return std::make_shared<AttachWindow>(run, std::move(closed));
    };
}

void addWindowCommands(Cli::CommandLine *commandLine)
{
    const auto traces = std::make_shared<std::vector<std::string>>();
    commandLine->setDefault(
        [traces](CLI::App *app) {
            app->add_option("TRACE", *traces, "A trace to replay, or two to compare")
                ->expected(0, 2)
                ->check([](const std::string &path) {
                    // What is no subcommand comes here.
                    return QFileInfo::exists(QString::fromStdString(path))
                               ? std::string()
                               : "There is no such command, and no such file: " + path;
                });
        },
        [traces] {
            QStringList paths;
            for (const std::string &path : *traces)
                paths.append(QString::fromStdString(path));
            return std::make_unique<WindowCommand>(paths);
        },
        Cli::Needs::Window);
    const auto arguments = std::make_shared<ScreenshotArguments>();
    commandLine->add(
        "screenshot", "Run a scenario in the window, out of sight, and save a picture",
        [arguments](CLI::App *app) { declareScreenshot(app, arguments.get()); },
        [arguments] { return std::make_unique<ScreenshotCommand>(*arguments); }, Cli::Needs::Drawing);
}

std::unique_ptr<QCoreApplication> makeApplication(Cli::Needs needs, int &argc, char **argv)
{
    if (needs == Cli::Needs::Nothing)
        return std::make_unique<QCoreApplication>(argc, argv);
    if (needs == Cli::Needs::Drawing) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    } else if (!hasDisplay()) {
        Cli::printError(
            QStringLiteral("There is no display for the window. Without one, use: loopscope run --all, or "
                           "loopscope screenshot -o FILE.png"));
        return nullptr;
    }
    std::optional<Ui::TextSizeInEffect> textSize;
    if (needs == Cli::Needs::Window)
        textSize.emplace();
    auto application = std::make_unique<QApplication>(argc, argv);
    textSize.reset();
    if (needs == Cli::Needs::Window)
        Ui::installTranslation(QLocale());
    QGuiApplication::setDesktopFileName(QStringLiteral("loopscope")); // Wayland takes the icon from there
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/resources/desktop/loopscope.svg")));
    return application;
}

} // namespace Loopscope::App
