#include "tests/support/stricttest.h"
#include "tests/ui/window/settingswindow.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/timeview.h"
#include "ui/panels/aboutpanel.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/focusring.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/heartbeat.h"
#include "ui/panels/keyspanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/presentercontroller.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/translation.h"
#include "ui/workarea.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QScopeGuard>
#include <QTranslator>

#include <array>

using namespace Loopscope;
using namespace std::chrono_literals;
using Theme::ThemeKind;
using Ui::MainWindow;
using Ui::WorkArea;

namespace {

/// Interactive and not part of another control, which speaks for it.
bool isControl(const QWidget *widget)
{
    if (widget->isHidden() || widget->focusProxy() ||
        qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()))
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || (widget->focusPolicy() & Qt::TabFocus);
}

QStringList controlsWithoutNameOrKey(QWidget *window)
{
    QStringList wrong;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        if (!isControl(widget) || !widget->isVisibleTo(window))
            continue;
        const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        const QString name =
            QStringLiteral("%1 \"%2\" %3")
                .arg(widget->metaObject()->className(), widget->accessibleName(), widget->toolTip());
        if (!spoken || spoken->text(QAccessible::Name).isEmpty())
            wrong << name + QStringLiteral(": no name");
        if (!widget->toolTip().contains(u'('))
            wrong << name + QStringLiteral(": no key");
    }
    return wrong;
}

} // namespace

class TstManners : public Testing::StrictTest, private Testing::SettingsWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setNames(); }
    void init()
    {
        StrictTest::init();
        forget();
    }
    void everyControlHasANameAndItsKey();
    void everyControlOfAStallHasANameAndItsKey();
    void themesGoRound();
    void tabGoesAsOneReads();
    void translationIsFound();
    void newStallIsAnnouncedAtMostOnceASecond();
    void closedPanelComesBack();
    void tabsCountNothingAtFirst();
    void closedPanelHasAButton();
    void closedListLeavesItsVerdict();
    void tabOfClosedPanelsIsGone();
    void sideWidensWithTheWindow();
    void aboutIsShownAndTakenAway();
    void sheetHasEveryKey();
    void rightToLeftDesktopChangesNothing();
    void thresholdHasOneFocusRing();
};

void TstManners::everyControlHasANameAndItsKey()
{
    const auto window = show(false);
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        window->runs()->showScenario(scenario.id);
        QCOMPARE(controlsWithoutNameOrKey(window.get()).join(u'\n'), QString());
    }
    window->resize(1024, 700);
    QCOMPARE(controlsWithoutNameOrKey(window.get()).join(u'\n'), QString());
    key(window.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(window->messages()->isVisible());
    QCOMPARE(controlsWithoutNameOrKey(window.get()).join(u'\n'), QString());
}

