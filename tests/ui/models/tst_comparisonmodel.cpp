#include "tests/core/session/madereports.h"
#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/comparisonmodel.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Models::ComparedState;
using Models::ComparisonModel;
using Figure = ComparisonModel::Figure;

class TstComparisonModel : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void columnsAreThoseThatTheSlideHas();
    void bestOfEachColumnIsMarked();
    void whatTheMachineMadeIsNoStallOfAVariant();
    void nameOfTheReallyBestIsMarked();
    void longestWaitIsNotUnderTheLongestStall();
    void bystandersAreJudged();
    void everyColumnIsJudged();
    void wrongUsesHaveAColumnWhereThereAreSome();
    void equalBestsAreBothMarked();
    void requestsHaveTheWordOfTheSlide();
    void whatReadsTheSameIsNotBetter();
    void besideOneThatIsUnknownNobodyIsBest();
    void latencyThatNobodyMeasuredIsNotBest();
    void fewSamplesHaveNoQuantiles();
    void runWithoutAStallSaysNone();
    void speedHasThreeDigits();
    void reasonStandsInPlaceOfFigures();
    void textHasSentencesTitlesAndRows();
    void linesFollowTheOwnTimeOfARun();
    void manySamplesBecomeFewPoints();

private:
    QVariant cell(int row, Figure figure, int role = Qt::DisplayRole) const
    {
        const auto &figures = m_model->figures();
        const auto at = std::ranges::find(figures, figure);
        if (at == figures.end())
            return {};
        return m_model->index(row, static_cast<int>(at - figures.begin())).data(role);
    }
    void end(int row, std::shared_ptr<Session::RunReport> report)
    {
        m_model->begin(row);
        m_model->end(row, report, {});
    }

    Scenario::Scenario m_scenario;
    std::unique_ptr<ComparisonModel> m_model;
    std::shared_ptr<Session::RunReport> m_slow;
    std::shared_ptr<Session::RunReport> m_quick;
};

void TstComparisonModel::init()
{
    StrictTest::init();
    m_scenario = madeScenario({"slow=Slow", "middle=Middle", "quick=Quick"});
    m_model = std::make_unique<ComparisonModel>(&m_scenario, Scenario::Parameters());
    m_slow = madeReport(QStringLiteral("slow"), 1);
    m_slow->run.workUnits = 20;
    m_slow->run.latencyP99 = 900ms;
    m_slow->run.latencySamples = 200;
    m_slow->run.stalls = 1;
    m_slow->run.longestStall = 1s;
    m_quick = madeReport(QStringLiteral("quick"), 0.25);
    m_quick->run.workUnits = 20;
    m_quick->run.latencyP99 = 54us;
    m_quick->run.latencySamples = 50;
}

void TstComparisonModel::columnsAreThoseThatTheSlideHas()
{
    end(0, m_slow);
    QVERIFY(!cell(0, Figure::RequestP99).isValid());
    QVERIFY(!cell(0, Figure::Queue).isValid());
    QVERIFY(!cell(0, Figure::WrongAnswers).isValid());
    QCOMPARE(cell(0, Figure::LongestStall).toString(), QStringLiteral("1.00\u00a0s"));
    QCOMPARE(cell(0, Figure::Throughput).toString(), QStringLiteral("20\u00a0/s"));
    m_quick->run.usesRequests = true;
    m_quick->run.requests.completed = 20;
    m_quick->run.requests.wrongAnswers = 3;
    m_quick->run.executors = {{QStringLiteral("pool"), QStringLiteral("thread"), 4, 20, 20, 0, 0, 16}};
    end(2, m_quick);
    QCOMPARE(cell(2, Figure::WrongAnswers).toString(), QStringLiteral("3"));
    QVERIFY(cell(2, Figure::WrongAnswers, ComparisonModel::AlarmRole).toBool());
    QCOMPARE(cell(2, Figure::Queue).toString(), QStringLiteral("16"));
    QCOMPARE(cell(2, Figure::LoopP99).toString(), QStringLiteral("0.054\u00a0ms"));
    QCOMPARE(cell(2, Figure::Speed).toString(), QStringLiteral("4.0\u00d7"));
    QCOMPARE(cell(0, Figure::Queue).toString(), QStringLiteral("–"));
    m_scenario.hasAmount = false;
    m_model->begin(1);
    QVERIFY(!cell(0, Figure::Total).isValid());
    QVERIFY(!cell(0, Figure::Speed).isValid());
}

