#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/mainwindow.h"
#include "ui/panels/slidelist.h"
#include "ui/presentercontroller.h"
#include "ui/runcontroller.h"
#include "ui/speakernotes.h"

#include <QTemporaryFile>

using namespace Loopscope;

/// Presenter mode with a projector beside the speaker's own screen.
class TstTwoScreens : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void thereAreTwoScreens();
    void pictureIsOnTheProjector();
    void screensAreSwapped();
    void notesAreOnTheOtherScreen();
    void notesFollowTheSlide();
    void notesAreOnThePictureWhenTheyWereClosed();

private:
    void key(int code)
    {
        QWidget *target = m_window->presenter()->isActive() ? static_cast<QWidget *>(view()) : m_window.get();
        QTest::keyClick(target, Qt::Key(code));
    }
    Ui::PresenterView *view() const { return m_window->presenter()->view(); }
    Ui::NotesWindow *notes() const { return m_window->presenter()->notesWindow(); }

    std::unique_ptr<Ui::MainWindow> m_window;
};

void TstTwoScreens::init()
{
    StrictTest::init();
    m_window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstTwoScreens::thereAreTwoScreens()
{
    QCOMPARE(QGuiApplication::screens().size(), 2);
    QCOMPARE(QGuiApplication::screens()[1]->geometry(), QRect(1920, 0, 1280, 720));
}

void TstTwoScreens::pictureIsOnTheProjector()
{
    const QRect before = m_window->geometry();
    key(Qt::Key_F5);
    QTRY_COMPARE(m_window->geometry(), QGuiApplication::screens()[1]->geometry());
    QCOMPARE(view()->size(), QSize(1280, 720));
    key(Qt::Key_F5);
    QTRY_COMPARE(m_window->geometry(), before);
}

void TstTwoScreens::screensAreSwapped()
{
    key(Qt::Key_F5);
    key(Qt::Key_S);
    QCOMPARE(notes()->geometry(), QGuiApplication::screens()[0]->geometry());
    key(Qt::Key_X);
    QTRY_COMPARE(m_window->geometry(), QGuiApplication::screens()[0]->geometry());
    QCOMPARE(notes()->geometry(), QGuiApplication::screens()[1]->geometry());
    // Rehearsed once, it is so the next time.
    key(Qt::Key_F5);
    key(Qt::Key_F5);
    QTRY_COMPARE(m_window->geometry(), QGuiApplication::screens()[0]->geometry());
}

void TstTwoScreens::notesAreOnTheOtherScreen()
{
    key(Qt::Key_F5);
    QVERIFY(!notes()); // on demand only
    key(Qt::Key_S);
    QVERIFY(notes() && notes()->isVisible());
    QVERIFY(view()->notes().isEmpty());
    QVERIFY(notes()->screen() != m_window->screen());
    QCOMPARE(notes()->geometry(), QGuiApplication::screens()[0]->geometry());
    QCOMPARE(notes()->notes(), Ui::speakerNotes(QStringLiteral("slow-callback")));
    Testing::keepPicture(notes(), QStringLiteral("two-screens-notes"));
    Testing::keepPicture(m_window.get(), QStringLiteral("two-screens-picture"));
    key(Qt::Key_Escape);
    QVERIFY(!notes());
}

void TstTwoScreens::notesFollowTheSlide()
{
    key(Qt::Key_F5);
    key(Qt::Key_S);
    // A key pressed there is meant for the picture.
    QTest::keyClick(notes(), Qt::Key_PageDown);
    QCOMPARE(m_window->runs()->scenario()->id, QStringLiteral("http"));
    QCOMPARE(notes()->notes(), Ui::speakerNotes(QStringLiteral("http")));
}

void TstTwoScreens::notesAreOnThePictureWhenTheyWereClosed()
{
    key(Qt::Key_F5);
    key(Qt::Key_S);
    key(Qt::Key_S);
    QVERIFY(!notes());
    QVERIFY(view()->notes().isEmpty());
}

// The offscreen platform reads from a file which screens there are.
int main(int argc, char **argv)
{
    QTemporaryFile screens;
    const QByteArray common = R"("logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1)";
    const QByteArray text =
        R"({"screens": [{"name": "own", "x": 0, "y": 0, "width": 1920, "height": 1080, )" + common +
        R"(}, {"name": "projector", "x": 1920, "y": 0, "width": 1280, "height": 720, )" + common + "}]}";
    if (!screens.open() || screens.write(text) != text.size() || !screens.flush())
        return 1;
    qputenv("QT_NO_GLIB", "1");
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + screens.fileName().toLocal8Bit());
    QApplication app(argc, argv);
    TstTwoScreens test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_twoscreens.moc"
