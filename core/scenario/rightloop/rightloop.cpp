#include "core/scenario/rightloop/rightloop.h"

#include "core/base/words.h"
#include "core/link/assertownloop.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/rightloop/rightloopexperiment.h"

#include <QCoreApplication>

namespace Loopscope::Scenario {

namespace {

const auto hopEvent = static_cast<QEvent::Type>(QEvent::registerEventType());

} // namespace

void HopCounter::add()
{
    LOOPSCOPE_ASSERT_OWN_LOOP(this);
    m_count.fetch_add(1, std::memory_order_relaxed);
    m_completed.add(1);
}

void HopCounter::startTimer()
{
    if (!m_timerWasStarted.exchange(true))
        m_timer.start(std::chrono::hours(1));
}

void HopCounter::tell()
{
    QEvent event(hopEvent);
    QCoreApplication::sendEvent(this, &event);
}

bool HopCounter::event(QEvent *event)
{
    return event->type() == hopEvent || QObject::event(event);
}

RightLoopExperiment::RightLoopExperiment(RunContext *run)
    : m_run(run)
    , m_hops(static_cast<int>(run->parameters().integer(QStringLiteral("hops"))))
{}

QCoro::Task<> RightLoopExperiment::prepare()
{
    m_own = std::make_unique<LoopThread>();
    m_other = std::make_unique<LoopThread>(QStringLiteral("Other loop"));
    m_counter = std::make_unique<HopCounter>();
    // The monitor knows the other loop when it has delivered something.
    const CarriedBack once(*m_other, *m_own);
    co_await Async::tracked(once);
    m_run->checkStopped();
}

QCoro::Task<> RightLoopExperiment::round()
{
    m_run->spawn([this] { return hopper(); }, QStringLiteral("hopper"));
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

QCoro::Task<> RightLoopExperiment::tearDown()
{
    if (m_other)
        co_await Async::tracked(m_other->stop());
    m_hopsDone = m_counter ? m_counter->count() : 0;
    m_counter.reset();
}

void RightLoopExperiment::report(RunFigures *figures) const
{
    figures->workUnits = m_hopsDone;
}

namespace {

// "All 10 hops went on …"; a coroutine that is brought home at the end went on once more than it hopped.
QString wrongHopsText(const RunFigures &figures)
{
    const auto hops = static_cast<double>(figures.workUnits);
    const QString text = figures.foreignResumptions < figures.workUnits
                             ? Words::tr("%1 of %2")
                                   .arg(countText(static_cast<double>(figures.foreignResumptions)),
                                        countedText(hops, Words::tr("hop"), Words::tr("hops")))
                         : figures.workUnits == 1
                             ? Words::tr("The only hop")
                             : Words::tr("All ") + countedText(hops, Words::tr("hop"), Words::tr("hops"));
    return text + Words::tr(" went on in a thread that is not the coroutine's");
}

QString verdict(const Parameters &, const RunFigures &figures)
{
    if (figures.foreignResumptions == 0 && figures.foreignUses == 0) {
        return Words::tr("%1 in %2, and the coroutine went on in its own loop every time.")
            .arg(countedText(static_cast<double>(figures.workUnits), Words::tr("hop"), Words::tr("hops")),
                 durationText(figures.duration));
    }
    QStringList wrong;
    if (figures.foreignResumptions > 0)
        wrong.append(wrongHopsText(figures));
    if (figures.foreignUses > 0)
        wrong.append(Words::tr("objects were used from the wrong thread %1")
                         .arg(timesText(static_cast<double>(figures.foreignUses))));
    QString sentence = wrong.join(Words::tr(", and ")) + u'.';
    sentence[0] = sentence[0].toUpper();
    return sentence;
}

} // namespace

Scenario rightLoop()
{
    Scenario scenario;
    scenario.id = QStringLiteral("right-loop");
    scenario.title = Words::tr("The right loop");
    scenario.lesson =
        Words::tr("A coroutine belongs to one loop: whoever resumes it has to carry it back there.");
    scenario.workUnit = Words::tr("Hops");
    scenario.parameters = {
        integerParameter(QStringLiteral("hops"), Words::tr("Hops"), 1000, 1, 1'000'000),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("wrong-thread"), Words::tr("Wrong thread"),
         QStringLiteral("core/scenario/rightloop/rightloop_wrongthread.cpp"), makeRightLoopWrongThread,
         Words::tr("Carry the coroutine back to its loop: variant 2.")},
        {QStringLiteral("carried"), Words::tr("Carried"),
         QStringLiteral("core/scenario/rightloop/rightloop_carried.cpp"), makeRightLoopCarried},
    };
    scenario.verdict = [](const Parameters &parameters, const RunFigures &figures) {
        return withMachineStalls(verdict(parameters, figures), figures);
    };
    return scenario;
}

} // namespace Loopscope::Scenario
