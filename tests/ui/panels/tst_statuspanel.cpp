#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/heartbeat.h"
#include "ui/panels/keyspanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Loopscope;
using namespace Loopscope::Panels;
using namespace std::chrono_literals;

class TstStatusPanel : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Testing::quietPlatform(); }
    void loopIsTold_data();
    void loopIsTold();
    void recordingIsTold_data();
    void recordingIsTold();
    void figuresTurnAlarming();
    void everyFigureIsExplained();
    void heartbeatMovesByBeatsAlone();
    void heartbeatGoesOnWhereItStood();
    void frozenHeartbeatIsASquareWhereItStopped();
    void everythingFitsAtTheSmallestWidth();
    void longerTextHasItsRoomAtOnce();
    void linesBetweenFiguresMoveWithThem();
    void messageIsShownWithItsAction();
    void messageOfBeforeTheFirstPictureIsLaidOut();
    void messageWithoutActionHasNoButton();
    void kindsOfMessagesDiffer();
    void keysCoverTheWindowAndGo();
    void sheetOfKeysWithoutRoomScrolls();

private:
    QStringList texts(const QWidget *panel) const;

    Theme::Theme m_theme;
};

QStringList TstStatusPanel::texts(const QWidget *panel) const
{
    QStringList texts;
    for (const QLabel *label : panel->findChildren<QLabel *>())
        texts << label->text();
    return texts;
}

void TstStatusPanel::loopIsTold_data()
{
    using Kind = LoopStatus::Kind;
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("busy");
    QTest::addColumn<int>("frozenMs");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << int(Kind::None) << 0.0 << 0 << QStringLiteral("No loop yet");
    QTest::newRow("idle") << int(Kind::Idle) << 0.0 << 0 << QStringLiteral("Loop idle");
    QTest::newRow("busy") << int(Kind::Busy) << 0.2 << 0 << QStringLiteral("Loop busy 20\u00a0%");
    QTest::newRow("frozen") << int(Kind::Frozen) << 0.0 << 64 << QStringLiteral("Loop frozen for 64\u00a0ms");
    QTest::newRow("was frozen") << int(Kind::WasFrozen) << 0.0 << 100
                                << QStringLiteral("Loop was frozen for 100.0\u00a0ms");
}

void TstStatusPanel::loopIsTold()
{
    QFETCH(int, kind);
    QFETCH(double, busy);
    QFETCH(int, frozenMs);
    QFETCH(QString, text);
    StatusPanel panel(&m_theme);
    panel.setLoop({static_cast<LoopStatus::Kind>(kind), busy, std::chrono::milliseconds(frozenMs)});
    QVERIFY(texts(&panel).contains(text));
}

void TstStatusPanel::recordingIsTold_data()
{
    using Kind = RecordingStatus::Kind;
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("detail");
    QTest::newRow("recording") << int(Kind::Recording) << QStringLiteral("Recording")
                               << QStringLiteral("run.perfetto-trace, 0.2\u00a0MB");
    QTest::newRow("saved") << int(Kind::Saved) << QStringLiteral("Saved")
                           << QStringLiteral("run.perfetto-trace, 0.2\u00a0MB");
    QTest::newRow("armed") << int(Kind::Armed) << QStringLiteral("Records the next run")
                           << QStringLiteral("run.perfetto-trace");
    QTest::newRow("stopped") << int(Kind::Stopped) << QStringLiteral("Recording stopped")
                             << QStringLiteral("the disk is full, 41 MB kept");
}

void TstStatusPanel::recordingIsTold()
{
    QFETCH(int, kind);
    StatusPanel panel(&m_theme);
    panel.setRecording({static_cast<RecordingStatus::Kind>(kind),
                        QStringLiteral("/folder/run.perfetto-trace"), 200'000,
                        QStringLiteral("the disk is full, 41 MB kept")});
    QFETCH(QString, state);
    QFETCH(QString, detail);
    QVERIFY(texts(&panel).contains(state));
    QVERIFY(texts(&panel).contains(detail));
}

void TstStatusPanel::figuresTurnAlarming()
{
    StatusPanel panel(&m_theme);
    panel.resize(1440, 32);
    const QRect all(0, 0, 1440, 32);
    const QColor alarm = m_theme.color(ColorRole::StallText);
    panel.setProbe(0.003);
    panel.setDropped(0);
    QCOMPARE(Testing::countPixels(&panel, all, alarm), 0);
    panel.setProbe(0.03);
    QVERIFY(Testing::countPixels(&panel, all, alarm) > 0);
    panel.setProbe(0.003);
    QCOMPARE(Testing::countPixels(&panel, all, alarm), 0);
    panel.setProbe(0.003, 25);
    QCOMPARE(Testing::countPixels(&panel, all, alarm), 0);
    QVERIFY(texts(&panel).contains(QStringLiteral("0.3\u00a0% of the loop, 25 pings a second")));
    panel.setProbe(0.003);
    panel.setDropped(1204);
    QVERIFY(Testing::countPixels(&panel, all, alarm) > 0);
    QVERIFY(texts(&panel).contains(QStringLiteral("1\u00a0204\u00a0events")));
}

