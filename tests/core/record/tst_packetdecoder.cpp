#include "core/record/packetdecoder.h"
#include "tests/support/stricttest.h"

#include <random>

using namespace Loopscope;
using Record::PacketDecoder;
using Record::StreamBatch;

namespace {

Base::SteadyTime at(qint64 milliseconds)
{
    return Base::SteadyTime(std::chrono::milliseconds(1'000'000 + milliseconds));
}

Trace::Stall someStall()
{
    Trace::Stack stack;
    stack.takenAt = at(150);
    stack.systemCall = QStringLiteral("poll");
    stack.approximate = true;
    for (const quint64 address : {0x1234ULL, 0xffff'0000'1111ULL, 0x42ULL}) {
        Trace::Frame frame;
        frame.module = address == 0x42 ? QString() : QStringLiteral("/usr/bin/some program");
        frame.address = address;
        stack.frames.push_back(frame);
    }
    Trace::Stall stall;
    stall.id = 77;
    stall.revision = 1;
    stall.track = 5;
    stall.startedAt = at(100);
    stall.duration = std::chrono::milliseconds(60);
    stall.open = true;
    stall.eventName = QStringLiteral("QTimer (Timer)");
    stall.cause = Trace::StallCause::Io;
    stall.evidence = QStringLiteral("in poll");
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector{stack});
    return stall;
}

Trace::Batch someBatch()
{
    Trace::Batch batch;
    batch.until = at(200);
    batch.tracks = {
        {5, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Main loop"), 40, 41}};
    batch.names = {{9, QStringLiteral("QTimer (Timer)")}};
    batch.phases = {{Trace::Phase::Work, at(1), 5}};
    batch.slices = {
        {5, 9, at(10), std::chrono::milliseconds(20), 0, 0, true, false, std::chrono::milliseconds(15)},
        {5, 9, at(12), std::chrono::milliseconds(3), 0, 1, false, false}};
    batch.summaries = {{5, 9, at(90), 1000, std::chrono::milliseconds(7), std::chrono::microseconds(44)}};
    batch.latencies = {{5, at(60), std::chrono::milliseconds(8), std::chrono::milliseconds(50), true, 3},
                       {5, at(170), std::chrono::milliseconds(60), std::chrono::milliseconds(50), false}};
    batch.totals = {{5, at(200), 12, 1002, std::chrono::milliseconds(88), 3}};
    batch.stalls = {someStall()};
    batch.dropped = 3;
    return batch;
}

std::string streamOf(const std::vector<Trace::Batch> &batches)
{
    Record::StreamEncoder encoder({}, [](const QString &) { return QByteArray("\x01\xab\xff", 3); });
    std::string bytes;
    encoder.writeHeader(bytes, {at(0), {}});
    encoder.writeCost(
        bytes, {41.5, std::chrono::milliseconds(2), std::chrono::milliseconds(3), {{}, 0.02, 0.01, 4, 2}});
    for (const Trace::Batch &batch : batches)
        encoder.encode(batch, bytes);
    return bytes;
}

} // namespace

/// What StreamEncoder writes is read back; what it does not write harms nobody.
class TstPacketDecoder : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void batchComesBackAsItWas();
    void taskOfAStallComesBack();
    void framesAreFormedBeforeTheyAreSent();
    void piecesOfAnySizeGiveTheSame();
    void stackIsToldOnceAndModulesOnce();
    void callIsNamedOnceItIsKnown();
    void decodersShareNoIdentifiers();
    void damagedBytesAreGivenUpOrSkipped();
    void hugeSizesAreRefused();
};

void TstPacketDecoder::batchComesBackAsItWas()
{
    Record::StreamIds ids;
    PacketDecoder decoder(&ids);
    decoder.feed(streamOf({someBatch()}));
    const auto decoded = decoder.next();
    QVERIFY(decoded && !decoder.isBroken());
    const Trace::Batch &batch = decoded->batch;
    QCOMPARE(batch.until, at(200));
    QCOMPARE(batch.tracks.size(), 1U);
    const Trace::Track &track = batch.tracks[0];
    QCOMPARE(track.name, QStringLiteral("Main loop"));
    QVERIFY(track.role == Trace::LoopRole::Subject && track.pid == 40 && track.tid == 41);
    QCOMPARE(batch.phases.size(), 1U);
    QVERIFY(batch.phases[0].phase == Trace::Phase::Work && batch.phases[0].track == track.id);
    QCOMPARE(batch.phases[0].at, at(1));
    QCOMPARE(batch.slices.size(), 2U); // in order of their ends
    QVERIFY(batch.slices[0].start == at(12) && batch.slices[0].depth == 1 && !batch.slices[0].counts);
    QVERIFY(batch.slices[1].start == at(10) && batch.slices[1].duration == std::chrono::milliseconds(20));
    QVERIFY(!batch.slices[0].waited && batch.slices[1].waited == std::chrono::milliseconds(15));
    QCOMPARE(batch.names[0].second, QStringLiteral("QTimer (Timer)"));
    QCOMPARE(batch.slices[0].name, batch.names[0].first);
    QVERIFY(batch.summaries.size() == 1 && batch.summaries[0].count == 1000 &&
            batch.summaries[0].longest == std::chrono::microseconds(44));
    QCOMPARE(batch.latencies.size(), 2U);
    QVERIFY(batch.latencies[0].delivered && batch.latencies[0].waited == std::chrono::milliseconds(8));
    QCOMPARE(batch.latencies[0].skipped, 3U);
    QVERIFY(!batch.latencies[1].delivered && batch.latencies[1].interval == std::chrono::milliseconds(50));
    QVERIFY(batch.totals.size() == 1 && batch.totals[0].dispatches == 1002 &&
            batch.totals[0].track == track.id);
    QCOMPARE(batch.dropped, 3U);
    QCOMPARE(decoded->cost->nanosecondsPerDispatch, 41.5);
    QCOMPARE(decoded->cost->latest.coreFraction, 0.02);
    QCOMPARE(decoded->cost->latest.sampleSlowdown, 4);
    QCOMPARE(decoded->cost->latest.pingSlowdown, 2);
    QVERIFY(!decoder.next());
}

