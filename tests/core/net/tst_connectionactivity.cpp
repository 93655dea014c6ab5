#include "core/monitor/registry.h"
#include "core/net/connectionactivity.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Net::ConnectionActivity;

namespace {

using TrackState = std::shared_ptr<Monitor::TrackWriter::State>;

TrackState announcedTrack()
{
    TrackState track;
    for (const auto &announcement : Monitor::takeAnnouncements()) {
        if (const auto *state = std::get_if<TrackState>(&announcement))
            track = *state;
    }
    return track;
}

std::vector<std::pair<Base::Duration, Base::Duration>> slicesOf(const TrackState &track,
                                                                Base::SteadyTime zero)
{
    std::vector<std::pair<Base::Duration, Base::Duration>> slices;
    while (const Trace::Slice *slice = track->slices.front()) {
        slices.emplace_back(slice->start - zero, slice->start - zero + slice->duration);
        track->slices.pop();
    }
    return slices;
}

} // namespace

class TestConnectionActivity : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneSlicePerBusyStretch();
    void shortPauseIsBridged();
    void longStretchIsCut();
    void frequentStretchesAreMerged();
    void lastSliceIsWrittenAtTheEnd();

private:
    const Base::SteadyTime m_zero = Base::fromNanoseconds(3'600'000'000'000);
    std::unique_ptr<ConnectionActivity> m_activity;
    TrackState m_track;
};

void TestConnectionActivity::init()
{
    StrictTest::init();
    m_activity = std::make_unique<ConnectionActivity>(QStringLiteral("peer"));
    m_track = announcedTrack();
    QVERIFY(m_track);
    QCOMPARE(m_track->track.kind, Trace::TrackKind::Connection);
    QCOMPARE(m_track->track.name, QStringLiteral("peer"));
}

void TestConnectionActivity::oneSlicePerBusyStretch()
{
    m_activity->update(true, m_zero);
    m_activity->update(true, m_zero + 300us);
    m_activity->update(false, m_zero + 400us);
    m_activity->update(true, m_zero + 1000us);
    m_activity->update(false, m_zero + 1100us);
    m_activity->finish();
    const auto slices = slicesOf(m_track, m_zero);
    QCOMPARE(slices.size(), std::size_t{2});
    QVERIFY(slices[0] == std::pair(Base::Duration(0us), Base::Duration(400us)));
    QVERIFY(slices[1] == std::pair(Base::Duration(1000us), Base::Duration(1100us)));
}

void TestConnectionActivity::shortPauseIsBridged()
{
    m_activity->update(true, m_zero);
    m_activity->update(false, m_zero + 100us);
    m_activity->update(true, m_zero + 149us);
    m_activity->update(false, m_zero + 200us);
    m_activity->finish();
    const auto slices = slicesOf(m_track, m_zero);
    QCOMPARE(slices.size(), std::size_t{1});
    QVERIFY(slices[0] == std::pair(Base::Duration(0us), Base::Duration(200us)));
}

void TestConnectionActivity::longStretchIsCut()
{
    for (auto time = 0us; time <= 12ms; time += 500us)
        m_activity->update(true, m_zero + time);
    auto slices = slicesOf(m_track, m_zero);
    QCOMPARE(slices.size(), std::size_t{2});
    QVERIFY(slices[0] == std::pair(Base::Duration(0ms), Base::Duration(5ms)));
    QVERIFY(slices[1] == std::pair(Base::Duration(5ms), Base::Duration(10ms)));
    m_activity->update(false, m_zero + 12ms);
    m_activity->finish();
    slices = slicesOf(m_track, m_zero);
    QVERIFY(slices.at(0) == std::pair(Base::Duration(10ms), Base::Duration(12ms)));
}

void TestConnectionActivity::frequentStretchesAreMerged()
{
    for (auto time = 0us; time < 1s; time += 100us) {
        m_activity->update(true, m_zero + time);
        m_activity->update(false, m_zero + time + 20us);
    }
    const auto slices = slicesOf(m_track, m_zero);
    QVERIFY(slices.size() > 100);
    QVERIFY2(slices.size() < 600, QByteArray::number(slices.size()));
    for (std::size_t i = 1; i < slices.size(); ++i)
        QVERIFY(slices[i - 1].second <= slices[i].first);
}

void TestConnectionActivity::lastSliceIsWrittenAtTheEnd()
{
    m_activity->update(true, m_zero);
    m_activity->update(false, m_zero + 100us);
    m_activity.reset();
    QCOMPARE(slicesOf(m_track, m_zero).size(), std::size_t{1});
    QVERIFY(m_track->closed.load());
}

LOOPSCOPE_TEST_MAIN(TestConnectionActivity)
#include "tst_connectionactivity.moc"
