// A run that has ended goes out of the model, and comes back.
#include "ui/models/runmodel.h"

#include <algorithm>
#include <utility>

namespace Loopscope::Models {

struct RunModel::Picture
{
    Base::SteadyTime workStartedAt;
    Base::SteadyTime workEndedAt;
    Trace::TrackId subject = 0;
    QHash<Trace::NameId, QString> names;
    std::map<Trace::TrackId, std::unique_ptr<Lane>> lanes;
    std::map<Trace::CounterId, CounterSeries> counters;
    Series latency;
    Trace::LatencySample lastLatency;
    bool pingsAreRarer = false;
    LatencyFigures figures;
    StallStore stalls;
    std::map<Trace::StallId, Trace::WrongThreadUse> wrongThreadUses;
    std::optional<Base::SteadyTime> lastBeatAt;
    std::deque<Gap> gaps;
    std::deque<Gap> unwatched;
    quint64 dropped = 0;         // in this run
    quint64 droppedBySource = 0; // up to now
};

RunModel::PicturePtr RunModel::takePicture()
{
    if (m_stage != RunStage::Ended)
        return nullptr;
    auto picture = std::make_shared<Picture>();
    picture->workStartedAt = *m_workStartedAt;
    picture->workEndedAt = *m_workEndedAt;
    picture->subject = m_subject;
    picture->names = m_names;
    picture->lanes = std::move(m_lanes);
    for (auto &[id, series] : m_counters) {
        if (!series.inRun)
            continue;
        const Trace::Counter counter = series.counter;
        picture->counters.emplace(id, std::exchange(series, CounterSeries{counter, Series(), false}));
    }
    picture->latency = std::move(m_latency);
    picture->lastLatency = m_lastLatency;
    picture->pingsAreRarer = m_pingsAreRarer;
    picture->figures = m_figures;
    picture->stalls = std::move(m_stalls);
    picture->wrongThreadUses = std::move(m_wrongThreadUses);
    picture->lastBeatAt = m_lastBeatAt;
    picture->gaps = std::move(m_gaps);
    picture->unwatched = m_unwatched;
    picture->dropped = dropped();
    picture->droppedBySource = m_dropped;
    clear();
    return picture;
}

void RunModel::showPicture(const PicturePtr &picture)
{
    clear();
    m_workStartedAt = picture->workStartedAt;
    m_workEndedAt = picture->workEndedAt;
    m_subject = picture->subject;
    m_names.insert(picture->names);
    m_lanes = std::move(picture->lanes);
    for (auto &[id, series] : picture->counters)
        m_counters.insert_or_assign(id, std::move(series));
    m_latency = std::move(picture->latency);
    m_lastLatency = picture->lastLatency;
    m_pingsAreRarer = picture->pingsAreRarer;
    m_figures = std::move(picture->figures);
    m_stalls = std::move(picture->stalls);
    m_wrongThreadUses = std::move(picture->wrongThreadUses);
    m_lastBeatAt = picture->lastBeatAt;
    m_gaps = std::move(picture->gaps);
    m_unwatched = std::move(picture->unwatched);
    // Another source may have been shown meanwhile; this one will tell its sum again.
    m_dropped = std::max(m_dropped, picture->droppedBySource);
    m_droppedBefore = m_dropped - picture->dropped;
    setStage(RunStage::Ended);
    for (const auto &[id, stall] : m_stalls.all())
        Q_EMIT stallChanged(id);
    for (const auto &[id, use] : m_wrongThreadUses)
        Q_EMIT wrongThreadUsed(id);
    m_changed = false;
    Q_EMIT changed();
}

} // namespace Loopscope::Models