void TstStatusPanel::everyFigureIsExplained()
{
    const Theme::Theme theme;
    StatusPanel panel(&theme);
    panel.resize(1280, panel.height());
    QVERIFY(Testing::showWindow(&panel));
    int found = 0;
    for (const RoleLabel *label : panel.findChildren<RoleLabel *>()) {
        const QString name = label->accessibleName();
        if (name.isEmpty()) // no figure
            continue;
        QVERIFY2(!label->toolTip().isEmpty(), qPrintable(name));
        QCOMPARE(label->accessibleDescription(), label->toolTip());
        ++found;
    }
    QCOMPARE(found, 5);
    // A text that is cut is more needed than what it means.
    RoleLabel cut(&theme, FontRole::Label, ColorRole::Text);
    cut.setExplanation(QStringLiteral("It is explained."));
    cut.setText(QStringLiteral("A text that has no room"));
    cut.resize(40, 20);
    cut.grab();
    QCOMPARE(cut.toolTip(), cut.text());
    cut.resize(400, 20);
    cut.grab();
    QCOMPARE(cut.toolTip(), QStringLiteral("It is explained."));
}

void TstStatusPanel::heartbeatMovesByBeatsAlone()
{
    Heartbeat heartbeat(&m_theme);
    const Base::SteadyTime start = Base::now();
    heartbeat.setPulse(Pulse::Beats);
    heartbeat.beat(start);
    const double before = heartbeat.position();
    heartbeat.grab();
    QCOMPARE(heartbeat.position(), before);
    heartbeat.beat(start + 20ms);
    QVERIFY(heartbeat.position() != before);
}

void TstStatusPanel::heartbeatGoesOnWhereItStood()
{
    Heartbeat heartbeat(&m_theme);
    const Base::SteadyTime start = Base::now();
    heartbeat.beat(start);
    const double before = heartbeat.position();
    heartbeat.beat(start + 3s);
    QVERIFY(qAbs(heartbeat.position() - before) < 0.11);
}

void TstStatusPanel::frozenHeartbeatIsASquareWhereItStopped()
{
    Heartbeat heartbeat(&m_theme);
    heartbeat.beat(Base::now());
    heartbeat.setPulse(Pulse::Frozen);
    const QColor stall = m_theme.color(ColorRole::Stall);
    // A square of 14 with rounded corners.
    QVERIFY(Testing::countPixels(&heartbeat, heartbeat.rect(), stall) > 150);
    heartbeat.setPulse(Pulse::Beats);
    QCOMPARE(Testing::countPixels(&heartbeat, heartbeat.rect(), stall), 0);
}

