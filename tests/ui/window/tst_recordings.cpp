#include "core/session/traceload.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/mainwindow.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/recordingcontroller.h"
#include "ui/runcontroller.h"

#include <QFileDialog>
#include <QTemporaryDir>

using namespace Loopscope;
using Session::RunState;

class TstRecordings : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void recordingOfTheNextRunIsSavedAndCopied();
    void savingWithoutARecordingSaysSo();
    void runThatNobodyRecordedIsSaved();
    void dialogSavesTheRunThatItWasOpenedFor();
    void recordingDuringARunKeepsItFromItsBegin();
    void runThatIsShownIsSaved();
    void recordingThatIsGoneIsSaidToBe();
    void armingIsTakenBack();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    void endRun();
    void runFor(double seconds);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Ui::MainWindow> m_window;
};

void TstRecordings::init()
{
    StrictTest::init();
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    m_window->recordings()->setFolder(m_folder->path());
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstRecordings::cleanup()
{
    m_window.reset();
    m_folder.reset();
}

void TstRecordings::endRun()
{
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
}

void TstRecordings::runFor(double seconds)
{
    m_window->runs()->startFor(std::chrono::duration<double>(seconds));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    QTRY_VERIFY(!m_window->recordings()->finished().isEmpty());
}

void TstRecordings::recordingOfTheNextRunIsSavedAndCopied()
{
    Ui::RecordingController *recordings = m_window->recordings();
    key(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(recordings->isArmed());
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    endRun();
    QTRY_VERIFY(!recordings->finished().isEmpty());
    QCOMPARE(QFileInfo(recordings->finished()).fileName(),
             QStringLiteral("slow-callback-blocking.perfetto-trace"));
    QVERIFY(QFileInfo(recordings->finished()).size() > 0);
    QSignalSpy copied(recordings, &Ui::RecordingController::copied);
    const QString copy = m_folder->filePath(QStringLiteral("copy.perfetto-trace"));
    recordings->copyTo(copy);
    QVERIFY(copied.wait());
    QCOMPARE(QFileInfo(copy).size(), QFileInfo(recordings->finished()).size());
    // The reason of a failure is told, and the recording is still there.
    recordings->copyTo(m_folder->filePath(QStringLiteral("missing/copy.perfetto-trace")));
    QVERIFY(copied.wait());
    QVERIFY(!copied.last().at(1).toString().isEmpty());
    QVERIFY(m_window->messages()->isVisible());
    QCOMPARE(Ui::freshRecordingPath(m_folder->path(), QStringLiteral("slow-callback-blocking")),
             m_folder->filePath(QStringLiteral("slow-callback-blocking-2.perfetto-trace")));
}

void TstRecordings::runThatNobodyRecordedIsSaved()
{
    m_window->runs()->startFor(std::chrono::duration<double>(0.3));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    QVERIFY(QDir(m_folder->path()).isEmpty());
    Ui::RecordingController *recordings = m_window->recordings();
    QTRY_VERIFY(!recordings->finished().isEmpty());
    QSignalSpy copied(recordings, &Ui::RecordingController::copied);
    const QString path = m_folder->filePath(QStringLiteral("kept.perfetto-trace"));
    recordings->copyTo(path);
    QTRY_COMPARE(copied.size(), 1);
    const Session::LoadedTrace trace = Session::loadTrace(path);
    QCOMPARE(trace.report.scenarioId, QStringLiteral("slow-callback"));
    QVERIFY(trace.report.figures.workDuration() > std::chrono::milliseconds(250));
}

void TstRecordings::recordingDuringARunKeepsItFromItsBegin()
{
    m_window->runs()->startFor(std::chrono::duration<double>(1));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    QSignalSpy copied(m_window->recordings(), &Ui::RecordingController::copied);
    key(Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, 30'000);
    const Session::LoadedTrace trace = Session::loadTrace(copied[0][0].toString());
    QVERIFY(trace.description.summary);
    QVERIFY(trace.report.figures.workDuration() > std::chrono::milliseconds(900));
}

void TstRecordings::savingWithoutARecordingSaysSo()
{
    key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(!m_window->recordings()->dialog());
    QCOMPARE(m_window->messages()->message().title, QStringLiteral("Nothing recorded yet."));
    key(Qt::Key_Escape);
    QVERIFY(!m_window->messages()->isVisible());
}

void TstRecordings::dialogSavesTheRunThatItWasOpenedFor()
{
    Ui::RecordingController *recordings = m_window->recordings();
    runFor(0.3);
    key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(recordings->dialog());
    key(Qt::Key_2); // another variant runs before one has decided
    runFor(0.1);
    QSignalSpy copied(recordings, &Ui::RecordingController::copied);
    Q_EMIT recordings->dialog()->fileSelected(m_folder->filePath(QStringLiteral("first.perfetto-trace")));
    QTRY_COMPARE(copied.size(), 1);
    QCOMPARE(copied[0][1].toString(), QString());
    QCOMPARE(Session::loadTrace(copied[0][0].toString()).report.variantId, QStringLiteral("blocking"));
    QCOMPARE(recordings->dialog()->defaultSuffix(), QStringLiteral("perfetto-trace"));
    // Where it went is said until the next run.
    const Panels::MessageBar *messages = m_window->messages();
    QVERIFY(messages->isVisible());
    QCOMPARE(messages->message().title, QStringLiteral("The recording is saved."));
    QCOMPARE(messages->message().detail, copied[0][0].toString());
    QVERIFY(messages->actionButton()->isVisible());
    recordings->dialog()->close();
}

// Not the newest one.
void TstRecordings::runThatIsShownIsSaved()
{
    Ui::RecordingController *recordings = m_window->recordings();
    runFor(0.3);
    const QString first = recordings->finished();
    key(Qt::Key_PageDown);
    QCOMPARE(recordings->finished(), QString());
    key(Qt::Key_S, Qt::ControlModifier);
    QCOMPARE(m_window->messages()->message().title, QStringLiteral("Nothing recorded yet."));
    key(Qt::Key_Escape);
    runFor(0.3);
    const QString second = recordings->finished();
    QVERIFY(second != first);
    key(Qt::Key_PageUp);
    QCOMPARE(recordings->finished(), first);
    QSignalSpy copied(recordings, &Ui::RecordingController::copied);
    recordings->copyTo(m_folder->filePath(QStringLiteral("shown.perfetto-trace")));
    QTRY_COMPARE(copied.size(), 1);
    QCOMPARE(Session::loadTrace(copied[0][0].toString()).report.scenarioId, QStringLiteral("slow-callback"));
    runFor(0.1); // the former run of this slide is not kept
    key(Qt::Key_PageDown);
    QCOMPARE(recordings->finished(), second);
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    endRun();
    QVERIFY(!QFile::exists(first));
    QVERIFY(!QFile::exists(second));
}

void TstRecordings::recordingThatIsGoneIsSaidToBe()
{
    runFor(0.1);
    QVERIFY(QFile::remove(m_window->recordings()->finished()));
    key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(!m_window->recordings()->dialog());
    QCOMPARE(m_window->messages()->message().title,
             QStringLiteral("There is no recording of this run any more."));
}

void TstRecordings::armingIsTakenBack()
{
    runFor(0.1);
    key(Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(m_window->status()->stateText().section(u' ', 0, 3), QStringLiteral("Records the next run"));
    key(Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(m_window->status()->stateText(), QString());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstRecordings)
#include "tst_recordings.moc"
