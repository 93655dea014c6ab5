#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/presenterchart.h"
#include "ui/presentercontents.h"
#include "ui/presenterlayout.h"

#include <QFile>

#include <algorithm>

using namespace Loopscope;
using namespace std::chrono_literals;
using Ui::PresenterLayout;

namespace {

/// Of a scenario's variant, as if it were run.
Ui::PresenterSource sourceOf(const Models::RunModel *run, const char *scenario, const char *variant)
{
    Ui::PresenterSource source;
    source.run = run;
    source.scenario =
        &*std::ranges::find(Scenario::allScenarios(), QLatin1String(scenario), &Scenario::Scenario::id);
    source.variant =
        &*std::ranges::find(source.scenario->variants, QLatin1String(variant), &Scenario::Variant::id);
    return source;
}

Trace::WrongThreadUse wrongUse(Trace::StallId id, Trace::WrongThreadKind kind, quint64 count,
                               Base::SteadyTime at, int line)
{
    Trace::WrongThreadUse use;
    use.id = id;
    use.kind = kind;
    use.count = count;
    use.firstAt = use.lastAt = at;
    use.place = {QStringLiteral("hopper"),
                 QStringLiteral("core/scenario/rightloop/rightloop_wrongthread.cpp"), line};
    return use;
}

} // namespace

class TstPresenterContents : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void usesOfTheWrongThreadAreTheNumber();
    void wrongAnswersAreTheNumberWhileTheRunGoesOn();
    void wrongAnswersMakeTheirLineGuilty();
    void lineStaysGuiltyAfterAStallWithoutASample();
    void lineIsCaptioned();
    void lineWithoutASourceSaysSo();
    void factsSayWhatTheyCount();
    void longestWaitDoesNotGoAway();
    void lineIsNotBlamedForTheMachine();
    void loopOfAnEndedRunDoesNotRun();
    void stallsAreNoColumnsOfTheRequests();
    void remedyComesWithTheVerdict();
    void lineIsTheOneThatDiffers_data();
    void lineIsTheOneThatDiffers();
    void longLineOfCodeIsWhole_data();
    void longLineOfCodeIsWhole();
    void numberCoversNoPartOfTheLine();
    void roomForTheRemedyIsKeptOnTheWholeSlide();
    void resultOfAnotherVariantIsNotShown();
};

void TstPresenterContents::lineIsCaptioned()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(&run, start, {});
    const Ui::PresenterSource source = sourceOf(&run, "slow-callback", "blocking");
    QCOMPARE(Ui::presenterContents(source).lineCaption, QStringLiteral("this variant's line"));
    Trace::Batch batch;
    batch.stalls = {Testing::makeStall(1, start, 100ms, true)};
    run.apply(batch);
    QCOMPARE(Ui::presenterContents(source).lineCaption, QStringLiteral("blocks here"));
    batch.stalls.front().open = false;
    batch.stalls.front().revision = 2;
    run.apply(batch);
    QCOMPARE(Ui::presenterContents(source).lineCaption, QStringLiteral("blocked here"));
}

void TstPresenterContents::lineWithoutASourceSaysSo()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Trace::Stall stall = Testing::makeStall(1, start + 1ms, 100ms);
    auto stacks = *stall.stacks;
    for (Trace::Frame &frame : stacks.front().frames)
        frame.file = QStringLiteral("/elsewhere/") + frame.file;
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(stacks);
    Testing::fillRun(&run, start, {stall});
    Ui::PresenterSource source;
    source.run = &run;
    const Ui::SourceLine line = Ui::presenterContents(source).line;
    QVERIFY(!line.isCode);
    QCOMPARE(line.text, QStringLiteral("%1, line %2").arg(stall.culpritName()).arg(stall.culprit()->line));
}

void TstPresenterContents::factsSayWhatTheyCount()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(&run, start, {});
    Trace::Batch batch;
    batch.latencies = {{1, start + 5ms, 500us, 5ms, true}};
    run.apply(batch);
    run.settle();
    const Ui::PresenterSource source = sourceOf(&run, "pipelining", "pipelined");
    QCOMPARE(Ui::presenterContents(source).facts.at(0).name, QStringLiteral("longest wait"));
    batch.latencies.clear();
    batch.stalls = {Testing::makeStall(1, start, 100ms, true)};
    run.apply(batch);
    const auto facts = Ui::presenterContents(source).facts;
    QCOMPARE(facts.at(0).name, QStringLiteral("longest"));
    QCOMPARE(facts.back().name + facts.back().value, QStringLiteral("1 stall, now"));
}

