#include "ui/livefeed.h"

namespace Loopscope::Ui {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration measuredOver = 500ms;
// In freeze mode the window cannot empty its inbox: room for more than a minute.
constexpr std::size_t inboxCapacity = 16'384;
constexpr std::size_t handedOver = 512; // at once: less than the run's own inbox holds

} // namespace

LiveFeed::LiveFeed(Trace::EventSource *source, Models::RunModel *run, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_run(run)
    , m_inbox(std::make_shared<Models::BatchInbox>(inboxCapacity))
{
    m_source->addSink(m_inbox);
}

LiveFeed::~LiveFeed()
{
    m_source->removeSink(m_inbox);
}

void LiveFeed::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    m_source->removeSink(m_inbox);
    // A batch may still be on its way to the old one.
    m_inbox = std::make_shared<Models::BatchInbox>(inboxCapacity);
    if (!paused)
        m_source->addSink(m_inbox);
}

void LiveFeed::drain()
{
    std::size_t count = 0;
    for (const Trace::BatchPtr &batch : m_inbox->drain()) {
        if (++count % handedOver == 0)
            m_run->drainInbox();
        m_run->noteLook(batch->until);
        m_run->inbox()->consume(batch);
        for (const Trace::LoopTotals &totals : batch->totals) {
            if (totals.track == m_run->subject())
                measure(totals);
        }
    }
    m_run->drainInbox();
}

void LiveFeed::measure(const Trace::LoopTotals &totals)
{
    const bool sameLoop =
        totals.track == m_measuredFrom.track && totals.dispatches >= m_measuredFrom.dispatches;
    const Base::Duration span = totals.at - m_measuredFrom.at;
    if (sameLoop && span < measuredOver)
        return;
    if (sameLoop)
        m_rate = static_cast<double>(totals.dispatches - m_measuredFrom.dispatches) / Base::toSeconds(span);
    m_measuredFrom = totals;
}

} // namespace Loopscope::Ui