void TstPacketDecoder::taskOfAStallComesBack()
{
    Trace::Batch batch = someBatch();
    Trace::Stall &sent = batch.stalls[0];
    sent.kind = Trace::StallKind::Outside;
    sent.task = 12;
    sent.taskName = QStringLiteral("sleeper");
    sent.taskDone = true;
    sent.taskFunction.function = QStringLiteral("sleeper()");
    sent.createdAt = {QStringLiteral("main()"), QStringLiteral("main.cpp"), 18};
    sent.spawnedBy = {{QStringLiteral("session"), {QStringLiteral("start()"), QStringLiteral("a.cpp"), 7}}};
    Record::StreamIds ids;
    PacketDecoder decoder(&ids);
    decoder.feed(streamOf({batch}));
    const auto decoded = decoder.next();
    QVERIFY(decoded && decoded->batch.stalls.size() == 1);
    const Trace::Stall &stall = decoded->batch.stalls[0];
    QCOMPARE(stall.kind, Trace::StallKind::Outside);
    QVERIFY(stall.task != 0);
    QCOMPARE(stall.taskName, QStringLiteral("sleeper"));
    QVERIFY(stall.taskDone);
    QCOMPARE(stall.taskFunction.function, QStringLiteral("sleeper()"));
    QCOMPARE(stall.createdAt.function, QStringLiteral("main()"));
    QCOMPARE(stall.createdAt.toString(), QStringLiteral("main.cpp:18"));
    QCOMPARE(stall.spawnedBy.size(), 1U);
    QCOMPARE(stall.spawnedBy[0].name, QStringLiteral("session"));
    QCOMPARE(stall.spawnedBy[0].createdAt.toString(), QStringLiteral("a.cpp:7"));
}

void TstPacketDecoder::framesAreFormedBeforeTheyAreSent()
{
    const auto innermostAlone = [](const Trace::Stack &stack) {
        Trace::Stack result = stack;
        result.frames.resize(1);
        return result;
    };
    Record::StreamEncoder encoder(
        {}, [](const QString &) { return QByteArray("id"); }, innermostAlone);
    std::string bytes;
    encoder.writeHeader(bytes, Base::TimeAnchor());
    encoder.encode(someBatch(), bytes);
    Record::StreamIds ids;
    PacketDecoder decoder(&ids);
    decoder.feed(bytes);
    const auto decoded = decoder.next();
    QVERIFY(decoded && decoded->stacks.size() == 1);
    QCOMPARE(decoded->stacks[0].addresses.size(), 1U);
    QCOMPARE(decoded->stacks[0].addresses[0].offset, 0x1234U);
}

void TstPacketDecoder::piecesOfAnySizeGiveTheSame()
{
    const std::string stream = streamOf({someBatch(), someBatch()});
    for (const std::size_t size : {1U, 2U, 7U, 100U}) {
        Record::StreamIds ids;
        PacketDecoder decoder(&ids);
        for (std::size_t from = 0; from < stream.size(); from += size)
            decoder.feed(std::string_view(stream).substr(from, size));
        QVERIFY(!decoder.isBroken());
        const auto first = decoder.next();
        QVERIFY(first && decoder.next() && !decoder.next());
        QCOMPARE(first->batch.stalls.size(), 1U);
        QCOMPARE(first->stacks.size(), 1U);
    }
}

