#include "core/scenario/choiceprobe.h"
#include "core/scenario/scenario.h"
#include "tests/core/net/scriptedpeer.h"
#include "tests/support/redisserver.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>

using namespace Loopscope;
using Scenario::ChoiceProbe;

class TstChoiceProbe : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheProtocolIsUncertain();
    void answeringServerIsAvailable();
    void missingServerSaysHowToStartOne();
    void serverWithAPasswordSaysSo();
    void silentServerIsNotWaitedForLong();
    void destroyingItEndsTheQuestion();

private:
    static QString answer(ChoiceProbe *probe);
};

QString TstChoiceProbe::answer(ChoiceProbe *probe)
{
    QSignalSpy told(probe, &ChoiceProbe::told);
    probe->ask();
    probe->ask(); // one question at a time
    if (!told.wait())
        return QStringLiteral("no answer");
    return told.size() == 1 ? told.front().front().toString() : QStringLiteral("too many answers");
}

void TstChoiceProbe::onlyTheProtocolIsUncertain()
{
    QStringList uncertain;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        for (const Scenario::Parameter &parameter : scenario.parameters) {
            if (!ChoiceProbe::uncertainChoice(parameter).isEmpty())
                uncertain += scenario.id + u'/' + parameter.key;
        }
    }
    QCOMPARE(uncertain,
             (QStringList{QStringLiteral("request-reply/protocol"), QStringLiteral("pipelining/protocol")}));
}

void TstChoiceProbe::answeringServerIsAvailable()
{
    Testing::RedisServer redis;
    const QString problem = redis.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    ChoiceProbe probe(redis.port());
    QCOMPARE(answer(&probe), QString());
    redis.kill();
    QVERIFY(answer(&probe).contains(QLatin1String("No Redis server listens"))); // asked anew
}

void TstChoiceProbe::missingServerSaysHowToStartOne()
{
    ChoiceProbe probe(Testing::unusedPort());
    const QString reason = answer(&probe);
    QVERIFY2(reason.contains(QLatin1String("redis-server --port")), qPrintable(reason));
}

void TstChoiceProbe::serverWithAPasswordSaysSo()
{
    Testing::RedisServer redis;
    QCOMPARE(redis.start({QStringLiteral("--requirepass"), QStringLiteral("secret")}), QString());
    ChoiceProbe probe(redis.port());
    QVERIFY(answer(&probe).contains(QLatin1String("NOAUTH")));
}

void TstChoiceProbe::silentServerIsNotWaitedForLong()
{
    const Testing::ScriptedPeer silent({}, 1'000'000);
    ChoiceProbe probe(silent.port());
    QVERIFY(answer(&probe).contains(QLatin1String("did not answer in time")));
}

void TstChoiceProbe::destroyingItEndsTheQuestion()
{
    const Testing::ScriptedPeer silent({}, 1'000'000);
    auto probe = std::make_unique<ChoiceProbe>(silent.port());
    QSignalSpy told(probe.get(), &ChoiceProbe::told);
    probe->ask();
    probe.reset();
    QCOMPARE(told.size(), 0);
}

LOOPSCOPE_TEST_MAIN(TstChoiceProbe)

#include "tst_choiceprobe.moc"
