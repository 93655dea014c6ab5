#include "core/session/replaysource.h"
#include "tests/core/session/replaysample.h"
#include "tests/support/stricttest.h"

#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Session::ReplaySource;
using Session::ReplayTrace;

namespace {

/// Keeps all that a source says since it began anew.
class Listener final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &batch) override
    {
        const auto add = [](auto &list, const auto &more) {
            list.insert(list.end(), more.begin(), more.end());
        };
        add(heard.tracks, batch->tracks);
        add(heard.slices, batch->slices);
        add(heard.latencies, batch->latencies);
        add(heard.samples, batch->samples);
        add(heard.beats, batch->beats);
        add(heard.totals, batch->totals);
        add(heard.phases, batch->phases);
        for (const Trace::Stall &stall : batch->stalls)
            stalls[stall.id] = stall;
    }
    void forget()
    {
        heard = {};
        stalls.clear();
        ++restarts;
    }
    QString described() const
    {
        QString text = QStringLiteral("%1 slices, %2 latencies, %3 samples, %4 beats, %5 totals, %6 phases;")
                           .arg(heard.slices.size())
                           .arg(heard.latencies.size())
                           .arg(heard.samples.size())
                           .arg(heard.beats.size())
                           .arg(heard.totals.size())
                           .arg(heard.phases.size());
        for (const auto &[id, stall] : stalls)
            text += QStringLiteral(" stall %1 %2 %3").arg(id).arg(stall.duration.count()).arg(stall.open);
        return text;
    }

    Trace::Batch heard;
    std::map<Trace::StallId, Trace::Stall> stalls;
    int restarts = 0;
};

} // namespace

/// A trace as a source of events with a clock of its own.
class TstReplay : public StrictTest
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    Session::ReplayTracePtr loaded(const QByteArray &bytes) const
    {
        QFile file(path("given.perfetto-trace"));
        file.remove(); // ext4 writes a file that was cut to nothing to the disk when it is closed
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return nullptr;
        file.close();
        return Session::loadReplay(file.fileName());
    }

    struct Player
    {
        explicit Player(Session::ReplayTracePtr trace)
            : source(std::move(trace))
        {
            source.addSink(listener);
            source.setRestartHandler([this] { listener->forget(); });
        }
        Base::SteadyTime at(Base::Duration position) const { return source.trace().begin + position; }
        std::shared_ptr<Listener> listener = std::make_shared<Listener>();
        ReplaySource source;
    };

