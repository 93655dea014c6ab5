#include "core/session/reportjson.h"
#include "core/session/tracecomparison.h"
#include "core/session/tracegate.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace Loopscope;
using namespace Loopscope::Testing;

namespace {

QString described(const QJsonValue &value)
{
    return QString::fromUtf8(
        QJsonDocument(QJsonObject{{QStringLiteral("v"), value}}).toJson(QJsonDocument::Compact));
}

// Where two documents differ.
QString firstDifference(const QJsonValue &live, const QJsonValue &read, const QString &path)
{
    if (live.isObject() && read.isObject()) {
        const QJsonObject object = live.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            const QString found =
                firstDifference(entry.value(), read.toObject().value(entry.key()), path + u'.' + entry.key());
            if (!found.isEmpty())
                return found;
        }
        return {};
    }
    if (live.isArray() && read.isArray() && live.toArray().size() == read.toArray().size()) {
        for (qsizetype i = 0; i < live.toArray().size(); ++i) {
            const QString found =
                firstDifference(live.toArray()[i], read.toArray()[i], path + u'.' + QString::number(i));
            if (!found.isEmpty())
                return found;
        }
        return {};
    }
    return live == read ? QString() : path + QStringLiteral(": ") + described(live) + u' ' + described(read);
}

} // namespace

/// What a trace says is what the live run said.
class TstTraceReport : public StrictTest
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::shared_ptr<const Session::RunReport> record(Session::RunPlan plan, const QString &path)
    {
        Session::Session session;
        plan.recordPath = path;
        return runToEnd(&session, std::move(plan));
    }

