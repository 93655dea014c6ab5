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
    QVERIFY(queue.step());
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
    queue.load(filmOf({{Kind::Answered, 0, 0}, {Kind::Queued, 16, 0}},
                      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
    QCOMPARE(queue.places().size(), WireQueue::fewestPlaces);
    playAll(&queue);
    QCOMPARE(queue.places()[0].request, 16U);
    QCOMPARE(queue.places()[0].state, State::Queued);
    QCOMPARE(queue.places()[0].before, State::Right);
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
    QCOMPARE(queue.elsewhere(), 41);
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
