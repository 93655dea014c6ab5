#include "core/monitor/stallbook.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;

/// What the watchdog opened, though the process had stood still: the collector knows better.
class TstStallBook : public Testing::StrictTest
{
    Q_OBJECT

private:
    static constexpr Trace::StallId id = 7;
    static constexpr Trace::TrackId track = 3;

    static qint64 at(std::chrono::milliseconds time) { return std::chrono::nanoseconds(time).count(); }

    static Monitor::WatchdogEvent event(Monitor::WatchdogEvent::Kind kind, std::chrono::milliseconds when)
    {
        Monitor::WatchdogEvent event;
        event.kind = kind;
        event.track = track;
        event.stall = id;
        event.start = at(1000ms);
        event.at = at(when);
        event.loop.sequence = 5;
        event.loop.iteration = 2;
        return event;
    }

    void open(Monitor::StallBook *book, std::chrono::milliseconds when)
    {
        book->open(event(Monitor::WatchdogEvent::Kind::StallOpened, when), 150ms);
    }

    Monitor::NameBook m_names;
    Monitor::SymbolThread m_symbols{[] {}};

private Q_SLOTS:
    void stallIsToldWhenItOpens()
    {
        Monitor::StallBook book(&m_names, &m_symbols);
        open(&book, 1600ms);
        const std::vector<Trace::Stall> told = book.takeChanged();
        QCOMPARE(told.size(), std::size_t(1));
        QVERIFY(told.front().open);
        book.closeOverdue(track, 6, 2, at(1700ms));
        QCOMPARE(book.takeChanged().size(), std::size_t(1));
        QVERIFY(book.takeChanged().empty());
    }

    void whatOnlyTheStopDrewOutIsNever()
    {
        Monitor::StallBook book(&m_names, &m_symbols);
        book.noteStop({at(1010ms), at(1590ms)});
        open(&book, 1600ms);
        QVERIFY(book.takeChanged().empty());
        book.closeOverdue(track, 6, 2, at(1605ms));
        QVERIFY(book.takeChanged().empty());
    }

    void whatGoesOnAfterAStopIsToldLater()
    {
        Monitor::StallBook book(&m_names, &m_symbols);
        book.noteStop({at(1010ms), at(1590ms)});
        open(&book, 1600ms);
        QVERIFY(book.takeChanged().empty());
        auto sampled = event(Monitor::WatchdogEvent::Kind::StallSampled, 1800ms);
        sampled.sample = std::make_unique<Monitor::StallSample>();
        sampled.sample->takenAt = Base::fromNanoseconds(at(1800ms));
        book.addSample(&sampled);
        const std::vector<Trace::Stall> told = book.takeChanged();
        QCOMPARE(told.size(), std::size_t(1));
        QCOMPARE(told.front().duration, Base::Duration(800ms));
    }
};

LOOPSCOPE_TEST_MAIN(TstStallBook)

#include "tst_stallbook.moc"
