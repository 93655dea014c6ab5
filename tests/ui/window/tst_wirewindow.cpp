#include "core/wire/gibson.h"
#include "tests/support/redisserver.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/chartcolumn.h"
#include "ui/comparecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/bytesview.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/wirepanel.h"
#include "ui/panels/wirequeueview.h"
#include "ui/runcontroller.h"
#include "ui/wirecontroller.h"
#include "ui/workarea.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Panels::BytesView;
using Session::RunState;
using Theme::ThemeKind;
using Ui::MainWindow;

/// The wire view in the real window, with real servers.
class TstWireWindow : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keyShowsTheWireInPlaceOfTheCode();
    void tabOfTheWireStaysWhenARunStarts();
    void bytesAreThoseOfTheCodec_data();
    void bytesAreThoseOfTheCodec();
    void rightOrderGivesEveryReplyToItsCaller();
    void wrongOrderIsShownAsWrong();
    void emptyPanelSaysWhy();
    void codeStaysWhereThereAreNoBytes();
    void nothingOfAnotherSlideIsShown();
    void afterAComparisonTheWireIsTheChosenVariants();
    void bystandersOfAnotherSlideAreNotShown();
    void filmSaysHowItIsShown();
    void longNumbersKeepClearOfTheirPlaces();
    void pictures_data();
    void pictures();

private:
    void key(int code) { QTest::keyClick(m_window.get(), Qt::Key(code)); }
    Panels::WirePanel *wire() const { return m_window->wire(); }
    void start(const char *scenario, int variant);
    void playToTheEnd();
    void useRedis();

    Testing::RedisServer m_redis;
    std::unique_ptr<MainWindow> m_window;
};

void TstWireWindow::init()
{
    StrictTest::init();
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstWireWindow::cleanup()
{
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
    m_window.reset();
}

void TstWireWindow::start(const char *scenario, int variant)
{
    m_window->runs()->showScenario(QLatin1String(scenario));
    m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("400"));
    key(Qt::Key_0 + variant);
    if (!m_window->workArea()->isWireOpen())
        key(Qt::Key_W);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!wire()->isEmpty(), 20'000);
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
}

void TstWireWindow::playToTheEnd()
{
    while (wire()->play(1)) {
    }
}

void TstWireWindow::useRedis()
{
    const QString problem = m_redis.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    const QString server = QStringLiteral("127.0.0.1:%1").arg(m_redis.port());
    QCOMPARE(m_window->runs()->setParameter(QStringLiteral("server"), server), QString());
    QCOMPARE(m_window->runs()->setParameter(QStringLiteral("protocol"), QStringLiteral("resp")), QString());
}

void TstWireWindow::keyShowsTheWireInPlaceOfTheCode()
{
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    key(Qt::Key_W);
    QVERIFY(wire()->isVisible());
    QVERIFY(!m_window->code()->isVisible());
    QVERIFY(!m_window->stallList()->isVisible());
    key(Qt::Key_W);
    QVERIFY(!wire()->isVisible());
    QVERIFY(m_window->code()->isVisible());
    QVERIFY(m_window->stallList()->isVisible());
    // Whoever asks for the line gets the code.
    key(Qt::Key_W);
    key(Qt::Key_G);
    QVERIFY(m_window->code()->isVisible());
    QVERIFY(!wire()->isVisible());
}

// Where there is room for one of both only, it is what was chosen.
void TstWireWindow::tabOfTheWireStaysWhenARunStarts()
{
    m_window->resize(1024, 700);
    QVERIFY(m_window->workArea()->isTabbed());
    start("pipelining", 2);
    QVERIFY(wire()->isVisible());
    QVERIFY(!m_window->charts()->isVisible());
    const auto hasTab = [this](const char *name) {
        const auto buttons = m_window->workArea()->findChildren<Panels::TextButton *>();
        return std::ranges::any_of(buttons, [name](const auto *button) {
            return button->isVisible() && button->text() == QLatin1String(name);
        });
    };
    QVERIFY(hasTab("Wire"));
    key(Qt::Key_W);
    QVERIFY(!hasTab("Wire"));
}

void TstWireWindow::bytesAreThoseOfTheCodec_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("variant");
    QTest::newRow("blocking") << "request-reply" << 1;
    QTest::newRow("by hand") << "request-reply" << 2;
    QTest::newRow("one at a time") << "pipelining" << 1;
    QTest::newRow("pipelined") << "pipelining" << 3;
}

