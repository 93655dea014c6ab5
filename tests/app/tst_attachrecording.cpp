#include "core/session/traceload.h"
#include "tests/app/attachwindow.h"
#include "tests/support/stricttest.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/runcontroller.h"

#include <QFileDialog>
#include <QScopeGuard>

#include <csignal>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

/// What becomes of a program and of its recording when it is left.
class TstAttachRecording : public StrictTest, private AttachWindow
{
    Q_OBJECT

private:
    Ui::RecordingController *recordings() const { return m_window->recordings(); }
    Panels::MessageBar *messages() const { return m_window->messages(); }
    pid_t pid() const { return static_cast<pid_t>(attaching()->program()->pid()); }
    QString state() const { return m_window->status()->stateText(); }

    void observeForever()
    {
        type(command("forever"));
        m_started = pid();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 0, 20'000);
    }

    void observeToItsEnd()
    {
        type(command("sleep"));
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended with status 0 after "), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!recordings()->finished().isEmpty(), 20'000);
    }

    static bool runs(pid_t pid) { return ::kill(pid, 0) == 0; }
    static bool isStopped(pid_t pid)
    {
        QFile status(QStringLiteral("/proc/%1/status").arg(pid));
        return status.open(QIODevice::ReadOnly) && status.readAll().contains("State:\tT");
    }

    pid_t m_started = 0; // and may be running still

private Q_SLOTS:
    void initTestCase() { Cli::keepOriginalEnvironment(); }
    void init()
    {
        StrictTest::init();
        QVERIFY(open());
    }
    void cleanup()
    {
        m_window.reset();
        if (const pid_t started = std::exchange(m_started, 0); started > 0)
            ::kill(started, SIGKILL);
    }

    void programThatNobodyRecordedIsSaved();
    void wantedRecordingIsThereWhenTheProgramHasEnded();
    void launchedProgramHasItsOwnName();
    void endedProgramIsKeptOnce();
    void runningProgramIsSavedSoFar();
    void wantedRecordingIsThereWhenTheProgramIsLeft();
    void wantedRecordingIsThereWhenTheWindowIsClosed();
    void recordingOfALeftProgramIsNotTheSlides();
    void nextProgramIsRecordedWhenThatWasWanted();

    void runningProgramIsNotLeftWithoutAWord();
    void secondEscapeLeavesItRunning();
    void pagingAsksToo();
    void programIsEndedInstead();
    void nothingIsAskedWhenItEndsMeanwhile();
    void windowClosedFromOutsideEndsTheProgram();
    void programThatDoesNotEndDoesNotHoldTheWindow();
    void signalEndsProgramAndWindow();
};

void TstAttachRecording::programThatNobodyRecordedIsSaved()
{
    observeToItsEnd();
    QVERIFY(QDir(m_folder->path()).isEmpty());
    QCOMPARE(state(), QString());
    key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(recordings()->dialog());
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    Q_EMIT recordings()->dialog()->fileSelected(m_folder->filePath(QStringLiteral("kept.perfetto-trace")));
    recordings()->dialog()->close();
    QTRY_COMPARE(copied.size(), 1);
    QCOMPARE(copied[0][1].toString(), QString());
    const Session::LoadedTrace trace = Session::loadTrace(copied[0][0].toString());
    QCOMPARE(trace.description.run.program, QStringLiteral("attachedprogram"));
    QCOMPARE(trace.report.figures.stalls.size(), 1U);
    QCOMPARE(trace.report.figures.stalls.begin()->second.culpritName(), QStringLiteral("sleepInSlot()"));
    QVERIFY(trace.report.figures.workDuration() > 300ms); // from its start
}