void TstStatusPanel::everythingFitsAtTheSmallestWidth()
{
    StatusPanel panel(&m_theme);
    panel.setLoop({LoopStatus::Kind::WasFrozen, 0, 100300us});
    panel.setWindowFrame(13800us);
    panel.setWindowLatency(400us);
    panel.setProbe(0.003);
    panel.setDropped(0);
    panel.setRecording({RecordingStatus::Kind::Recording,
                        QStringLiteral("/x/slow-callback-blocking.perfetto-trace"), 200'000, QString()});
    panel.resize(1024, 32);
    QVERIFY(Testing::showWindow(&panel));
    int right = 0;
    QList<QLabel *> labels = panel.findChildren<QLabel *>();
    labels.removeIf([](const QLabel *label) { return label->isHidden(); });
    std::ranges::sort(labels, {}, &QLabel::x);
    for (const QLabel *label : labels) {
        QVERIFY2(label->x() >= right, qPrintable(label->text()));
        right = label->geometry().right();
        const bool mayBeCut = label->text().contains(QStringLiteral("perfetto-trace"));
        QVERIFY2(mayBeCut || label->width() >= label->sizeHint().width(), qPrintable(label->text()));
    }
    QVERIFY(right <= 1024 - 16);
}

void TstStatusPanel::longerTextHasItsRoomAtOnce()
{
    StatusPanel panel(&m_theme);
    panel.resize(1280, 32);
    QVERIFY(Testing::showWindow(&panel));
    const auto widthsFit = [&panel] {
        const auto labels = panel.findChildren<QLabel *>();
        return std::ranges::all_of(labels, [](const QLabel *label) {
            return label->isHidden() || label->text().isEmpty() ||
                   label->width() == label->sizeHint().width();
        });
    };
    for (const auto duration : {400us, 104'000us, 12'345'678us, 1us}) {
        panel.setLoop({LoopStatus::Kind::WasFrozen, 0, duration});
        panel.setWindowFrame(duration);
        panel.setWindowLatency(duration);
        panel.setProbe(Base::toSeconds(duration) / 20);
        QVERIFY(widthsFit()); // no turn of the event loop between
    }
    panel.setLoop({LoopStatus::Kind::Idle, 0, {}});
    QVERIFY(widthsFit());
}

namespace {

// What was painted of a widget.
class PaintedRegion final : public QObject
{
public:
    explicit PaintedRegion(QWidget *widget) { widget->installEventFilter(this); }
    QRegion region;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            region += static_cast<QPaintEvent *>(event)->region();
        return false;
    }
};

} // namespace

void TstStatusPanel::linesBetweenFiguresMoveWithThem()
{
    StatusPanel panel(&m_theme);
    panel.resize(1280, panel.height());
    QVERIFY(Testing::showWindow(&panel));
    PaintedRegion painted(&panel);
    const auto names = panel.findChildren<RoleLabel *>();
    const auto dropped = std::ranges::find(names, QStringLiteral("Dropped"), &RoleLabel::text);
    QVERIFY(dropped != names.end());
    const QPoint before = (*dropped)->pos() - QPoint(13, 0);
    panel.setLoop({LoopStatus::Kind::WasFrozen, 0, 1234ms});
    const QPoint after = (*dropped)->pos() - QPoint(13, 0);
    QVERIFY(after.x() > before.x());
    QTRY_VERIFY(painted.region.contains(before) && painted.region.contains(after));
}

void TstStatusPanel::messageIsShownWithItsAction()
{
    MessageBar bar(&m_theme);
    QVERIFY(bar.isHidden());
    bar.showMessage({Message::Kind::Error, QStringLiteral("The local server did not start."),
                     QStringLiteral("Port 0 on 127.0.0.1: permission denied."), QStringLiteral("Retry")});
    QVERIFY(!bar.isHidden());
    QCOMPARE(bar.height(), 56);
    QSignalSpy action(&bar, &MessageBar::actionTriggered);
    bar.actionButton()->click();
    QCOMPARE(action.count(), 1);
    bar.closeButton()->click();
    QVERIFY(bar.isHidden());
    QCOMPARE(Testing::controlsWithoutName(&bar).join(u';'), QString());
}

// As the hint of the first start is.
void TstStatusPanel::messageOfBeforeTheFirstPictureIsLaidOut()
{
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *bar = new MessageBar(&m_theme, &window);
    layout->addWidget(bar);
    layout->addStretch(1);
    bar->showMessage({Message::Kind::Information,
                      QStringLiteral("Press Space to run this slide."),
                      QStringLiteral("PageDown goes to the next one."),
                      {}});
    window.resize(800, 400);
    QVERIFY(Testing::showWindow(&window));
    QCOMPARE(bar->height(), 56);
    QVERIFY(Testing::countPixels(bar, bar->rect(), m_theme.color(ColorRole::Text)) > 50);
    QVERIFY(bar->rect().contains(bar->closeButton()->geometry()));
}

void TstStatusPanel::messageWithoutActionHasNoButton()
{
    MessageBar bar(&m_theme);
    bar.showMessage({Message::Kind::Information, QStringLiteral("Nothing recorded yet."), {}, {}});
    QVERIFY(!bar.actionButton()->isVisibleTo(&bar));
}

void TstStatusPanel::kindsOfMessagesDiffer()
{
    MessageBar bar(&m_theme);
    bar.resize(600, 56);
    bar.showMessage({Message::Kind::Error, QStringLiteral("x"), {}, {}});
    QCOMPARE(Testing::pixelOf(&bar, QPoint(1, 20)), m_theme.color(ColorRole::Stall));
    bar.showMessage({Message::Kind::Information, QStringLiteral("x"), {}, {}});
    QCOMPARE(Testing::pixelOf(&bar, QPoint(1, 20)), m_theme.color(ColorRole::Accent));
}

void TstStatusPanel::keysCoverTheWindowAndGo()
{
    QWidget window;
    window.resize(1024, 700);
    KeysPanel keys(&m_theme, {{QStringLiteral("Space"), QStringLiteral("run, stop")}}, &window);
    QVERIFY(keys.isHidden());
    keys.toggle();
    QCOMPARE(keys.geometry(), window.rect());
    QVERIFY(keys.accessibleDescription().contains(QStringLiteral("Space: run, stop")));
    QTest::mouseClick(&keys, Qt::LeftButton);
    QVERIFY(keys.isHidden());
}

void TstStatusPanel::sheetOfKeysWithoutRoomScrolls()
{
    QWidget window;
    window.resize(640, 320);
    QLineEdit field(&window);
    std::vector<KeyRow> rows;
    for (int row = 0; row < 30; ++row)
        rows.push_back({QStringLiteral("Space"), QStringLiteral("run, stop")});
    KeysPanel keys(&m_theme, rows, &window);
    QVERIFY(Testing::showWindow(&window));
    field.setFocus();
    keys.toggle();
    QVERIFY(keys.overflow() > 0);
    QTRY_VERIFY(keys.hasFocus());
    QTest::keyClick(&keys, Qt::Key_End);
    QCOMPARE(keys.scrolled(), keys.overflow());
    QTest::keyClick(&keys, Qt::Key_Up);
    QVERIFY(keys.scrolled() < keys.overflow());
    window.resize(640, 1200);
    QTRY_COMPARE(keys.scrolled(), 0);
    keys.toggle();
    QTRY_VERIFY(field.hasFocus());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstStatusPanel)
#include "tst_statuspanel.moc"