private Q_SLOTS:
    void beginsAndEndsWithTheWork()
    {
        const auto trace = loaded(ReplaySample().bytes());
        QCOMPARE(trace->loaded.error, Record::ReadError::None);
        QCOMPARE(trace->begin, ReplaySample().start);
        QCOMPARE(trace->end - trace->begin, Base::Duration(4s));
        QCOMPARE(trace->stalls.size(), 3U);
        QCOMPARE(trace->threshold, 10ms);
        QCOMPARE(trace->subject, 1U);
    }

    void programWithoutPhasesHasBeginAndEndToo()
    {
        ReplaySample sample;
        sample.hasPhases = false;
        const auto trace = loaded(sample.bytes());
        QCOMPARE(trace->threshold, 100ms);
        Player player(trace);
        player.source.seek(trace->end);
        const auto &phases = player.listener->heard.phases;
        QCOMPARE(phases.size(), 3U);
        QCOMPARE(phases[1].phase, Trace::Phase::Work);
        QCOMPARE(phases[2].phase, Trace::Phase::TearDown);
    }

    void everythingIsHeardOnceAtTheEnd()
    {
        const auto trace = loaded(ReplaySample().bytes());
        Player inSteps(trace);
        Player atOnce(trace);
        inSteps.source.play();
        while (inSteps.source.isPlaying())
            inSteps.source.advance(7ms);
        atOnce.source.seek(trace->end);
        QVERIFY(inSteps.source.isAtEnd());
        QCOMPARE(inSteps.listener->described(), atOnce.listener->described());
        QCOMPARE(atOnce.listener->heard.latencies.size(), 800U);
        QCOMPARE(atOnce.listener->restarts, 1);
    }

    void scrubbingBackHearsWhatWasHeardThen()
    {
        const auto trace = loaded(ReplaySample().bytes());
        Player player(trace);
        QMap<qint64, QString> heardAt;
        for (Base::Duration position{0}; position <= 4s; position += 13ms) {
            player.source.seek(player.at(position));
            heardAt[position.count()] = player.listener->described();
        }
        Player other(trace);
        for (auto entry = heardAt.end(); entry != heardAt.begin();) {
            --entry;
            other.source.seek(other.at(Base::Duration(entry.key())));
            QCOMPARE(other.listener->described(), entry.value());
        }
    }

    void stallIsOpenWhileItLasts()
    {
        Player player(loaded(ReplaySample().bytes()));
        player.source.seek(player.at(1005ms));
        QVERIFY(player.listener->stalls.empty()); // the threshold is 10 ms
        player.source.seek(player.at(1060ms));
        QCOMPARE(player.listener->stalls.size(), 1U);
        QVERIFY(player.listener->stalls[1].open);
        QCOMPARE(player.listener->stalls[1].duration, Base::Duration(60ms));
        QVERIFY(player.listener->stalls[1].culprit());
        player.source.seek(player.at(1100ms));
        QVERIFY(!player.listener->stalls[1].open);
        QCOMPARE(player.listener->stalls[1].duration, Base::Duration(100ms));
    }

    void stepsGoFromEventToEventAndBack()
    {
        Player player(loaded(ReplaySample().bytes()));
        player.source.seek(player.at(500ms));
        QList<qint64> forth;
        for (int i = 0; i < 20; ++i) {
            forth.append(player.source.position().count());
            player.source.stepForward();
            QVERIFY(player.source.position().count() > forth.last());
        }
        while (!forth.isEmpty()) {
            player.source.stepBack();
            const qint64 expected = forth.takeLast();
            // 500 ms itself is the end of nothing.
            if (!forth.isEmpty())
                QCOMPARE(player.source.position().count(), expected);
        }
    }

    void stallsAreReachedFromBothSides()
    {
        Player player(loaded(ReplaySample().bytes()));
        player.source.seek(player.at(0ms));
        for (const Base::Duration expected : {1099ms, 2099ms, 3099ms}) {
            QVERIFY(player.source.nextStall());
            QCOMPARE(player.source.position(), expected);
        }
        QCOMPARE(player.source.previousStall()->id, 2U);
        QCOMPARE(player.source.previousStall()->id, 1U);
        // And round.
        QCOMPARE(player.source.previousStall()->id, 3U);
        QCOMPARE(player.source.nextStall()->id, 1U);
        player.source.seek(player.source.trace().end);
        QCOMPARE(player.source.nextStall()->id, 1U);
    }

    void speedIsThatOfTheClock()
    {
        Player player(loaded(ReplaySample().bytes()));
        player.source.seek(player.at(0ms));
        player.source.play();
        player.source.setSpeed(0.1);
        player.source.advance(1s);
        QCOMPARE(player.source.position(), Base::Duration(100ms));
        player.source.setSpeed(100);
        QCOMPARE(player.source.speed(), 10.0);
        player.source.advance(100ms);
        QCOMPARE(player.source.position(), Base::Duration(1100ms));
        player.source.pause();
        player.source.advance(1s);
        QCOMPARE(player.source.position(), Base::Duration(1100ms));
        player.source.play();
        player.source.advance(1h);
        QVERIFY(player.source.isAtEnd() && !player.source.isPlaying());
        player.source.play();
        QCOMPARE(player.source.position(), Base::Duration(0));
    }

    void olderSlicesAreSummedUpAfterAJump()
    {
        ReplaySample sample;
        sample.slicesPerTenMs = 500;
        const auto trace = loaded(sample.bytes());
        const ReplayTrace::Slices &all = trace->slices.at(1);
        QVERIFY(all.size() > 2 * ReplaySource::slicesPerTrack);
        Base::Duration busy{0};
        for (const Trace::Slice &slice : all)
            busy += slice.duration;
        Player player(trace);
        player.source.seek(trace->end);
        Base::Duration told{0};
        std::size_t count = 0;
        Base::SteadyTime earliest = trace->end;
        Base::SteadyTime before = Base::SteadyTime::min();
        for (const Trace::Slice &slice : player.listener->heard.slices) {
            if (slice.track != 1)
                continue;
            QVERIFY(slice.start >= before); // and none reaches into the next
            before = slice.start + slice.duration;
            earliest = std::min(earliest, slice.start);
            told += slice.duration;
            ++count;
        }
        QCOMPARE(told, busy);
        QCOMPARE(earliest, all.front().start);
        QVERIFY(count < ReplaySource::slicesPerTrack + 1000);
    }

    void readingIsCancelled()
    {
        QVERIFY(ReplaySample().write(path("whole.perfetto-trace")));
        ReplaySample large;
        large.slicesPerTenMs = 500;
        QVERIFY(large.write(path("large.perfetto-trace")));
        const auto trace =
            Session::loadReplay(path("large.perfetto-trace"), [](qint64, qint64) { return false; });
        QCOMPARE(trace->loaded.error, Record::ReadError::Cancelled);
        QVERIFY(trace->batches.empty() && trace->slices.empty());
    }

    void fileCutAnywhereIsPlayed()
    {
        const QByteArray whole = ReplaySample().bytes();
        // The begin byte by byte, where all the kinds of packets are; then in steps.
        for (qsizetype size = 0; size < whole.size(); size += size < 4000 ? 1 : 97)
            playThrough(loaded(whole.first(size)));
    }

    void damagedFilesArePlayed()
    {
        const QByteArray whole = ReplaySample().bytes();
        quint32 random = 12345;
        const auto next = [&random](quint32 below) {
            random = random * 1664525U + 1013904223U;
            return (random >> 8) % below;
        };
        for (int mutation = 0; mutation < 10'000; ++mutation) {
            // A short part of the file: ten thousand whole ones would take minutes.
            QByteArray bytes = whole.first(1500 + static_cast<qsizetype>(next(1500)));
            for (quint32 changes = 1 + next(4); changes > 0; --changes)
                bytes[static_cast<qsizetype>(next(static_cast<quint32>(bytes.size())))] =
                    static_cast<char>(next(256));
            playThrough(loaded(bytes));
        }
    }

private:
    void playThrough(const Session::ReplayTracePtr &trace)
    {
        QVERIFY(trace);
        if (trace->loaded.error != Record::ReadError::None)
            return;
        QVERIFY(trace->begin <= trace->end);
        Player player(trace);
        const Base::Duration length = player.source.duration();
        for (const int percent : {100, 50, 0, 30})
            player.source.seek(player.at(length / 100 * percent));
        player.source.nextStall();
        player.source.stepBack();
        player.source.stepForward();
    }
};

LOOPSCOPE_TEST_MAIN(TstReplay)
#include "tst_replay.moc"
