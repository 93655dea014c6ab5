#include "core/session/runsource.h"
#include "core/trace/eventsink.h"
#include "tests/support/stricttest.h"

#include <set>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

namespace {

class Source final : public Trace::EventSource
{
public:
    void addSink(std::shared_ptr<Trace::EventSink> sink) override { m_sinks.insert(std::move(sink)); }
    void removeSink(const std::shared_ptr<Trace::EventSink> &sink) override { m_sinks.erase(sink); }
    std::size_t sinks() const { return m_sinks.size(); }
    void tell(const Trace::Stall &stall)
    {
        auto batch = std::make_shared<Trace::Batch>();
        batch->stalls = {stall};
        batch->beats.resize(1);
        for (const auto &sink : m_sinks)
            sink->consume(batch);
    }

private:
    std::set<std::shared_ptr<Trace::EventSink>> m_sinks;
};

struct Sink final : Trace::EventSink
{
    void consume(const Trace::BatchPtr &batch) override
    {
        beats += batch->beats.size();
        stalls.insert(stalls.end(), batch->stalls.begin(), batch->stalls.end());
    }
    std::size_t beats = 0;
    std::vector<Trace::Stall> stalls;
};

constexpr Trace::TrackId shared = 7;

Trace::Stall stallOf(Base::Duration duration, Trace::TrackId track = shared)
{
    static Trace::StallId last = 0;
    Trace::Stall stall;
    stall.id = ++last;
    stall.track = track;
    stall.duration = duration;
    return stall;
}

std::shared_ptr<const std::vector<Trace::Stack>> stackIn(const QString &file)
{
    Trace::Frame frame;
    frame.file = file;
    frame.line = 31;
    frame.origin = Trace::FrameOrigin::Own;
    Trace::Stack stack;
    stack.frames = {frame};
    return std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
}

} // namespace

class TstRunSource : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        m_run.reset(); // before what it filters
        m_source = std::make_unique<Source>();
        m_run = std::make_unique<Session::RunSource>(m_source.get());
        m_sink = std::make_shared<Sink>();
        m_run->addSink(m_sink);
    }

    void loopOfItsOwnIsToldWhole()
    {
        m_source->tell(stallOf(11ms));
        QCOMPARE(m_sink->stalls.size(), 1U);
    }

    void shortStallsOfASharedLoopAreTheRunsOnly()
    {
        m_run->setSharedLoop(shared);
        m_source->tell(stallOf(11ms));
        QVERIFY(m_sink->stalls.empty());
        QCOMPARE(m_sink->beats, 1U); // the rest of the batch
        Trace::Stall ofTask = stallOf(11ms);
        ofTask.task = 3;
        m_source->tell(ofTask);
        Trace::Stall ofVariant = stallOf(12ms);
        ofVariant.stacks = stackIn(QStringLiteral("core/scenario/http/http_onloopblocking.cpp"));
        m_source->tell(ofVariant);
        Trace::Stall ofWindow = stallOf(13ms);
        ofWindow.stacks = stackIn(QStringLiteral("ui/charts/latencychart.cpp"));
        m_source->tell(ofWindow);
        m_source->tell(stallOf(14ms, shared + 1));
        m_source->tell(stallOf(50ms));
        QCOMPARE(m_sink->stalls.size(), 4U);
        QCOMPARE(m_sink->stalls[0].id, ofTask.id);
        QCOMPARE(m_sink->stalls[1].id, ofVariant.id);
        QCOMPARE(m_sink->stalls[2].duration, Base::Duration(14ms));
        QCOMPARE(m_sink->stalls[3].duration, Base::Duration(50ms));
    }

    void whatWasToldIsToldToItsEnd()
    {
        m_run->setSharedLoop(shared);
        Trace::Stall stall = stallOf(20ms);
        stall.open = true;
        m_source->tell(stall);
        QVERIFY(m_sink->stalls.empty());
        stall.duration = 51ms;
        m_source->tell(stall);
        stall.duration = 49ms; // as it turned out
        stall.open = false;
        m_source->tell(stall);
        QCOMPARE(m_sink->stalls.size(), 2U);
        QVERIFY(!m_sink->stalls.back().open);
    }

    void nothingIsLeftInTheSource()
    {
        const auto other = std::make_shared<Sink>();
        m_run->addSink(other);
        QCOMPARE(m_source->sinks(), 2U);
        m_run->removeSink(other);
        QCOMPARE(m_source->sinks(), 1U);
        m_run->removeSink(other);
        m_source->tell(stallOf(11ms));
        QVERIFY(other->stalls.empty());
        m_run.reset();
        QCOMPARE(m_source->sinks(), 0U);
    }

private:
    std::unique_ptr<Source> m_source;
    std::unique_ptr<Session::RunSource> m_run;
    std::shared_ptr<Sink> m_sink;
};

LOOPSCOPE_TEST_MAIN(TstRunSource)
#include "tst_runsource.moc"
