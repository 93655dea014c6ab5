#pragma once

#include "core/monitor/monitor.h"
#include "core/trace/eventsink.h"

#include <QtTest>

#include <map>
#include <mutex>

namespace Loopscope::Testing {

/// Keeps everything that the collector hands out.
class RecordingSink final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &batch) override
    {
        const std::lock_guard lock(m_mutex);
        m_batches.push_back(batch);
        for (const auto &[id, name] : batch->names)
            m_names[id] = name;
        for (const Trace::Stall &stall : batch->stalls)
            m_stalls[stall.id] = stall;
    }

    std::vector<Trace::BatchPtr> batches() const
    {
        const std::lock_guard lock(m_mutex);
        return m_batches;
    }

    std::vector<Trace::Slice> slices(Trace::TrackId track) const
    {
        std::vector<Trace::Slice> result;
        for (const auto &batch : batches()) {
            for (const Trace::Slice &slice : batch->slices) {
                if (slice.track == track)
                    result.push_back(slice);
            }
        }
        return result;
    }

    std::vector<Trace::Stall> stalls(Trace::TrackId track) const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<Trace::Stall> result;
        for (const auto &[id, stall] : m_stalls) {
            if (stall.track == track)
                result.push_back(stall);
        }
        return result;
    }

    QString name(Trace::NameId id) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_names.find(id);
        return found == m_names.end() ? QString() : found->second;
    }

private:
    mutable std::mutex m_mutex; // protects everything below
    std::vector<Trace::BatchPtr> m_batches;
    std::map<Trace::NameId, QString> m_names;
    std::map<Trace::StallId, Trace::Stall> m_stalls;
};

/// Adds a sink to the monitor for a scope; flush() waits until everything so far has arrived.
class Recording
{
public:
    Recording() { Monitor::Monitor::instance().source()->addSink(m_sink); }
    ~Recording() { Monitor::Monitor::instance().source()->removeSink(m_sink); }

    bool flush() const
    {
        const auto done = std::make_shared<std::atomic<bool>>(false);
        Monitor::Monitor::instance().flush([done] { done->store(true); });
        return QTest::qWaitFor([done] { return done->load(); }, 10000);
    }
    /// The slices of a name, once all of them have arrived.
    std::vector<Trace::Slice> slicesOf(const QString &name) const
    {
        std::vector<Trace::Slice> found;
        if (!flush())
            return found;
        for (const auto &batch : m_sink->batches()) {
            for (const Trace::Slice &slice : batch->slices) {
                if (m_sink->name(slice.name) == name)
                    found.push_back(slice);
            }
        }
        return found;
    }
    RecordingSink *operator->() const { return m_sink.get(); }

private:
    const std::shared_ptr<RecordingSink> m_sink = std::make_shared<RecordingSink>();
};

} // namespace Loopscope::Testing