// A peak that no stall explains was shown; a short stall after it is not longer.
void TstPresenterContents::longestWaitDoesNotGoAway()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now() - 5s; // the stall is no longer the newest thing
    Testing::fillRun(&run, start, {Testing::makeStall(1, start + 50ms, 11ms)});
    const Ui::PresenterSource source = sourceOf(&run, "slow-callback", "awaiting");
    QCOMPARE(Ui::presenterContents(source).number.caption, QStringLiteral("longest stall"));
    Trace::Batch batch;
    batch.latencies = {{1, start + 500ms, 33ms, 5ms, true}};
    run.apply(batch);
    run.settle();
    QCOMPARE(Ui::presenterContents(source).number.caption, QStringLiteral("longest wait"));
    QCOMPARE(Ui::presenterContents(source).number.value, QStringLiteral("33\u00a0ms"));
}

void TstPresenterContents::lineIsNotBlamedForTheMachine()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Trace::Stall stall = Testing::makeStall(1, start + 1ms, 100ms);
    stall.cause = Trace::StallCause::Descheduled;
    Testing::fillRun(&run, start, {stall});
    const Ui::PresenterSource source = sourceOf(&run, "slow-callback", "awaiting");
    QVERIFY(!Ui::presenterContents(source).isGuilty);
}

void TstPresenterContents::loopOfAnEndedRunDoesNotRun()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(&run, start, {});
    Ui::PresenterSource source;
    source.run = &run;
    QCOMPARE(Ui::presenterContents(source).loopText, QStringLiteral("Loop runs"));
    Trace::Batch batch;
    batch.phases = {{Trace::Phase::TearDown, start + 1s}};
    run.apply(batch);
    QCOMPARE(Ui::presenterContents(source).loopText, QStringLiteral("Ended"));
}

void TstPresenterContents::stallsAreNoColumnsOfTheRequests()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now() - 5s;
    Testing::fillRun(&run, start, {Testing::makeStall(1, start + 1s, 300ms)});
    Trace::Batch batch;
    batch.phases = {{Trace::Phase::TearDown, start + 5s}};
    run.apply(batch);
    const Theme::Theme theme(Theme::ThemeKind::HighContrast);
    const QColor fill = Theme::blended(theme.color(Theme::ColorRole::StallFill), Qt::black);
    const auto filled = [&](Ui::PresenterSubject subject) {
        Ui::PresenterChart chart(&theme, &run);
        Ui::PresenterContents contents;
        contents.subject = subject;
        QImage image(1280, 720, QImage::Format_RGB32);
        image.fill(Qt::black);
        {
            QPainter painter(&image);
            chart.paint(painter, PresenterLayout(QSizeF(1280, 720), 1, {}), contents);
        }
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                count += std::abs(pixel.red() - fill.red()) < 3 && std::abs(pixel.green() - fill.green()) < 3;
            }
        }
        return count;
    };
    QVERIFY(filled(Ui::PresenterSubject::Latency) > 100);
    QCOMPARE(filled(Ui::PresenterSubject::Requests), 0);
}

void TstPresenterContents::remedyComesWithTheVerdict()
{
    Models::RunModel run;
    Testing::fillRun(&run, Base::now(), {});
    Ui::PresenterSource source = sourceOf(&run, "slow-callback", "blocking");
    QCOMPARE(Ui::presenterContents(source).remedy, QString());
    source.report = std::make_shared<Session::RunReport>();
    QCOMPARE(Ui::presenterContents(source).remedy, source.variant->advice);
}

void TstPresenterContents::lineIsTheOneThatDiffers_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("variant");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *scenario, const char *variant, const char *part) {
        QTest::addRow("%s", variant) << QString::fromLatin1(scenario) << QString::fromLatin1(variant)
                                     << QString::fromLatin1(part);
    };
    row("connection-pool", "connect-per-request", "keepAlive = false");
    row("connection-pool", "pooled", "keepAlive = true");
    row("pipelining", "request-reply", "return 1;");
    row("pipelining", "pipelined-lifo", "LastInFirstOut");
    row("pipelining", "pipelined", "FirstInFirstOut");
    row("slow-callback", "blocking", "QThread::msleep");
}