void TstWireWindow::bytesAreThoseOfTheCodec()
{
    QFETCH(QString, scenario);
    QFETCH(int, variant);
    start(qPrintable(scenario), variant);
    const Net::WireExchange &exchange = wire()->queue().film().exchange;
    QVERIFY(exchange.isComplete);
    const QByteArray key = "loopscope:" + QByteArray::number(exchange.number % 400);
    Wire::ByteQueue request;
    Wire::append(request, {Wire::Opcode::Get, 0, key, {}});
    QCOMPARE(exchange.request, request.view().toByteArray());
    QCOMPARE(exchange.requestSize, qsizetype(request.size()));
    const QByteArray value = exchange.reply.sliced(Wire::replyHeaderBytes);
    Wire::ByteQueue reply;
    Wire::appendValue(reply, value);
    QCOMPARE(exchange.reply, reply.view().toByteArray());
    QCOMPARE(value.size(), 16);
    // What is painted is these bytes, field by field.
    QString shown;
    for (const BytesView::Box &box : wire()->reply()->boxes())
        shown += box.bytes + u' ';
    QCOMPARE(shown.trimmed().toLatin1(), exchange.reply.toHex(' '));
    QStringList names;
    for (const BytesView::Box &box : wire()->reply()->boxes())
        names << box.name + u'=' + box.field.meaning;
    QCOMPARE(names.join(u' '),
             QStringLiteral("code=VAL encoding=plain size=16 value=%1").arg(QString::fromLatin1(value)));
    QCOMPARE(wire()->request()->boxes()[1].field.meaning, QStringLiteral("GET"));
    QCOMPARE(wire()->request()->boxes()[2].field.meaning, QString::fromLatin1(key));
}

void TstWireWindow::rightOrderGivesEveryReplyToItsCaller()
{
    start("pipelining", 3);
    const Models::WireQueue &queue = wire()->queue();
    // It was taken from the first request on: the queue fills, then it drains.
    QCOMPARE(queue.film().inFlight.size(), 0U);
    while (queue.right() == 0 && wire()->play(1)) {
    }
    QCOMPARE(queue.inFlight() + queue.toBeSent(), 63); // of 64 callers one has its answer
    playToTheEnd();
    QVERIFY(queue.right() > 20);
    QCOMPARE(queue.wrong(), 0);
    QCOMPARE(wire()->reply()->tone(), BytesView::Tone::Right);
}

void TstWireWindow::wrongOrderIsShownAsWrong()
{
    start("pipelining", 2);
    playToTheEnd();
    const Models::WireQueue &queue = wire()->queue();
    QVERIFY(queue.wrong() > 20);
    QVERIFY(queue.right() < queue.wrong() / 4);
    QCOMPARE(wire()->reply()->tone(), BytesView::Tone::Wrong);
    const QColor stall = m_window->theme()->color(Theme::ColorRole::Stall);
    QVERIFY(Testing::countPixels(wire(), wire()->rect(), stall) > 1000);
    QVERIFY(wire()->queueView()->wrongText().contains(QStringLiteral("wrong")));
}

void TstWireWindow::emptyPanelSaysWhy()
{
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    key(Qt::Key_W);
    QTRY_COMPARE(wire()->reason(), QStringLiteral("Press Space to run."));
    QVERIFY(wire()->isEmpty());
}

void TstWireWindow::codeStaysWhereThereAreNoBytes()
{
    Ui::WorkArea *work = m_window->workArea();
    key(Qt::Key_W);
    QVERIFY(!work->isWireOpen());
    QVERIFY(m_window->messages()->isVisible());
    QVERIFY2(m_window->messages()->accessibleDescription().contains(QStringLiteral("no protocol")),
             qPrintable(m_window->messages()->accessibleDescription()));
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    key(Qt::Key_W);
    QVERIFY(work->isWireOpen());
    m_window->runs()->showScenario(QStringLiteral("files"));
    QVERIFY(!work->isWireOpen());
    m_window->runs()->showScenario(QStringLiteral("request-reply"));
    QVERIFY(work->isWireOpen());
}

void TstWireWindow::nothingOfAnotherSlideIsShown()
{
    start("pipelining", 3);
    m_window->runs()->showScenario(QStringLiteral("request-reply"));
    QVERIFY(wire()->isEmpty());
    QTest::qWait(300); // what is left of the other run must not come back
    QVERIFY(wire()->isEmpty());
}

void TstWireWindow::afterAComparisonTheWireIsTheChosenVariants()
{
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("400"));
    key(Qt::Key_1); // one request at a time
    key(Qt::Key_W);
    key(Qt::Key_C);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->compares()->model()->measured() == 3, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->compares()->isRunning(), 20'000);
    key(Qt::Key_Escape);
    QTRY_VERIFY(wire()->isVisible());
    QTRY_VERIFY(!wire()->isEmpty());
    Models::WireQueue queue;
    queue.load(wire()->queue().film());
    qint64 most = queue.inFlight();
    while (queue.step())
        most = std::max(most, queue.inFlight());
    QCOMPARE(most, 1); // the last variant has 64
}

