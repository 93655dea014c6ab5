#include "tests/app/attachwindow.h"
#include "tests/support/stricttest.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/timeview.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/theme/format.h"

#include <QApplication>
#include <QTemporaryFile>

#include <csignal>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

/// A program of somebody's own in the window, by keys.
class TstAttachWindow : public StrictTest, private AttachWindow
{
    Q_OBJECT

private:
    /// The first stall with a line, once it has ended.
    const Trace::Stall *firstStall() const
    {
        const auto &stalls = m_window->run()->stalls().all();
        const auto found = std::ranges::find_if(
            stalls, [](const auto &entry) { return !entry.second.open && entry.second.culprit(); });
        return found == stalls.end() ? nullptr : &found->second;
    }

    bool isProbeShown() const
    {
        const auto labels = m_window->status()->findChildren<Panels::RoleLabel *>();
        return std::ranges::any_of(labels, [](const Panels::RoleLabel *label) {
            return label->accessibleName() == QLatin1String("Probe") && label->isVisible();
        });
    }

private Q_SLOTS:
    void initTestCase() { Cli::keepOriginalEnvironment(); }

    void init()
    {
        StrictTest::init();
        QVERIFY(open());
    }

    void cleanup() { m_window.reset(); }

    void programIsShownLiveByKeysAlone()
    {
        const QString title = m_window->windowTitle();
        const Charts::LatencyChart *latency = m_window->charts()->latencyChart();
        key(Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(latency->invitation(), QStringLiteral("Type a command line above and press Enter."));
        keepPicture(m_window.get(), QStringLiteral("attach-asks"));
        type(command("sleep"));
        QVERIFY(attaching()->program());
        QCOMPARE(m_window->windowTitle(), QStringLiteral("attachedprogram - Loopscope"));
        QVERIFY(m_window->slides()->isHidden());
        QCOMPARE(latency->accessibleName(), QStringLiteral("Main loop's latency"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 20'000);
        Charts::TimeView *time = m_window->charts()->timeView();
        time->setLength(500ms);       // shorter than what it does
        QTRY_VERIFY(!isProbeShown()); // what it costs another program is not known
        QTRY_VERIFY_WITH_TIMEOUT(attaching()->program()->exitStatus(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended with status 0 after "), 20'000);
        QTRY_COMPARE(m_window->run()->stage(), Models::RunStage::Ended);
        QTRY_VERIFY(time->from() <= *m_window->run()->workStartedAt());
        const Trace::Stall *stall = firstStall();
        QVERIFY(stall);
        QCOMPARE(stall->culpritName(), QStringLiteral("sleepInSlot()"));
        QVERIFY(header()->state().endsWith(u"1\u00a0stall."));
        // The time is that of the axis.
        QVERIFY(header()->state().contains(Theme::formatSeconds(m_window->run()->runTime(), 2)));
        QVERIFY(m_window->run()->latencyFigures().max > 100ms);
        keepPicture(m_window.get(), QStringLiteral("attach-ended"));

        key(Qt::Key_N);
        key(Qt::Key_Return);
        QVERIFY(m_window->stallPage()->isVisible());
        keepPicture(m_window.get(), QStringLiteral("attach-stall"));
        key(Qt::Key_Escape);
        key(Qt::Key_Escape);
        QVERIFY(!attaching()->isActive());
        QCOMPARE(latency->invitation(), QStringLiteral("Press Space to run."));
        QCOMPARE(m_window->windowTitle(), title);
        QCOMPARE(latency->accessibleName(), QStringLiteral("Loop latency"));
        QTRY_VERIFY(isProbeShown());
        QVERIFY(m_window->slides()->isVisible());
        QVERIFY(m_window->run()->stalls().all().empty());
    }

    void slidesRunAfterwards()
    {
        type(command("exit 0"));
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended with status 0"), 20'000);
        key(Qt::Key_Escape);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->openStall(), 20'000);
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->runs()->isRunning(), 20'000);
    }

    void runOfASlideIsEndedFirst()
    {
        key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 20'000);
        type(command("sleep"));
        QTRY_VERIFY_WITH_TIMEOUT(attaching()->program(), 20'000);
        QVERIFY(!m_window->runs()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended with status 0"), 20'000);
        QCOMPARE(m_window->run()->stalls().all().size(), 1U);
    }

    void whatCannotStartIsSaid_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("said");
        QTest::newRow("not there") << "/nowhere/program x"
                                   << "/nowhere/program could not be started: No such file or directory.";
        QTest::newRow("no program") << "/etc/passwd"
                                    << "/etc/passwd could not be started: Permission denied.";
    }

    void whatCannotStartIsSaid()
    {
        QFETCH(QString, typed);
        QFETCH(QString, said);
        type(typed);
        QCOMPARE(header()->state(), said);
        QVERIFY(!attaching()->program());
        QVERIFY(header()->field()->hasFocus());
        keepPicture(m_window.get(), QStringLiteral("attach-cannot-start"));
        QTest::keyClick(header()->field(), Qt::Key_Escape);
        QVERIFY(!attaching()->isActive());
    }

    void programWithoutQtIsSaidToBeUnobserved()
    {
        type(QStringLiteral("/bin/true"));
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().contains(u"true was not observed: no Qt 6"), 20'000);
        QVERIFY(header()->state().startsWith(u"true was not observed"));
        QCOMPARE(m_window->stallList()->emptyText(), QStringLiteral("Nothing was observed."));
        QVERIFY(header()->state().contains(u"use loopscope attach --follow-children"));
        // Another command line can be typed at once.
        QVERIFY(header()->field()->hasFocus());
        QCOMPARE(header()->field()->selectedText(), QStringLiteral("/bin/true"));
        key(Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(m_window->messages()->message().title, QStringLiteral("Nothing recorded yet."));
        QVERIFY(m_window->messages()->isVisible());
        QVERIFY(QDir(m_folder->path()).isEmpty());
    }

    void deathInAStallIsTold_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("where");
        QTest::newRow("killed") << QByteArray("die-blocked") << "Killed by signal 9 after "
                                << "\u00a0ms in sleepInSlot().";
        QTest::newRow("aborted") << QByteArray("crash-blocked") << "Aborted (signal 6) after "
                                 << "\u00a0ms in burnInSlot().";
        QTest::newRow("left") << QByteArray("exit-blocked") << "Ended with status 3 after "
                              << "\u00a0ms in sleepInSlot().";
    }

    void deathInAStallIsTold()
    {
        QFETCH(QByteArray, mode);
        QFETCH(QString, how);
        QFETCH(QString, where);
        type(command(mode.constData()));
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(how), 20'000);
        QVERIFY2(header()->state().contains(u", while its loop was blocked for "),
                 qPrintable(header()->state()));
        QVERIFY2(header()->state().endsWith(where), qPrintable(header()->state()));
        QVERIFY(!m_window->run()->openStall());
    }

    void programIsEndedByItsButton()
    {
        type(command("forever"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 1, 20'000);
        keepPicture(m_window.get(), QStringLiteral("attach-live"));
        QTest::mouseClick(header()->button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended by you after "), 20'000);
    }

    void chosenStallHoldsTheChartsAndIsRead()
    {
        type(command("forever"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 2, 20'000);
        const Charts::TimeView *time = m_window->charts()->timeView();
        QVERIFY(time->isFollowing());
        m_window->stalls()->open(m_window->run()->stalls().all().begin()->first);
        QVERIFY(!time->isFollowing());
        const std::size_t before = m_window->run()->stalls().size();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > before, 20'000);
        QTRY_VERIFY(header()->state().endsWith(u"The charts stand still: press 0 to follow."));
        // The page counts those that come.
        const auto count = [this] { return m_window->stallPage()->title().section(u' ', 3, 3); };
        QTRY_VERIFY(count().startsWith(QString::number(m_window->run()->stalls().size())));
        QVERIFY(m_window->stallPage()->title().startsWith(u"Stall 1 of "));
        key(Qt::Key_Escape);
        key(Qt::Key_0);
        QVERIFY(time->isFollowing());
        QTest::mouseClick(header()->button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(attaching()->program()->exitStatus(), 20'000);
    }

    void programGoesOnWhenTheWindowIsGone()
    {
        type(command("forever"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 20'000);
        const auto pid = static_cast<pid_t>(attaching()->program()->pid());
        QVERIFY(m_window->close());
        m_window.reset();
        QCOMPARE(::kill(pid, 0), 0);
        ::kill(pid, SIGKILL);
    }

    void sourceOfWhatBlocksIsReadFromDisk()
    {
        type(command("sleep"));
        QTRY_VERIFY_WITH_TIMEOUT(header()->state().startsWith(u"Ended with status 0"), 20'000);
        const Trace::Stall *stall = firstStall();
        QVERIFY(stall);
        QVERIFY(m_window->code()->languageButton()->isHidden());
        // The path of a program of our own is relative to the source root, which is not where we are.
        const int line = stall->culprit()->line;
        m_window->code()->mark(QStringLiteral(ATTACHED_SOURCE), line, QStringLiteral("300 ms"));
        QTRY_VERIFY(m_window->code()->view()->toPlainText().contains(u"void sleepInSlot()"));
        QCOMPARE(m_window->code()->view()->markedLine(), line);
        m_window->code()->mark(QStringLiteral("/nowhere/source.cpp"), 1, {});
        QTRY_COMPARE(m_window->code()->view()->toPlainText(),
                     QStringLiteral("// There is no file /nowhere/source.cpp here."));
        keepPicture(m_window.get(), QStringLiteral("attach-source"));
    }

    void slidesReadNothingFromDisk()
    {
        const QString before = m_window->code()->view()->toPlainText();
        m_window->code()->mark(QStringLiteral(ATTACHED_SOURCE), 1, {});
        QTest::qWait(50); // what must not come has no condition
        QCOMPARE(m_window->code()->view()->toPlainText(), before);
    }

    void keysOfTheSlidesDoNothing()
    {
        type(command("idle 60000"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 20'000);
        for (const int code : {Qt::Key_Space, Qt::Key_C, Qt::Key_R, Qt::Key_2})
            key(code);
        QVERIFY(!m_window->runs()->isRunning());
        QVERIFY(m_window->run()->isLive());
        QTest::mouseClick(header()->button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(attaching()->program()->exitStatus(), 20'000);
    }

    // The program `loopscope` itself.
    void statusIsToldWhenTheWindowIsClosed()
    {
        QProcess process;
        prepare(&process, {QStringLiteral("attach"), QStringLiteral("--window"), QStringLiteral("--"),
                           attachedProgram(), QStringLiteral("exit"), QStringLiteral("3")});
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        process.setProcessEnvironment(environment);
        process.start();
        QVERIFY(process.waitForStarted());
        QByteArray told;
        const auto hasEnded = [&] {
            told += process.readAllStandardError();
            return told.contains("ended with status 3");
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), 60'000);
        QCOMPARE(process.state(), QProcess::Running); // the window stays
        process.terminate();
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 3);
    }

    void withoutADisplayNothingIsStarted()
    {
        const Ended ended =
            attach({QStringLiteral("--window")}, {attachedProgram(), QStringLiteral("sleep")});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains(u"no display"), qPrintable(ended.err));
    }
};

LOOPSCOPE_WIDGET_TEST_MAIN(TstAttachWindow)

#include "tst_attachwindow.moc"