void TstPacketDecoder::stackIsToldOnceAndModulesOnce()
{
    Trace::Batch later = someBatch();
    later.stalls[0].open = false;
    later.stalls[0].duration = std::chrono::milliseconds(90);
    later.stalls[0].onCpu = std::chrono::milliseconds(80);
    later.stalls[0].waitingForCpu = std::chrono::milliseconds(20); // more than there was
    Record::StreamIds ids;
    PacketDecoder decoder(&ids);
    decoder.feed(streamOf({someBatch(), later}));
    const auto first = decoder.next();
    const auto second = decoder.next();
    const Trace::Stall &stall = first->batch.stalls[0];
    QVERIFY(stall.open && stall.cause == Trace::StallCause::Io && !stall.stacks);
    QVERIFY(!stall.onCpu && !stall.waitingForCpu);
    QCOMPARE(stall.startedAt, at(100));
    QCOMPARE(stall.evidence, QStringLiteral("in poll"));
    QCOMPARE(first->stacks.size(), 1U);
    const Record::StreamStack &stack = first->stacks[0];
    QVERIFY(stack.owner == stall.id && stack.stack.approximate && stack.stack.takenAt == at(150));
    QCOMPARE(stack.addresses.size(), 3U);
    QCOMPARE(stack.addresses[1].offset, quint64{0xffff'0000'1111});
    QCOMPARE(stack.addresses[1].module.path, QStringLiteral("/usr/bin/some program"));
    QCOMPARE(stack.addresses[1].module.buildId, QByteArray("\x01\xab\xff", 3));
    QVERIFY(stack.addresses[2].module.path.isEmpty());
    QVERIFY(second->stacks.empty() && !second->batch.stalls[0].open);
    QCOMPARE(second->batch.stalls[0].id, stall.id);
    QCOMPARE(second->batch.stalls[0].onCpu, std::optional<Base::Duration>(std::chrono::milliseconds(80)));
    QCOMPARE(second->batch.stalls[0].waitingForCpu,
             std::optional<Base::Duration>(std::chrono::milliseconds(10)));
}

void TstPacketDecoder::callIsNamedOnceItIsKnown()
{
    const Trace::CallPlace place{{QStringLiteral("/bin/a b"), QByteArray("\x01"), 0x77}, {}, true};
    const QString name = QStringLiteral("QObject (MetaCall)") + Trace::toText(place);
    Trace::Batch batch = someBatch();
    batch.names = {{9, name}};
    batch.stalls[0].eventName = name + QStringLiteral(" ← Bell::rung()");
    Record::StreamIds ids;
    PacketDecoder decoder(&ids);
    const std::string stream = streamOf({batch, batch});
    const std::size_t length = streamOf({batch}).size();
    decoder.feed(std::string_view(stream).substr(0, length));
    const auto first = decoder.next();
    QCOMPARE(first->batch.names.back().second, QStringLiteral("QObject (MetaCall)"));
    const QString event = first->batch.stalls[0].eventName;
    QCOMPARE(ids.calls.readable(event), QStringLiteral("QObject (MetaCall) ← Bell::rung()"));
    std::vector<Record::StreamCall> asked = ids.calls.takeQuestions();
    QCOMPARE(asked.size(), 1U); // though it came many times
    QVERIFY(asked[0].place == place);
    QVERIFY(!ids.calls.isFinal(name));
    asked[0].name = QStringLiteral("virtual slot of Poller");
    ids.calls.learn(asked[0]);
    QVERIFY(ids.calls.isFinal(name));
    QCOMPARE(ids.calls.readable(event), QStringLiteral("virtual slot of Poller ← Bell::rung()"));
    decoder.feed(std::string_view(stream).substr(length));
    const auto second = decoder.next();
    QCOMPARE(second->batch.names.size(), 1U);
    QCOMPARE(second->batch.names[0].second, QStringLiteral("virtual slot of Poller"));
    QCOMPARE(second->batch.slices[0].name, second->batch.names[0].first);
}

void TstPacketDecoder::decodersShareNoIdentifiers()
{
    Record::StreamIds ids;
    PacketDecoder one(&ids);
    PacketDecoder other(&ids);
    one.feed(streamOf({someBatch()}));
    other.feed(streamOf({someBatch()}));
    const auto first = one.next();
    const auto second = other.next();
    QVERIFY(first->batch.tracks[0].id != second->batch.tracks[0].id);
    QVERIFY(first->batch.stalls[0].id != second->batch.stalls[0].id);
    QVERIFY(first->batch.names[0].first != second->batch.names[0].first);
}

void TstPacketDecoder::damagedBytesAreGivenUpOrSkipped()
{
    const std::string whole = streamOf({someBatch(), someBatch()});
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) {
        std::string damaged = whole;
        for (int i = 0; i <= round % 8; ++i)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        Record::StreamIds ids;
        PacketDecoder decoder(&ids);
        decoder.feed(damaged);
        int batches = 0;
        while (decoder.next())
            ++batches;
        QVERIFY(batches <= 2);
    }
}

void TstPacketDecoder::hugeSizesAreRefused()
{
    Record::StreamIds ids;
    PacketDecoder text(&ids);
    text.feed("GET / HTTP/1.1\r\n\r\n");
    QVERIFY(text.isBroken());
    PacketDecoder huge(&ids);
    huge.feed("\x0a\xff\xff\xff\xff\x0f");
    QVERIFY(huge.isBroken());
    PacketDecoder endless(&ids);
    std::string size(21, '\xff');
    size.front() = '\x0a';
    endless.feed(size);
    QVERIFY(endless.isBroken());
    endless.feed(streamOf({someBatch()}));
    QVERIFY(!endless.next());
}

LOOPSCOPE_TEST_MAIN(TstPacketDecoder)

#include "tst_packetdecoder.moc"