void TstPresenterContents::lineIsTheOneThatDiffers()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    QFETCH(QString, part);
    const Scenario::Scenario *slide = Scenario::scenario(scenario);
    const Ui::SourceLine line = Ui::tellingLine(*slide, *slide->variant(variant));
    QVERIFY2(line.text.contains(part), qPrintable(line.text));
}

// One stall after another, all so long that no place above the line is free.
void TstPresenterContents::numberCoversNoPartOfTheLine()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now() - 5s;
    std::vector<Trace::Stall> stalls;
    for (int number = 0; number < 17; ++number)
        stalls.push_back(
            Testing::makeStall(static_cast<Trace::StallId>(number + 1), start + number * 290ms, 280ms));
    Testing::fillRun(&run, start, stalls);
    Trace::Batch pings;
    for (int number = 0; number < 17; ++number)
        pings.latencies.push_back({1, start + number * 290ms + 280ms, 280ms, 5ms, true});
    pings.phases = {{Trace::Phase::TearDown, start + 5s}};
    run.apply(pings);
    const Theme::Theme theme(Theme::ThemeKind::HighContrast);
    Ui::PresenterChart chart(&theme, &run);
    const PresenterLayout layout(QSizeF(1920, 1080), 1, {});
    Ui::PresenterContents contents;
    contents.number = {QStringLiteral("280 ms"), QStringLiteral("longest stall"), true, 1, false};
    QImage image(1920, 1080, QImage::Format_RGB32);
    image.fill(Qt::black);
    {
        QPainter painter(&image);
        chart.paint(painter, layout, contents);
    }
    const QRgb line = theme.color(Theme::ColorRole::Latency).rgb();
    const double number = layout.px(12) + layout.metrics(Theme::FontRole::PresenterTitle).capHeight() +
                          layout.line(Theme::FontRole::PresenterStrong); // it is a smaller one here
    const QRectF plot = layout.plot();
    int above = 0;
    int below = 0;
    for (int y = static_cast<int>(plot.top()); y < static_cast<int>(plot.bottom()); ++y) {
        for (int x = static_cast<int>(plot.left()); x < static_cast<int>(plot.right()); ++x) {
            if (image.pixel(x, y) == line)
                ++(y < plot.top() + number ? above : below);
        }
    }
    QCOMPARE(above, 0);
    QVERIFY(below > 100);
}

void TstPresenterContents::roomForTheRemedyIsKeptOnTheWholeSlide()
{
    Models::RunModel run;
    for (const char *variant : {"blocking", "awaiting"})
        QVERIFY(Ui::presenterContents(sourceOf(&run, "slow-callback", variant)).keepsRoomForRemedy);
    Ui::PresenterSource program;
    program.run = &run;
    QVERIFY(!Ui::presenterContents(program).keepsRoomForRemedy);
}

void TstPresenterContents::resultOfAnotherVariantIsNotShown()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(&run, start, {Testing::makeStall(1, start + 1ms, 100ms)});
    Ui::PresenterSource source = sourceOf(&run, "slow-callback", "awaiting");
    source.invitation = QStringLiteral("Press Space to run.");
    QVERIFY(!Ui::presenterContents(source).number.value.isEmpty());
    source.isStale = true;
    const Ui::PresenterContents contents = Ui::presenterContents(source);
    QVERIFY(!contents.showsRun);
    QVERIFY(contents.number.value.isEmpty() && contents.verdict.isEmpty() && !contents.isGuilty);
    QCOMPARE(contents.invitation, source.invitation);
}

