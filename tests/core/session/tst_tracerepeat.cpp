#include "core/session/reportjson.h"
#include "core/session/traceload.h"
#include "tests/core/record/tracetext.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/soak/soakplans.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Testing;

namespace {

QMap<QString, QByteArray> byKey(const QJsonObject &document)
{
    QMap<QString, QByteArray> keys;
    for (auto entry = document.begin(); entry != document.end(); ++entry)
        keys[entry.key()] = QJsonDocument(QJsonObject{{entry.key(), entry.value()}}).toJson();
    return keys;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// What was read, written anew.
std::string recordedAgain(const ReadBack &read)
{
    std::string out;
    const Record::TraceDescription &description = read.contents.description;
    Record::PerfettoCodec codec(description.run);
    codec.writeHeader(out, *description.anchor);
    for (const Trace::BatchPtr &batch : read.batches)
        codec.encode(*batch, out);
    codec.setLeftOut({description.leftOutDispatches, description.leftOutSamples});
    codec.writeEnd(out, *description.summary);
    return out;
}

} // namespace

/// A real run of every variant, recorded: its trace says what the run said, and recorded again it has the
/// same events.
class TstTraceRepeat : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void recordedRunSaysTheSameTwice_data();
    void recordedRunSaysTheSameTwice();
};

void TstTraceRepeat::initTestCase()
{
    Session::Session session; // what stays with the process is made now
    QVERIFY(runToEnd(&session,
                     plan("slow-callback", "awaiting", {{"interval_ms", "10"}, {"sleep_ms", "1"}}, 0.02)));
}

void TstTraceRepeat::recordedRunSaysTheSameTwice_data()
{
    QTest::addColumn<Session::RunPlan>("plan");
    for (const Session::RunPlan &plan : Soak::allPlans({}))
        QTest::addRow("%s/%s", qPrintable(plan.scenarioId), qPrintable(plan.variantId)) << plan;
}

void TstTraceRepeat::recordedRunSaysTheSameTwice()
{
    QFETCH(Session::RunPlan, plan);
    const QTemporaryDir folder;
    plan.recordPath = folder.filePath(QStringLiteral("first"));
    plan.heartbeat = true;
    if (plan.scenarioId == QLatin1String("slow-callback"))
        plan.duration = std::chrono::milliseconds(300); // it has no amount
    if (plan.variantId == QLatin1String("wrong-thread"))
        QTest::ignoreMessage(QtWarningMsg,
                             "QObject::startTimer: Timers cannot be started from another thread");
    Session::Session session;
    const auto live = runToEnd(&session, plan);
    QVERIFY(live);
    QVERIFY2(!live->failed, qPrintable(live->failure));

    const Session::LoadedTrace loaded = Session::loadTrace(plan.recordPath);
    const auto said = byKey(Session::toJson(*live));
    const auto read = byKey(Session::toJson(loaded, plan.recordPath));
    for (auto entry = said.begin(); entry != said.end(); ++entry)
        QCOMPARE(read.value(entry.key()), entry.value());

    const ReadBack first = readBack(contents(plan.recordPath).toStdString());
    QVERIFY(first.contents.skipped.empty());
    const std::string again = recordedAgain(first);
    const ReadBack second = readBack(again);
    QVERIFY(second.contents.skipped.empty());
    QVERIFY(!first.all.latencies.empty() && !first.all.totals.empty() && !first.all.phases.empty());
    QCOMPARE(TraceText::of(second.all), TraceText::of(first.all));

    const QString path = folder.filePath(QStringLiteral("again"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) &&
            file.write(again.data(), std::ssize(again)) == std::ssize(again));
    file.close();
    auto twice = byKey(Session::toJson(Session::loadTrace(path), plan.recordPath));
    for (auto entry = said.begin(); entry != said.end(); ++entry)
        QCOMPARE(twice.value(entry.key()), entry.value());
}

LOOPSCOPE_TEST_MAIN(TstTraceRepeat)
#include "tst_tracerepeat.moc"