private Q_SLOTS:
    void initTestCase() { qputenv("PATH", LOOPSCOPE_BIN_DIR ":" + qgetenv("PATH")); }

    void reportOfATraceIsTheLiveOne_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<QString>("variant");
        QTest::addColumn<double>("seconds");
        QTest::newRow("blocking sleep") << "slow-callback"
                                        << "blocking" << 1.2;
        QTest::newRow("pipelining") << "pipelining"
                                    << "pipelined" << 0.3;
        QTest::newRow("request and reply") << "pipelining"
                                           << "request-reply" << 0.3;
        QTest::newRow("wrong thread") << "right-loop"
                                      << "wrong-thread" << 0.0;
        QTest::newRow("CPU") << "cpu-bound"
                             << "" << 0.1;
    }

    void reportOfATraceIsTheLiveOne()
    {
        QFETCH(QString, scenario);
        QFETCH(QString, variant);
        QFETCH(double, seconds);
        const auto *known = Scenario::scenario(scenario);
        QVERIFY(known);
        if (variant.isEmpty())
            variant = known->variants.front().id;
        const QString path = m_folder.filePath(scenario + u'-' + variant);
        const auto length = seconds > 0 ? std::optional(seconds) : std::nullopt; // else one round
        if (scenario == QLatin1String("right-loop"))
            QTest::ignoreMessage(QtWarningMsg,
                                 "QObject::startTimer: Timers cannot be started from another thread");
        const auto live =
            record(scenario == QLatin1String("right-loop") ? plan(scenario, variant, {{"hops", "301"}})
                                                           : plan(scenario, variant, {}, length),
                   path);
        QVERIFY(live && !live->failed);
        const Session::LoadedTrace trace = Session::loadTrace(path);
        QCOMPARE(trace.problem, QString());
        for (const Record::SkippedPart &part : trace.skipped)
            QFAIL(qPrintable(part.toString()));
        const QJsonObject read = Session::toJson(trace, path);
        QCOMPARE(firstDifference(Session::toJson(*live), read, {}), QString());
        QCOMPARE(read[u"trace"].toString(), path);
        QCOMPARE(trace.report.figures.stalls.size(), live->figures.stalls.size());
        for (const auto &[id, stall] : live->figures.stalls) {
            const Trace::Stall &same = trace.report.figures.stalls.at(id);
            QCOMPARE(Trace::slowCallbackLine(same), Trace::slowCallbackLine(stall));
            QCOMPARE(same.stacks ? same.stacks->size() : 0, stall.stacks ? stall.stacks->size() : 0);
        }
    }

    void cutTraceSaysWhatItCan()
    {
        const QString path = m_folder.filePath(QStringLiteral("cut"));
        QVERIFY(record(plan(QStringLiteral("slow-callback"), QStringLiteral("blocking"), {}, 1.2), path));
        QFile file(path);
        QVERIFY(file.resize(file.size() * 2 / 3));
        const Session::LoadedTrace trace = Session::loadTrace(path);
        QCOMPARE(trace.problem, QString());
        QVERIFY(!trace.description.summary);
        QVERIFY(trace.report.run.duration > std::chrono::milliseconds(100));
        const QJsonObject document = Session::toJson(trace, path);
        QVERIFY(document[u"verdict"].isNull());
        QVERIFY(document[u"self"][u"probe_ns_per_dispatch"].isNull());
    }

    void comparisonNamesWhatIsGone()
    {
        const QString before = m_folder.filePath(QStringLiteral("before"));
        const QString after = m_folder.filePath(QStringLiteral("after"));
        const auto *known = Scenario::scenario(QStringLiteral("slow-callback"));
        // Longer than what a busy machine does to the other run.
        const std::initializer_list<std::pair<const char *, const char *>> longSleeps = {{"sleep_ms", "400"}};
        QVERIFY(record(plan(known->id, known->variants.front().id, longSleeps, 2), before));
        QVERIFY(record(plan(known->id, known->variants.back().id, longSleeps, 2), after));
        const Session::LoadedTrace left = Session::loadTrace(before);
        const Session::LoadedTrace right = Session::loadTrace(after);
        const auto comparison = Session::compareTraces(before, left, after, right);
        QVERIFY(!comparison.stalls.empty());
        QCOMPARE(comparison.stalls.front().kindId(), QStringLiteral("gone"));
        QVERIFY2(comparison.stalls.front().culprit.startsWith(QLatin1String("sleeper()")),
                 qPrintable(comparison.stalls.front().culprit));
        QVERIFY(comparison.findings.join(u'\n').contains(QLatin1String("no longer blocks")));
        QVERIFY(comparison.findings.join(u'\n').contains(QLatin1String(" (by a factor of ")));
        const QJsonObject document = comparison.toJson();
        QCOMPARE(document.keys(),
                 (QStringList{QStringLiteral("after"), QStringLiteral("before"), QStringLiteral("difference"),
                              QStringLiteral("findings"), QStringLiteral("stalls")}));
        QCOMPARE(document[u"difference"].toObject().keys(), document[u"before"].toObject().keys());
        QVERIFY(document[u"difference"][u"loop"][u"latency_ms"][u"max"][u"absolute"].toDouble() < -50);
        QVERIFY(document[u"difference"][u"loop"][u"latency_ms"][u"max"][u"relative"].toDouble() < -0.5);
        const auto itself = Session::compareTraces(before, left, before, left);
        QCOMPARE(itself.findings, QStringList{QStringLiteral("No notable difference.")});
        for (const Session::CulpritChange &change : itself.stalls)
            QCOMPARE(change.kindId(), QStringLiteral("same"));
    }

    void gateNamesTheCulprit()
    {
        const QString path = m_folder.filePath(QStringLiteral("gate"));
        QVERIFY(record(plan(QStringLiteral("slow-callback"), QStringLiteral("blocking"), {}, 1.2), path));
        const Session::LoadedTrace trace = Session::loadTrace(path);
        Session::Budgets budgets;
        budgets.maxStall = 50;
        budgets.maxDropped = 0;
        const auto results = Session::checkTrace(trace, budgets);
        QCOMPARE(results.size(), 2U);
        QVERIFY(results[0].isOver);
        QVERIFY2(results[0].message.contains(QLatin1String("sleeper() at core/scenario/slowcallback/")),
                 qPrintable(results[0].message));
        QVERIFY(!results[1].isOver);
        Session::LoadedTrace longer = trace;
        Trace::Stall stall = longer.report.figures.stalls.begin()->second;
        stall.id = longer.report.figures.stalls.rbegin()->first + 1;
        stall.duration = std::chrono::seconds(5);
        stall.stacks.reset();
        stall.eventName = QStringLiteral("the longest");
        longer.report.figures.stalls.emplace(stall.id, stall);
        const QString message = Session::checkTrace(longer, budgets)[0].message;
        QVERIFY2(message.contains(QLatin1String("the longest")), qPrintable(message));
        QXmlStreamReader xml(Session::toJUnit(path, trace, results));
        int cases = 0;
        int failures = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            cases += xml.isStartElement() && xml.name() == QLatin1String("testcase");
            failures += xml.isStartElement() && xml.name() == QLatin1String("failure");
        }
        QVERIFY(!xml.hasError());
        QCOMPARE(cases, 2);
        QCOMPARE(failures, 1);
    }
};

LOOPSCOPE_TEST_MAIN(TstTraceReport)

#include "tst_tracereport.moc"
