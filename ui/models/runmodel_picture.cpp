// A run that has ended goes out of the model, and comes back.
#include "ui/models/runmodel.h"

#include <algorithm>
#include <utility>

namespace Loopscope::Models {

struct RunModel::Picture
{
    Run run;
    // What the source has declared so far:
    Trace::TrackId subject = 0;
    QHash<Trace::NameId, QString> names;
    std::map<Trace::CounterId, CounterSeries> counters;
    std::deque<Gap> unwatched;
    bool pingsAreRarer = false;
    quint64 dropped = 0;         // in this run
    quint64 droppedBySource = 0; // up to now
};

RunModel::PicturePtr RunModel::takePicture()
{
    if (m_stage != RunStage::Ended)
        return nullptr;
    auto picture = std::make_shared<Picture>();
    picture->run = std::move(m_run);
    picture->subject = m_subject;
    picture->names = m_names;
    for (auto &[id, series] : m_counters) {
        if (!series.inRun)
            continue;
        const Trace::Counter counter = series.counter;
        picture->counters.emplace(id, std::exchange(series, CounterSeries{counter, Series(), false}));
    }
    picture->unwatched = m_unwatched;
    picture->pingsAreRarer = m_pingsAreRarer;
    picture->dropped = dropped();
    picture->droppedBySource = m_dropped;
    clear();
    return picture;
}

void RunModel::showPicture(const PicturePtr &picture)
{
    clear();
    m_run = std::move(picture->run);
    m_subject = picture->subject;
    m_names.insert(picture->names);
    for (auto &[id, series] : picture->counters)
        m_counters.insert_or_assign(id, std::move(series));
    m_unwatched = std::move(picture->unwatched);
    m_pingsAreRarer = picture->pingsAreRarer;
    // Another source may have been shown meanwhile; this one will tell its sum again.
    m_dropped = std::max(m_dropped, picture->droppedBySource);
    m_droppedBefore = m_dropped - picture->dropped;
    setStage(RunStage::Ended);
    for (const auto &[id, stall] : m_run.stalls.all())
        Q_EMIT stallChanged(id);
    for (const auto &[id, use] : m_run.wrongThreadUses)
        Q_EMIT wrongThreadUsed(id);
    m_changed = false;
    Q_EMIT changed();
}

} // namespace Loopscope::Models
