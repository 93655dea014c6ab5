#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/chartexport.h"
#include "ui/charts/overlaychart.h"
#include "ui/comparecontroller.h"
#include "ui/exportcontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/parameterbar.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/verdictband.h"
#include "ui/runcontroller.h"

#include <QDir>
#include <QFileDialog>
#include <QTemporaryDir>

using namespace Loopscope;
using Ui::MainWindow;

/// What Ctrl+E writes, of real runs in the real window; tst_tracepair has it of traces.
class TstExport : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void exportIsOfTheComparison();
    void exportOfChartsTellsWhatTheyAre();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    Panels::ComparePanel *page() const { return m_window->comparePage(); }

    std::unique_ptr<MainWindow> m_window;
};

void TstExport::init()
{
    StrictTest::init();
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    QCOMPARE(m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("200")), QString());
}

void TstExport::cleanup()
{
    m_window.reset();
}

void TstExport::exportIsOfTheComparison()
{
    key(Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->compares()->isRunning(), 60'000);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("c.png"));
    QSignalSpy exported(m_window->exports(), &Ui::ExportController::exported);
    key(Qt::Key_E, Qt::ControlModifier);
    QFileDialog *dialog = m_window->exports()->dialog();
    QVERIFY(dialog);
    QCOMPARE(dialog->windowTitle(), QStringLiteral("Export the comparison as"));
    QVERIFY(dialog->selectedFiles().front().endsWith(QStringLiteral("/pipelining-compared.png")));
    dialog->reject();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->exports()->exportTo(path);
    QTRY_COMPARE(exported.size(), 1);
    QCOMPARE(exported[0][1].toString(), QString());
    if (const QString kept = qEnvironmentVariable("LOOPSCOPE_PICTURES"); !kept.isEmpty())
        QFile::copy(path, QDir(kept).filePath(QStringLiteral("exported.png")));
    const QImage picture(path);
    QCOMPARE(picture.size(), (page()->size() + QSize(0, Charts::captionHeight)) * 2);
    // The verdict stands below the caption, in the size of the page.
    const QColor mark = m_window->theme()->color(Theme::ColorRole::Worst);
    const Charts::OverlayChart *race = page()->progressChart();
    const QPoint end = race->mapTo(page(), race->pointOf(race->picture().lines[0].points.last()).toPoint());
    QCOMPARE(picture.pixelColor((end + QPoint(0, Charts::captionHeight - page()->messages()->height())) * 2),
             mark);
    QVERIFY(page()->messages()->isVisible());
    QCOMPARE(page()->messages()->message().title, QStringLiteral("Exported."));
    QVERIFY(page()->backButton()->isVisible() && page()->copyButton()->isVisible());
    QVERIFY(page()->verdict()->y() >= page()->messages()->height());
    key(Qt::Key_Escape);
    QVERIFY(!page()->messages()->isVisible());
    QCOMPARE(page()->verdict()->y(), 0);
    QVERIFY(page()->isVisible());
}

void TstExport::exportOfChartsTellsWhatTheyAre()
{
    m_window->header()->parameterBar()->setRepeat(false);
    key(Qt::Key_2);
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), Session::RunState::Done, 60'000);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("c.svg"));
    QSignalSpy exported(m_window->exports(), &Ui::ExportController::exported);
    m_window->exports()->exportTo(path);
    QTRY_COMPARE(exported.size(), 1);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString svg = QString::fromUtf8(file.readAll());
    // In what the file says of itself, and in what one sees of it.
    QCOMPARE(svg.count(QStringLiteral("Pipelining, Pipelined, last in first out: 200 wrong, ")), 2);
    key(Qt::Key_E, Qt::ControlModifier);
    QFileDialog *dialog = m_window->exports()->dialog();
    QVERIFY(dialog->selectedFiles().front().endsWith(QStringLiteral("/pipelining-pipelined-lifo.png")));
    dialog->reject();
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstExport)
#include "tst_export.moc"