void TstComparisonModel::bestOfEachColumnIsMarked()
{
    end(0, m_slow);
    QVERIFY(!cell(0, Figure::Total, ComparisonModel::BestRole).toBool());
    end(2, m_quick);
    for (const Figure figure :
         {Figure::LoopP99, Figure::Stalls, Figure::LongestStall, Figure::Total, Figure::Throughput}) {
        QVERIFY(cell(2, figure, ComparisonModel::BestRole).toBool());
        QVERIFY(!cell(0, figure, ComparisonModel::BestRole).toBool());
    }
    // Whom the headline praises.
    QVERIFY(cell(2, Figure::Variant, ComparisonModel::BestRole).toBool());
    QVERIFY(!cell(0, Figure::Variant, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::whatTheMachineMadeIsNoStallOfAVariant()
{
    m_slow->run.stalls = 3;
    m_slow->run.stallsOfMachine = 1;
    m_quick->run.stalls = m_quick->run.stallsOfMachine = 2;
    m_quick->run.longestStall = 2s;
    end(0, m_slow);
    end(2, m_quick);
    QCOMPARE(cell(0, Figure::Stalls).toString(), QStringLiteral("2"));
    QCOMPARE(cell(2, Figure::Stalls).toString(), QStringLiteral("0"));
    QCOMPARE(cell(2, Figure::LongestStall).toString(), QStringLiteral("none"));
    QVERIFY(cell(2, Figure::LongestStall, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::nameOfTheReallyBestIsMarked()
{
    m_slow->run.duration = 10ms;
    m_slow->run.stalls = 0;
    end(0, m_slow);
    end(2, m_quick);
    QVERIFY(cell(0, Figure::Variant, ComparisonModel::BestRole).toBool());
    QVERIFY(!cell(2, Figure::Variant, ComparisonModel::BestRole).toBool());
    m_slow->run.duration = m_quick->run.duration;
    end(2, m_quick);
    for (const int row : {0, 2})
        QVERIFY(!cell(row, Figure::Variant, ComparisonModel::BestRole).toBool());
}

// A ping may come late for the longest stall; an event would not.
void TstComparisonModel::longestWaitIsNotUnderTheLongestStall()
{
    m_slow->run.stalls = 1;
    m_slow->run.latencyMax = 102ms;
    m_slow->run.longestStall = 103ms;
    end(0, m_slow);
    QCOMPARE(cell(0, Figure::LoopMax).toString(), QStringLiteral("103\u00a0ms"));
}

// Their times have what they waited for the loop before they were sent.
void TstComparisonModel::bystandersAreJudged()
{
    m_scenario.hasAmount = false;
    for (const auto &report : {m_slow, m_quick}) {
        report->run.usesRequests = true;
        for (int i = 1; i <= 30; ++i)
            report->run.requests.latency.record(i * (report == m_slow ? 2ms : 1ms), 1);
    }
    end(0, m_slow);
    end(2, m_quick);
    for (const Figure figure : {Figure::RequestP50, Figure::RequestP99, Figure::RequestMax}) {
        QVERIFY(cell(2, figure, ComparisonModel::BestRole).toBool());
        QVERIFY(!cell(0, figure, ComparisonModel::BestRole).toBool());
    }
}

void TstComparisonModel::everyColumnIsJudged()
{
    m_quick->run.usesRequests = true;
    m_quick->run.executors = {{QStringLiteral("pool"), QStringLiteral("thread"), 4, 20, 20, 0, 0, 16}};
    auto middle = madeReport(QStringLiteral("middle"), 0.5);
    middle->run.executors = {{QStringLiteral("pool"), QStringLiteral("process"), 4, 20, 20, 0, 0, 21}};
    middle->run.requests.wrongAnswers = 3;
    end(0, m_slow);
    end(1, middle);
    end(2, m_quick);
    const auto best = [this](int row, Figure figure) {
        return cell(row, figure, ComparisonModel::BestRole).toBool();
    };
    QVERIFY(best(2, Figure::Speed) && !best(1, Figure::Speed) && !best(0, Figure::Speed));
    // None are wrong: both are the best of the column.
    QVERIFY(best(2, Figure::WrongAnswers) && best(0, Figure::WrongAnswers));
    QVERIFY(!best(1, Figure::WrongAnswers));
    middle->run.requests.wrongAnswers = 0;
    end(1, middle);
    QVERIFY(best(2, Figure::Total));
    m_quick->run.foreignUses = 1;
    end(2, m_quick);
    QVERIFY(!best(2, Figure::Total) && best(1, Figure::Total));
    m_quick->run.foreignUses = 0;
    end(2, m_quick);
    QVERIFY(best(2, Figure::Queue) && !best(1, Figure::Queue) && !best(0, Figure::Queue));
}

// A coroutine that went on in a wrong thread, and objects that were used from it.
void TstComparisonModel::wrongUsesHaveAColumnWhereThereAreSome()
{
    end(0, m_slow);
    end(2, m_quick);
    QVERIFY(!cell(0, Figure::WrongUses).isValid());
    m_slow->run.foreignResumptions = 1000;
    m_slow->run.foreignUses = 1001;
    end(0, m_slow);
    QCOMPARE(cell(0, Figure::WrongUses).toString(), QStringLiteral("2\u00a0001"));
    QCOMPARE(cell(2, Figure::WrongUses).toString(), QStringLiteral("0"));
    QVERIFY(cell(0, Figure::WrongUses, ComparisonModel::AlarmRole).toBool());
    QVERIFY(!cell(2, Figure::WrongUses, ComparisonModel::AlarmRole).toBool());
    QVERIFY(cell(2, Figure::WrongUses, ComparisonModel::BestRole).toBool());
    QVERIFY(!cell(0, Figure::WrongUses, ComparisonModel::BestRole).toBool());
    QCOMPARE(m_model->group(Figure::WrongUses), QStringLiteral("Work"));
    QVERIFY(m_model->toText().contains(QStringLiteral("wrong uses")));
}

void TstComparisonModel::equalBestsAreBothMarked()
{
    auto middle = madeReport(QStringLiteral("middle"), 0.5);
    middle->run.latencySamples = 100;
    middle->run.latencyP99 = 54'400ns; // reads 0.054 ms as well
    end(0, m_slow);
    end(1, middle);
    end(2, m_quick);
    QCOMPARE(cell(1, Figure::LoopP99).toString(), cell(2, Figure::LoopP99).toString());
    for (const int row : {1, 2})
        QVERIFY(cell(row, Figure::LoopP99, ComparisonModel::BestRole).toBool());
    QVERIFY(!cell(0, Figure::LoopP99, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::requestsHaveTheWordOfTheSlide()
{
    QCOMPARE(m_model->group(Figure::RequestP99), QStringLiteral("Latency per request"));
    m_scenario.request = QStringLiteral("query");
    QCOMPARE(m_model->group(Figure::RequestP99), QStringLiteral("Latency per query"));
}

void TstComparisonModel::whatReadsTheSameIsNotBetter()
{
    m_slow->run.latencyP99 = 54'100ns;
    end(0, m_slow);
    end(2, m_quick);
    QVERIFY(!cell(2, Figure::LoopP99, ComparisonModel::BestRole).toBool());
    QVERIFY(!cell(0, Figure::LoopP99, ComparisonModel::BestRole).toBool());
}

// The best variant may be too short to measure.
void TstComparisonModel::besideOneThatIsUnknownNobodyIsBest()
{
    auto middle = std::make_shared<Session::RunReport>(*m_quick);
    middle->variantId = QStringLiteral("middle");
    end(0, m_slow);
    end(1, middle);
    QVERIFY(cell(1, Figure::LoopP99, ComparisonModel::BestRole).toBool());
    m_quick->run.latencySamples = Models::fewestSamples - 1;
    end(2, m_quick);
    QVERIFY(!cell(1, Figure::LoopP99, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::latencyThatNobodyMeasuredIsNotBest()
{
    m_quick->run.latencyP50 = m_quick->run.latencyP99 = m_quick->run.latencyMax = 0ns;
    m_quick->run.latencySamples = 0;
    end(0, m_slow);
    end(2, m_quick);
    QCOMPARE(cell(2, Figure::LoopP99).toString(), QStringLiteral("–"));
    for (const int row : {0, 2})
        QVERIFY(!cell(row, Figure::LoopP99, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::fewSamplesHaveNoQuantiles()
{
    m_quick->run.latencyP50 = m_quick->run.latencyMax = 54us;
    m_quick->run.latencySamples = Models::fewestSamples - 1;
    m_quick->run.usesRequests = true;
    m_quick->run.requests.latency.record(30us, Models::fewestSamples - 1);
    m_slow->run.latencyP50 = m_slow->run.latencyMax = 900ms;
    end(0, m_slow);
    end(2, m_quick);
    for (const Figure figure : {Figure::LoopP50, Figure::LoopP99, Figure::RequestP50, Figure::RequestP99})
        QCOMPARE(cell(2, figure).toString(), QStringLiteral("–"));
    // What was seen was seen, but it is not better than what was looked for.
    QCOMPARE(cell(2, Figure::LoopMax).toString(), QStringLiteral("0.054\u00a0ms"));
    QCOMPARE(cell(2, Figure::RequestMax).toString(), QStringLiteral("0.030\u00a0ms"));
    for (const Figure figure : {Figure::LoopP50, Figure::LoopP99, Figure::LoopMax})
        QVERIFY(!cell(2, figure, ComparisonModel::BestRole).toBool());
    // Nor is anything else the best beside it.
    auto middle = std::make_shared<Session::RunReport>(*m_slow);
    middle->variantId = QStringLiteral("middle");
    middle->run.stalls = 0;
    middle->run.longestStall = 0ms;
    middle->run.latencyMax = 3ms;
    end(1, middle);
    QVERIFY(!cell(1, Figure::LoopMax, ComparisonModel::BestRole).toBool());
    m_quick->run.latencyMax = 4ms;
    end(2, m_quick);
    QVERIFY(cell(1, Figure::LoopMax, ComparisonModel::BestRole).toBool());
    m_quick->run.latencyMax = 54us;
    m_quick->run.latencySamples = Models::fewestSamples;
    end(2, m_quick);
    QCOMPARE(cell(2, Figure::LoopP99).toString(), QStringLiteral("0.054\u00a0ms"));
    QVERIFY(cell(2, Figure::LoopP99, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::runWithoutAStallSaysNone()
{
    end(0, m_slow);
    end(2, m_quick);
    QCOMPARE(cell(2, Figure::LongestStall).toString(), QStringLiteral("none"));
    QVERIFY(cell(2, Figure::LongestStall, ComparisonModel::BestRole).toBool());
}

void TstComparisonModel::speedHasThreeDigits()
{
    m_quick->run.duration = m_slow->run.duration / 1017;
    end(0, m_slow);
    end(2, m_quick);
    QCOMPARE(cell(2, Figure::Speed).toString(), QStringLiteral("1\u00a0020\u00d7"));
    QVERIFY(m_model->findings().headline.contains(QStringLiteral(" 1\u00a0020 times as fast")));
}

void TstComparisonModel::reasonStandsInPlaceOfFigures()
{
    m_slow->failed = true;
    m_slow->failure = QStringLiteral("The server is away.");
    end(0, m_slow);
    QCOMPARE(m_model->runs()[0].state, ComparedState::Failed);
    QCOMPARE(cell(0, Figure::Variant, ComparisonModel::ReasonRole).toString(),
             QStringLiteral("The server is away."));
    QVERIFY(cell(0, Figure::LoopP99).toString().isEmpty());
    m_quick->stopped = true;
    end(2, m_quick);
    QCOMPARE(m_model->runs()[2].state, ComparedState::Stopped);
    QVERIFY(cell(2, Figure::Variant, ComparisonModel::ReasonRole)
                .toString()
                .startsWith(QStringLiteral("Stopped")));
    QCOMPARE(m_model->measured(), 0);
    m_model->begin(1);
    QCOMPARE(m_model->runningRow(), 1);
}

void TstComparisonModel::textHasSentencesTitlesAndRows()
{
    end(0, m_slow);
    end(2, m_quick);
    const QStringList lines = m_model->toText().split(u'\n');
    QCOMPARE(lines[0], m_model->findings().headline);
    QVERIFY(lines[2].startsWith(QStringLiteral("Variant\tLoop latency p50\tLoop latency p99")));
    QVERIFY(lines[3].startsWith(QStringLiteral("Slow\t")));
    QCOMPARE(lines[4], QStringLiteral("Middle\tDid not run."));
    QCOMPARE(lines[3].count(u'\t'), lines[2].count(u'\t'));
}

void TstComparisonModel::linesFollowTheOwnTimeOfARun()
{
    constexpr Trace::CounterId completed = 9;
    Models::RunModel run(nullptr, [] { return at(0.5); });
    TestRun made;
    made.begin()
        .counter(completed, Trace::CounterKind::Completed, QStringLiteral("Completed"), 0)
        .ping(0.1, 0.02)
        .sample(completed, 0.1, 50)
        .sample(completed, 0.4, 200)
        .sample(flightCounter, 0.2, 8);
    run.apply(made.batch());
    Models::RunLines lines = Models::linesOf(run, 10);
    QCOMPARE(lines.seconds, 0.5);
    QCOMPARE(lines.progress, (QList<QPointF>{{0, 0}, {0.1, 5}, {0.4, 20}, {0.5, 20}}));
    QCOMPARE(lines.inFlight.last(), QPointF(0.5, 8));
    // A quantity that steps does not slope.
    QCOMPARE(lines.inFlight.front(), QPointF(0.2, 8));
    QVERIFY(!lines.latency.isEmpty());
    // The report knows where the line ends.
    m_slow->run.duration = 450ms;
    m_slow->run.workUnits = 240;
    lines = Models::linesOf(run, 10, *m_slow);
    QCOMPARE(lines.progress, (QList<QPointF>{{0, 0}, {0.1, 5}, {0.4, 20}, {0.45, 24}}));
    QCOMPARE(lines.seconds, 0.45);
}

void TstComparisonModel::manySamplesBecomeFewPoints()
{
    Models::Series series;
    for (int tick = 0; tick < 100'000; ++tick)
        series.append(at(tick * 1e-4), tick == 70'000 ? 500 : tick % 10);
    for (const bool steps : {true, false}) {
        const QList<QPointF> points = Models::ownTimeLine(series, at(0), at(10), steps);
        QVERIFY(points.size() <= 610);
        QVERIFY(std::ranges::any_of(
            points, [](const QPointF &point) { return point.y() == 500 && std::abs(point.x() - 7) < 0.1; }));
        QVERIFY(std::ranges::is_sorted(points, {}, &QPointF::x));
    }
    QVERIFY(Models::ownTimeLine(series, at(5), at(5), true).isEmpty());
}

LOOPSCOPE_TEST_MAIN(TstComparisonModel)
#include "tst_comparisonmodel.moc"