// Its bystanders ask a server too.
void TstWireWindow::bystandersOfAnotherSlideAreNotShown()
{
    m_window->runs()->showScenario(QStringLiteral("slow-callback"));
    m_window->runs()->start();
    QTRY_VERIFY(m_window->run()->requestRate() && !m_window->run()->requestRate()->values.isEmpty());
    m_window->runs()->stop();
    QTRY_VERIFY(!m_window->runs()->isRunning());
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    if (!m_window->workArea()->isWireOpen())
        QTest::keyClick(m_window.get(), Qt::Key_W);
    QTRY_VERIFY(wire()->isVisible());
    QTest::qWait(100); // some frames
    QVERIFY(wire()->isEmpty());
}

namespace {

Net::WireFilm filmFrom(Net::WireNumber first, int requests)
{
    Net::WireFilm film;
    film.startedAt = Base::now();
    film.endedAt = film.startedAt + 77us;
    for (int at = 0; at < requests; ++at)
        film.inFlight.push_back(first + static_cast<Net::WireNumber>(at));
    film.events.resize(static_cast<std::size_t>(Ui::WireController::eventsPerSecond));
    for (Net::WireEvent &event : film.events)
        event.request = first;
    return film;
}

} // namespace

void TstWireWindow::filmSaysHowItIsShown()
{
    // A second of events that took 77 microseconds.
    QCOMPARE(
        Ui::WireController::describe(filmFrom(293'696, 1)),
        QStringLiteral("took 0.077\u00a0ms, shown 13\u00a0000 times slower, from request 293\u00a0697 on"));
    QCOMPARE(Ui::WireController::describe(filmFrom(0, 1)),
             QStringLiteral("took 0.077\u00a0ms, shown 13\u00a0000 times slower"));
}

void TstWireWindow::longNumbersKeepClearOfTheirPlaces()
{
    Net::WireFilm film = filmFrom(1, 1);
    film.inFlight.push_back(188);
    Models::WireQueue queue;
    queue.load(film);
    QCOMPARE(queue.shownNumber(queue.places()[1].request), 188);
    Panels::WireQueueView view(m_window->theme(), &queue);
    view.resize(416, 240);
    QVERIFY(Testing::showWindow(&view));
    const QImage image = view.grab().toImage();
    const QRect place = view.placeRect(1);
    const QColor inside = m_window->theme()->color(Theme::ColorRole::Raised);
    for (const int x : {place.left() + 2, place.right() - 2}) {
        for (int y = place.top() + 2; y < place.bottom() - 2; ++y)
            QCOMPARE(image.pixelColor(x, y), inside);
    }
    // It is there, though.
    QVERIFY(Testing::countPixels(&view, place.adjusted(3, 3, -3, -3), inside) <
            (place.width() - 6) * (place.height() - 6) - 10);
}

void TstWireWindow::pictures_data()
{
    QTest::addColumn<int>("variant");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<ThemeKind>("theme");
    QTest::addColumn<bool>("redis");
    const QSize small(1280, 720);
    const QSize usual(1440, 900);
    QTest::newRow("lifo-dark-720") << 2 << small << ThemeKind::Dark << false;
    QTest::newRow("lifo-light-900") << 2 << usual << ThemeKind::Light << false;
    QTest::newRow("lifo-contrast-900") << 2 << usual << ThemeKind::HighContrast << false;
    QTest::newRow("fifo-dark-900") << 3 << usual << ThemeKind::Dark << false;
    QTest::newRow("one-light-720") << 1 << small << ThemeKind::Light << false;
    QTest::newRow("resp-dark-720") << 3 << small << ThemeKind::Dark << true;
}

void TstWireWindow::pictures()
{
    QFETCH(int, variant);
    QFETCH(QSize, size);
    QFETCH(ThemeKind, theme);
    QFETCH(bool, redis);
    if (redis)
        useRedis();
    m_window->theme()->setKind(theme);
    m_window->setFixedSize(size);
    start("pipelining", variant);
    wire()->play(110);
    Testing::keepPicture(m_window.get(),
                         QStringLiteral("wire-") + QString::fromLatin1(QTest::currentDataTag()));
    // Nothing is squeezed: all boxes and two rows of replies have their place.
    QVERIFY(wire()->queueView()->height() >= wire()->queueView()->minimumSizeHint().height());
    QVERIFY(wire()->height() <= m_window->height());
    for (BytesView *view : {wire()->request(), wire()->reply()})
        QVERIFY(view->height() >= view->heightForWidth(view->width()));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstWireWindow)
#include "tst_wirewindow.moc"
