#include "tests/support/stricttest.h"
#include "ui/models/wirequeue.h"

using namespace Loopscope;
using Kind = Net::WireEvent::Kind;
using Models::WirePlace;
using Models::WireQueue;
using State = Models::WirePlace::State;

namespace {

Net::WireFilm filmOf(std::vector<Net::WireEvent> events, std::vector<Net::WireNumber> inFlight = {})
{
    Net::WireFilm film;
    film.events = std::move(events);
    film.inFlight = std::move(inFlight);
    return film;
}

void playAll(WireQueue *queue)
{
    while (queue->step()) {
    }
}

} // namespace

class TstWireQueue : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void requestIsQueuedSentAndAnswered();
    void wrongReplyIsSeen();
    void requestsTakeTheNextFreePlace();
    void endsStayInSightForAWhile();
    void numbersCountFromTheFilmsFirst();
    void whatHasNoPlaceIsCounted();
    void cancelledRequestLeaves();
};

void TstWireQueue::requestIsQueuedSentAndAnswered()
{
    WireQueue queue;
    queue.load(filmOf({{Kind::Queued, 0, 0}, {Kind::Sent, 1, 0}, {Kind::Answered, 0, 0}}));
    QCOMPARE(queue.inFlight(), 0);
    QVERIFY(queue.step());
    QCOMPARE(queue.places()[0].state, State::Queued);
    QCOMPARE(queue.toBeSent(), 1);
    QCOMPARE(queue.inFlight(), 0); // what waits to be sent is not on its way
    QVERIFY(queue.step());
    QCOMPARE(queue.toBeSent(), 0);
    QCOMPARE(queue.places()[0].state, State::Sent);
    QCOMPARE(queue.inFlight(), 1);
    QVERIFY(queue.step());
    QCOMPARE(queue.places()[0].state, State::Right);
    QCOMPARE(queue.inFlight(), 0);
    QCOMPARE(queue.right(), 1);
    QVERIFY(!queue.step());
}

void TstWireQueue::wrongReplyIsSeen()
{
    WireQueue queue;
    queue.load(filmOf({{Kind::Answered, 9, 8}, {Kind::Answered, 8, 9}, {Kind::Queued, 10, 0}}, {8, 9}));
    QCOMPARE(queue.inFlight(), 2);
    queue.step();
    QCOMPARE(queue.places()[0].state, State::Sent);
    QCOMPARE(queue.places()[1].state, State::Wrong);
    QVERIFY(!queue.deliveries().front().isRight());
    playAll(&queue);
    QCOMPARE(queue.wrong(), 2);
    QCOMPARE(queue.right(), 0);
}

void TstWireQueue::requestsTakeTheNextFreePlace()
{
    WireQueue queue;
    queue.load(filmOf({{Kind::Answered, 0, 0}, {Kind::Queued, 4, 0}}, {0, 1, 2, 3}));
    QCOMPARE(queue.places().size(), WireQueue::fewestPlaces);
    playAll(&queue);
    QCOMPARE(queue.places()[4].request, 4U);
    QCOMPARE(queue.places()[4].state, State::Queued);
}

void TstWireQueue::endsStayInSightForAWhile()
{
    // One in flight after the other, as fast as replies come.
    std::vector<Net::WireEvent> events;
    for (Net::WireNumber i = 0; i < 400; ++i) {
        events.push_back({Kind::Queued, i, 0});
        events.push_back({Kind::Sent, i + 1, 0});
        if (i >= 60)
            events.push_back({Kind::Answered, i - 60, i - 60});
    }
    WireQueue queue;
    queue.load(filmOf(std::move(events)));
    QCOMPARE(queue.places().size(), WireQueue::mostPlaces);
    while (queue.step()) {
        // A place is in one state alone, and those counted are those seen.
        qint64 sent = 0;
        qint64 ended = 0;
        for (const WirePlace &place : queue.places()) {
            sent += place.state == State::Sent;
            ended += place.state == State::Right;
        }
        QCOMPARE(sent, queue.inFlight());
        QVERIFY(queue.right() < 20 || ended >= qint64(WireQueue::spare) - 1);
    }
}

void TstWireQueue::numbersCountFromTheFilmsFirst()
{
    WireQueue queue;
    queue.load(filmOf({{Kind::Queued, 1002, 0}}, {1000, 1001}));
    QCOMPARE(queue.shownNumber(1000), 1);
    QCOMPARE(queue.shownNumber(1002), 3);
}

void TstWireQueue::whatHasNoPlaceIsCounted()
{
    std::vector<Net::WireNumber> many;
    for (Net::WireNumber i = 0; i < 100; ++i)
        many.push_back(i);
    WireQueue queue;
    Net::WireFilm film = filmOf({{Kind::Answered, 99, 0}}, many);
    film.moreInFlight = 5;
    queue.load(std::move(film));
    QCOMPARE(queue.places().size(), WireQueue::mostPlaces);
    QCOMPARE(queue.elsewhere(), 105 - qint64(WireQueue::mostPlaces - WireQueue::spare));
    QCOMPARE(queue.inFlight(), 105);
    playAll(&queue);
    QCOMPARE(queue.inFlight(), 104);
    QCOMPARE(queue.wrong(), 1);
}

void TstWireQueue::cancelledRequestLeaves()
{
    WireQueue queue;
    queue.load(filmOf({{Kind::Dropped, 0, 4}}, {4, 5}));
    playAll(&queue);
    QCOMPARE(queue.inFlight(), 1);
    QCOMPARE(queue.right() + queue.wrong(), 0);
}

LOOPSCOPE_TEST_MAIN(TstWireQueue)
#include "tst_wirequeue.moc"