void TstManners::everyControlOfAStallHasANameAndItsKey()
{
    const auto window = show(false);
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(window->run(), start,
                     {Testing::makeStall(900'001, start, std::chrono::milliseconds(100))});
    window->stalls()->open(900'001);
    QVERIFY(window->stallPage()->isVisible());
    QCOMPARE(controlsWithoutNameOrKey(window.get()).join(u'\n'), QString());
    key(window.get(), Qt::Key_L);
    QCOMPARE(controlsWithoutNameOrKey(window.get()).join(u'\n'), QString());
    window->run()->clear();
}

void TstManners::themesGoRound()
{
    const auto window = show(false);
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::HighContrast, ThemeKind::Dark}) {
        key(window.get(), Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(window->theme()->kind(), kind);
    }
}

// An alert makes a screen reader say what the list is described by.
void TstManners::newStallIsAnnouncedAtMostOnceASecond()
{
    const auto window = show(false);
    const QWidget *list = window->stallList()->view();
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(window->run(), start, {Testing::makeStall(1, start + 1ms, 100ms)});
    const QString first = list->accessibleDescription();
    const QString said = QStringLiteral("100.0\u00a0ms in sleeper() at slowcallback_blocking.cpp:31");
    QVERIFY2(first.contains(said), qPrintable(first));
    const auto add = [&](Trace::StallId id, std::chrono::milliseconds duration) {
        Trace::Batch more;
        more.stalls = {Testing::makeStall(id, start + id * 200ms, duration)};
        window->run()->apply(more);
        return list->accessibleDescription();
    };
    QCOMPARE(add(2, 50ms), first);
    QTRY_VERIFY(Base::now() - start > 1s);
    QVERIFY(add(3, 70ms).contains(QStringLiteral("70.0\u00a0ms in")));
}

// Made by lrelease of one sentence: "Slow callback".
void TstManners::translationIsFound()
{
    const QByteArray before = qgetenv("XDG_DATA_HOME");
    const QTemporaryDir data;
    qputenv("XDG_DATA_HOME", data.path().toLocal8Bit());
    const auto restore = qScopeGuard([&] { qputenv("XDG_DATA_HOME", before); });
    QVERIFY(!Ui::installTranslation(QLocale(QLocale::German)));
    const QString folder = data.filePath(QStringLiteral("loopscope/translations"));
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + QStringLiteral("/loopscope_de.qm"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromBase64(
        "PLhkGMrvnJXNIRy/YKG93acAAAACZGVCAAAACA4kEVsAAAAAaQAAAE0DAAAAIgBMAGEAbgBnAHMAYQBtAGUAcgAgAFIA/"
        "ABjAGsAcgB1AGYIAAAAAAYAAAANU2xvdyBjYWxsYmFjawcAAAAJTG9vcHNjb3BlAYgAAAACAQE="));
    file.close();
    QVERIFY(!Ui::installTranslation(QLocale(QLocale::Finnish)));
    QVERIFY(Ui::installTranslation(QLocale(QLocale::German)));
    const auto remove = qScopeGuard([] {
        for (QTranslator *installed : qApp->findChildren<QTranslator *>())
            delete installed;
    });
    QCOMPARE(QCoreApplication::translate("Loopscope", "Slow callback"),
             QStringLiteral("Langsamer R\u00fcckruf"));
    QCOMPARE(QCoreApplication::translate("Loopscope", "Pipelining"), QStringLiteral("Pipelining"));
}

void TstManners::tabGoesAsOneReads()
{
    const auto window = show(false);
    window->resize(1440, 900);
    for (const char *slide : {"http", "slow-callback"}) {
        window->runs()->showScenario(QString::fromLatin1(slide));
        QWidgetList stops;
        for (QWidget *at = window->slides()->view()->nextInFocusChain(); at != window->slides()->view();
             at = at->nextInFocusChain()) {
            if (at->isVisible() && (at->focusPolicy() & Qt::TabFocus) && window->header()->isAncestorOf(at))
                stops << at;
        }
        QVERIFY(stops.size() > 4);
        const auto topLeft = [&window](QWidget *stop) { return stop->mapTo(window->header(), QPoint(0, 0)); };
        // Row of variants and settings from left to right, then the two buttons above.
        const qsizetype inRow = stops.size() - 2;
        for (qsizetype i = 1; i < inRow; ++i)
            QVERIFY2(topLeft(stops[i - 1]).x() < topLeft(stops[i]).x(), qPrintable(stops[i]->objectName()));
        QCOMPARE(stops[inRow], window->header()->runButton());
        QCOMPARE(stops.last(), window->header()->compareButton());
    }
}

void TstManners::closedPanelComesBack()
{
    const auto window = show(false);
    QTest::mouseClick(window->code()->closeButton(), Qt::LeftButton);
    QTest::mouseClick(window->stallList()->closeButton(), Qt::LeftButton);
    QVERIFY(!window->code()->isVisible());
    QVERIFY(!window->stallList()->isVisible());
    QTRY_COMPARE(window->charts()->width(), window->workArea()->width());
    window->setFocus();
    for (int press = 0; press < 6 && !window->stallList()->isVisible(); ++press)
        key(window.get(), Qt::Key_F6);
    QVERIFY(window->stallList()->isVisible());
    QVERIFY(window->code()->isVisible());
}

void TstManners::tabsCountNothingAtFirst()
{
    // Whatever the memory held before.
    alignas(WorkArea) std::array<std::byte, sizeof(WorkArea)> memory;
    memory.fill(std::byte{0x5a});
    Theme::Theme theme;
    QWidget window;
    const auto part = [&window] { return new QWidget(&window); };
    auto *work = new (memory.data()) WorkArea(&theme, {part(), part(), part(), part(), part(), part()});
    const auto buttons = work->findChildren<Panels::TextButton *>();
    QVERIFY(std::ranges::any_of(buttons, [](const Panels::TextButton *button) {
        return button->text() == QStringLiteral("Code and slow callbacks");
    }));
    work->~WorkArea();
}

// By the mouse too: not everybody knows of F6.
void TstManners::closedPanelHasAButton()
{
    const auto window = show(false);
    WorkArea *work = window->workArea();
    for (const auto panel : {WorkArea::Panel::Code, WorkArea::Panel::List}) {
        QVERIFY(!work->openButton(panel));
        work->setOpen(panel, false);
        QVERIFY(work->openButton(panel) && work->openButton(panel)->isVisible());
        QVERIFY(work->openButton(panel)->text().startsWith(QStringLiteral("Show ")));
        QCOMPARE(work->openButton(panel)->key(), QStringLiteral("F6"));
        QTest::mouseClick(work->openButton(panel), Qt::LeftButton);
        QVERIFY(work->isOpen(panel));
        QVERIFY(!work->openButton(panel));
    }
    work->setOpen(WorkArea::Panel::List, false);
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(window->run(), start, {Testing::makeStall(1, start + 1ms, 100ms)});
    QCOMPARE(work->openButton(WorkArea::Panel::List)->text(), QStringLiteral("Show slow callbacks: 1"));
}

void TstManners::closedListLeavesItsVerdict()
{
    const auto window = show(false);
    window->workArea()->setVerdict(QStringLiteral("2 stalls."), false);
    const auto isSaid = [&window] {
        const auto labels = window->workArea()->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text() == QStringLiteral("2 stalls.");
        });
    };
    QVERIFY(!isSaid());
    window->workArea()->setOpen(WorkArea::Panel::Code, false);
    QVERIFY(!isSaid());
    window->workArea()->setOpen(WorkArea::Panel::List, false);
    QVERIFY(isSaid());
}

void TstManners::tabOfClosedPanelsIsGone()
{
    const auto window = show(false);
    window->resize(1024, 700);
    WorkArea *work = window->workArea();
    QVERIFY(work->isTabbed());
    work->showSide();
    work->setOpen(WorkArea::Panel::Code, false);
    QVERIFY(window->stallList()->isVisible());
    work->setOpen(WorkArea::Panel::List, false);
    QVERIFY(window->charts()->isVisible());
    QTest::mouseClick(work->openButton(WorkArea::Panel::Code), Qt::LeftButton);
    QVERIFY(window->code()->isVisible());
}

void TstManners::sideWidensWithTheWindow()
{
    {
        const auto window = show(true);
        window->resize(1440, 900);
        QTRY_COMPARE(window->code()->width(), 416);
        window->resize(1920, 1080);
        QTRY_COMPARE(window->code()->width(), 560);
        window->resize(1440, 900);
        QTRY_COMPARE(window->code()->width(), 416);
        window->close();
    }
    QVERIFY(!QSettings().contains(QStringLiteral("window/sizes"))); // nobody chose them
    const auto window = show(true);
    window->resize(1440, 900);
    dragColumns(window.get(), -40);
    const int chosen = window->code()->width();
    QVERIFY(chosen > 430);
    window->resize(1920, 1080);
    QCoreApplication::processEvents();
    QCOMPARE(window->code()->width(), chosen);
}

void TstManners::aboutIsShownAndTakenAway()
{
    const auto window = show(false);
    key(window.get(), Qt::Key_F1, Qt::ShiftModifier);
    QVERIFY(window->about()->isVisible());
    QVERIFY(window->about()->lines().join(u' ').contains(QStringLiteral("GPLv3")));
    key(window.get(), Qt::Key_Escape);
    QVERIFY(!window->about()->isVisible());
}

void TstManners::sheetHasEveryKey()
{
    const auto window = show(false);
    QString sheet;
    for (const Panels::KeyRow &row : window->keys()->rows())
        sheet += row.keys + QStringLiteral(", ");
    for (const char *wanted :
         {"Space",   "1, 2, 3, 4", "PageUp",  "R",      "T",        "N, Shift+N", "Enter",  "Esc",   "G",
          "P",       "Y",          "+, -, 0", "Ctrl+R", "Ctrl+S",   "Ctrl+B",     "Ctrl+L", "F1",    "F5",
          "Ctrl+F5", "F6",         "Ctrl+C",  "L",      "Shift+F1", "Ctrl++",     "Ctrl+-", "Ctrl+0"})
        QVERIFY2(sheet.contains(QLatin1String(wanted) + QStringLiteral(", ")), wanted);
}

/// Texts, code and time run to the right, whatever the desktop's language does.
void TstManners::rightToLeftDesktopChangesNothing()
{
    const auto restore = qScopeGuard([] { QGuiApplication::setLayoutDirection(Qt::LayoutDirectionAuto); });
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    const auto window = show(false);
    window->resize(1440, 900);
    const auto leftOf = [&window](const QWidget *widget) {
        return widget->mapTo(window.get(), QPoint(0, 0)).x();
    };
    auto *code = window->findChild<Panels::CodePanel *>();
    QVERIFY(code);
    QTRY_VERIFY(leftOf(window->findChild<Panels::SlideList *>()) < leftOf(window->charts()));
    QVERIFY(leftOf(window->charts()) < leftOf(code));

    key(window.get(), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(window->run()->stalls().total() >= 2, 20000);
    window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!window->session()->isRunning(), 20000);
    window->charts()->renderFrame();
    Testing::keepPicture(window.get(), QStringLiteral("right-to-left"));
    // The threshold's handle with its number at the left of the charts, the badge at the right of the marked
    // line.
    const auto count = [](QWidget *widget, bool isLeft, Theme::ColorRole role) {
        const QRect half(isLeft ? 0 : widget->width() / 2, 0, widget->width() / 2, widget->height());
        return Testing::countPixels(widget, half, Theme::Theme(ThemeKind::Dark).color(role));
    };
    QVERIFY(count(window->charts(), true, Theme::ColorRole::Threshold) >
            count(window->charts(), false, Theme::ColorRole::Threshold));
    auto *lines = code->findChild<Panels::CodeView *>()->viewport();
    QVERIFY(count(lines, false, Theme::ColorRole::Stall) > count(lines, true, Theme::ColorRole::Stall));
    QVERIFY(count(window->charts(), true, Theme::ColorRole::OnThreshold) > 10);
}

void TstManners::thresholdHasOneFocusRing()
{
    const auto window = show(false);
    key(window.get(), Qt::Key_T);
    QVERIFY(window->charts()->latencyChart()->hasFocus());
    QCOMPARE(window->findChild<Panels::FocusRing *>()->marked(), nullptr); // the handle has its own
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstManners)
#include "tst_manners.moc"