void TstAttachRecording::wantedRecordingIsThereWhenTheProgramHasEnded()
{
    observeForever();
    QCOMPARE(state(), QString());
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    key(Qt::Key_R, Qt::ControlModifier);
    QTRY_VERIFY(state().startsWith(QStringLiteral("Recording attachedprogram.perfetto-trace, ")));
    key(Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(state(), QString());
    key(Qt::Key_R, Qt::ControlModifier);
    keepPicture(m_window.get(), QStringLiteral("attach-recording"));
    QTest::mouseClick(header()->button(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, 20'000);
    QCOMPARE(copied[0][0].toString(), m_folder->filePath(QStringLiteral("attachedprogram.perfetto-trace")));
    QVERIFY(state().startsWith(QStringLiteral("Saved attachedprogram.perfetto-trace, ")));
    QVERIFY(Session::loadTrace(copied[0][0].toString()).report.figures.stalls.size() > 0);
}

// A launcher becomes the program: its name is of no interest.
void TstAttachRecording::launchedProgramHasItsOwnName()
{
    type(QStringLiteral("env %1").arg(command("sleep")));
    QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended with status 0 after "), 20'000);
    QCOMPARE(header()->title(), QStringLiteral("attachedprogram"));
    QCOMPARE(m_window->windowTitle(), QStringLiteral("attachedprogram - Loopscope"));
    QTRY_VERIFY_WITH_TIMEOUT(!recordings()->finished().isEmpty(), 20'000);
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    key(Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(copied.size(), 1);
    QCOMPARE(copied[0][0].toString(), m_folder->filePath(QStringLiteral("attachedprogram.perfetto-trace")));
    const Session::LoadedTrace trace = Session::loadTrace(copied[0][0].toString());
    QCOMPARE(trace.description.run.program, QStringLiteral("attachedprogram"));
    QCOMPARE(trace.report.figures.stalls.size(), 1U);
    QVERIFY(trace.report.figures.workDuration() > 300ms); // from its start
}

void TstAttachRecording::endedProgramIsKeptOnce()
{
    observeToItsEnd();
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    key(Qt::Key_R, Qt::ControlModifier);
    key(Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(copied.size(), 1);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files),
             QStringList{QStringLiteral("attachedprogram.perfetto-trace")});
    QVERIFY(!recordings()->isArmed());
}

void TstAttachRecording::runningProgramIsSavedSoFar()
{
    observeForever();
    // What was seen is in the file a moment later.
    key(Qt::Key_R, Qt::ControlModifier);
    const QString path = m_folder->filePath(QStringLiteral("so-far.perfetto-trace"));
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    const auto hasStalls = [&] {
        copied.clear();
        recordings()->copyTo(path);
        return copied.wait() && !Session::loadTrace(path).report.figures.stalls.empty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasStalls(), 20'000);
    QVERIFY(!attaching()->program()->exitStatus());
}

void TstAttachRecording::wantedRecordingIsThereWhenTheProgramIsLeft()
{
    observeForever();
    const pid_t program = pid();
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    key(Qt::Key_R, Qt::ControlModifier);
    attaching()->leave();
    QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, 20'000);
    QVERIFY(runs(program));
    QVERIFY(Session::loadTrace(copied[0][0].toString()).report.figures.stalls.size() > 0);
    QVERIFY(state().startsWith(QStringLiteral("Saved attachedprogram.perfetto-trace, ")));
}

void TstAttachRecording::wantedRecordingIsThereWhenTheWindowIsClosed()
{
    observeForever();
    key(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(!m_window->close()); // when it is written
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), 20'000);
    m_window.reset();
    QThreadPool::globalInstance()->waitForDone(); // as the application does
    const Session::LoadedTrace trace =
        Session::loadTrace(m_folder->filePath(QStringLiteral("attachedprogram.perfetto-trace")));
    QVERIFY(trace.report.figures.stalls.size() > 0);
}

void TstAttachRecording::recordingOfALeftProgramIsNotTheSlides()
{
    observeToItsEnd();
    const QString path = recordings()->finished();
    QVERIFY(QFile::exists(path));
    key(Qt::Key_Escape);
    QVERIFY(!attaching()->isActive());
    QCOMPARE(recordings()->finished(), QString());
    QTRY_VERIFY(!QFile::exists(path));
    key(Qt::Key_S, Qt::ControlModifier);
    QCOMPARE(messages()->message().title, QStringLiteral("Nothing recorded yet."));
}

void TstAttachRecording::nextProgramIsRecordedWhenThatWasWanted()
{
    QSignalSpy copied(recordings(), &Ui::RecordingController::copied);
    key(Qt::Key_T, Qt::ControlModifier);
    m_window->setFocus();
    key(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(recordings()->isArmed());
    type(command("sleep"));
    QVERIFY(!recordings()->isArmed());
    QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, 20'000);
}

void TstAttachRecording::runningProgramIsNotLeftWithoutAWord()
{
    observeForever();
    key(Qt::Key_Escape);
    QVERIFY(attaching()->isActive());
    QVERIFY(messages()->isVisible());
    QCOMPARE(messages()->message().title, QStringLiteral("attachedprogram is still running."));
    QCOMPARE(messages()->actionButton()->text(), QStringLiteral("End program"));
    QCOMPARE(messages()->closeButton()->text(), QStringLiteral("Back to slides"));
    keepPicture(m_window.get(), QStringLiteral("attach-leave"));
    const pid_t program = pid();
    QTest::mouseClick(messages()->closeButton(), Qt::LeftButton);
    QVERIFY(!attaching()->isActive());
    QVERIFY(!messages()->isVisible());
    QVERIFY(runs(program));
}

void TstAttachRecording::secondEscapeLeavesItRunning()
{
    observeForever();
    const pid_t program = pid();
    QTest::mouseClick(header()->backButton(), Qt::LeftButton); // it asks, too
    QVERIFY(messages()->isVisible());
    key(Qt::Key_Escape);
    QVERIFY(!attaching()->isActive());
    QVERIFY(!messages()->isVisible());
    QVERIFY(runs(program));
}

void TstAttachRecording::pagingAsksToo()
{
    observeForever();
    const QString slide = m_window->runs()->scenario()->id;
    key(Qt::Key_PageDown);
    QVERIFY(attaching()->isActive());
    QVERIFY(messages()->isVisible());
    QCOMPARE(m_window->runs()->scenario()->id, slide);
    key(Qt::Key_PageDown);
    QVERIFY(!attaching()->isActive());
    QVERIFY(m_window->runs()->scenario()->id != slide);
}

void TstAttachRecording::programIsEndedInstead()
{
    observeForever();
    key(Qt::Key_Escape);
    QTest::mouseClick(messages()->actionButton(), Qt::LeftButton);
    QVERIFY(attaching()->isActive());
    QVERIFY(!messages()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended by you after "), 20'000);
    key(Qt::Key_Escape);
    QVERIFY(!attaching()->isActive());
}

void TstAttachRecording::nothingIsAskedWhenItEndsMeanwhile()
{
    observeForever();
    key(Qt::Key_Escape);
    QVERIFY(messages()->isVisible());
    ::kill(pid(), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Killed by signal 9"), 20'000);
    QVERIFY(!messages()->isVisible());
    QVERIFY(attaching()->isActive());
}

void TstAttachRecording::windowClosedFromOutsideEndsTheProgram()
{
    observeForever();
    const pid_t program = pid();
    m_window->endAndClose();
    QVERIFY(m_window->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), 20'000);
    QVERIFY(!runs(program));
}

void TstAttachRecording::programThatDoesNotEndDoesNotHoldTheWindow()
{
    observeForever();
    const pid_t program = pid();
    ::kill(program, SIGSTOP); // no signal reaches it from then on but those that ask nobody
    QTRY_VERIFY(isStopped(program));
    m_window->endAndClose();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), 20'000);
    QVERIFY(runs(program));
}

// The program `loopscope` itself, with SIGTERM that it alone gets.
void TstAttachRecording::signalEndsProgramAndWindow()
{
    QProcess process;
    prepare(&process, {QStringLiteral("attach"), QStringLiteral("--window"), QStringLiteral("--"),
                       attachedProgram(), QStringLiteral("forever")});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.start();
    QVERIFY(process.waitForStarted());
    QByteArray printed;
    const auto program = [&]() -> pid_t {
        static const QRegularExpression said(QStringLiteral("\\(process (\\d+)\\)"));
        printed += process.readAllStandardError();
        return said.match(QString::fromLocal8Bit(printed)).captured(1).toInt();
    };
    QTRY_VERIFY_WITH_TIMEOUT(program() > 0, 60'000);
    const auto killed = qScopeGuard([&] { ::kill(program(), SIGKILL); });
    process.terminate();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 128 + SIGTERM);
    QVERIFY(!runs(program()));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstAttachRecording)

#include "tst_attachrecording.moc"
