#pragma once

#include "core/trace/eventsource.h"
#include "ui/models/runmodel.h"

#include <QObject>

#include <memory>

namespace Loopscope::Ui {

/// Carries what a source reports to the window's run, once per frame. The inbox that the source fills is
/// shared with it, since a last batch may still be on its way when the window is gone. GUI thread.
class LiveFeed final : public QObject
{
    Q_OBJECT

public:
    /// The source must outlive the feed, the run too.
    LiveFeed(Trace::EventSource *source, Models::RunModel *run, QObject *parent = nullptr);
    ~LiveFeed() override;

    /// Paused, the run hears nothing of the source; afterwards, everything that it has declared.
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }

    /// Of the loop under test, over the last moments; what the probe costs is a multiple of it.
    double dispatchesPerSecond() const { return m_rate; }
    /// Batches that found the inbox full.
    quint64 droppedBatches() const { return m_inbox->droppedBatches(); }

public Q_SLOTS:
    void drain();

private:
    void measure(const Trace::LoopTotals &totals);

    Trace::EventSource *m_source;
    Models::RunModel *m_run;
    std::shared_ptr<Models::BatchInbox> m_inbox;
    Trace::LoopTotals m_measuredFrom;
    double m_rate = 0;
    bool m_paused = false;
};

} // namespace Loopscope::Ui