void TstPresenterContents::usesOfTheWrongThreadAreTheNumber()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(&run, start, {});
    const Ui::PresenterSource source = sourceOf(&run, "right-loop", "wrong-thread");
    QVERIFY(!Ui::presenterContents(source).isGuilty);
    Trace::Batch batch;
    batch.wrongThreadUses = {wrongUse(1, Trace::WrongThreadKind::Assertion, 6, start + 1ms, 17),
                             wrongUse(2, Trace::WrongThreadKind::Resumption, 10, start + 1ms, 15)};
    run.apply(batch);
    Ui::PresenterContents contents = Ui::presenterContents(source);
    QCOMPARE(contents.number.value, QStringLiteral("16"));
    QCOMPARE(contents.number.caption, QStringLiteral("uses of the wrong thread"));
    QVERIFY(contents.number.isStall);
    QVERIFY(contents.isGuilty);
    QCOMPARE(contents.line.number, 15);
    QVERIFY2(contents.line.text.startsWith(QStringLiteral("co_await")), qPrintable(contents.line.text));
    // A stall that goes on matters more.
    batch = {};
    batch.stalls = {Testing::makeStall(9, start + 2ms, 20ms, true)};
    run.apply(batch);
    QCOMPARE(Ui::presenterContents(source).number.caption, QStringLiteral("blocked now"));
}

// Who speaks over the run must not wait for its end.
void TstPresenterContents::wrongAnswersAreTheNumberWhileTheRunGoesOn()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(&run, start, {});
    const Ui::PresenterSource source = sourceOf(&run, "pipelining", "pipelined-lifo");
    QVERIFY(!Ui::presenterContents(source).isGuilty);
    constexpr Trace::CounterId wrong = 9;
    Trace::Batch batch;
    batch.counters = {{wrong, Trace::CounterKind::WrongAnswers, QStringLiteral("Wrong answers"), 0}};
    batch.samples = {{wrong, start + 2ms, 752}};
    run.apply(batch);
    const Ui::PresenterContents contents = Ui::presenterContents(source);
    QCOMPARE(contents.number.value, QStringLiteral("752"));
    QCOMPARE(contents.number.caption, QStringLiteral("wrong answers"));
    QVERIFY(contents.number.isStall && contents.isGuilty);
}

void TstPresenterContents::wrongAnswersMakeTheirLineGuilty()
{
    Models::RunModel run;
    Testing::fillRun(&run, Base::now(), {});
    Ui::PresenterSource source = sourceOf(&run, "pipelining", "pipelined-lifo");
    auto report = std::make_shared<Session::RunReport>();
    source.report = report;
    QVERIFY(!Ui::presenterContents(source).isGuilty);
    report->run.requests.wrongAnswers = 3;
    const Ui::PresenterContents contents = Ui::presenterContents(source);
    QVERIFY(contents.isGuilty && contents.number.isStall);
    QVERIFY(contents.line.isValid());
}

void TstPresenterContents::lineStaysGuiltyAfterAStallWithoutASample()
{
    Models::RunModel run;
    const Base::SteadyTime start = Base::now();
    Trace::Stall last = Testing::makeStall(2, start + 500ms, 20ms);
    last.stacks.reset();
    Testing::fillRun(&run, start, {Testing::makeStall(1, start + 100ms, 100ms), last});
    const Ui::PresenterContents contents = Ui::presenterContents(sourceOf(&run, "slow-callback", "blocking"));
    QVERIFY(contents.isGuilty);
    QCOMPARE(contents.line.number, 31);
}

void TstPresenterContents::longLineOfCodeIsWhole_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("720") << QSize(1280, 720);
    QTest::newRow("1080") << QSize(1920, 1080);
}

void TstPresenterContents::longLineOfCodeIsWhole()
{
    QFETCH(QSize, size);
    const PresenterLayout layout(size, 1, {});
    const double width = layout.right() - layout.plot().left() - layout.px(28);
    int broken = 0;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        for (const Scenario::Variant &variant : scenario.variants) {
            QFile file(QStringLiteral(":/") + variant.sourceFile);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
            for (const QString &line : lines) {
                const Ui::PresenterCode code = Ui::presenterCode(layout, line.trimmed(), width);
                QCOMPARE(code.lines.join(QString()).remove(u' '), line.trimmed().remove(u' '));
                for (const QString &part : code.lines)
                    QVERIFY(QFontMetricsF(code.font).horizontalAdvance(part) <= width);
                QVERIFY(QFontMetricsF(code.font).height() * double(code.lines.size()) <=
                        layout.code().height());
                QVERIFY(code.font.pixelSize() >= layout.font(Theme::FontRole::PresenterBody).pixelSize());
                broken += code.lines.size() > 1;
            }
        }
    }
    QVERIFY(broken > 0);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstPresenterContents)
#include "tst_presentercontents.moc"
