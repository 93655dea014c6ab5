#pragma once

#include "core/base/spscring.h"
#include "core/record/perfettocodec.h"
#include "core/record/tracefile.h"
#include "core/trace/eventsink.h"

#include <atomic>
#include <deque>
#include <functional>
#include <thread>

namespace Loopscope::Record {

/// Records what a source sends as a native Perfetto trace (".perfetto-trace").
///
/// Use: open(), add to the source; remove from the source, finish(), keep it until the handler was
/// called (or isFinished()). consume() hands the batch to a thread of the writer's own, which encodes
/// it and writes it at most `flushInterval` later, so a killed program leaves its trace. When the disk
/// is slower than the observed program, events are left out and counted, here and in the trace; what later
/// events need and what is rare (tracks, names, phases, stalls, totals) stays. When a write fails the
/// recording stops, what was written stays up to its last whole packet, and the handler tells why; the
/// run goes on.
class PerfettoWriter final : public Trace::EventSink
{
public:
    struct Limits
    {
        std::size_t queuedEvents = 1'000'000; ///< about 50 MB
        std::chrono::milliseconds flushInterval{50};
        /// The file keeps at least the last so long, and at most a quarter more; 0: everything.
        std::chrono::milliseconds keepLast{0};
    };
    using EndHandler = std::function<void(RecordError)>;

    explicit PerfettoWriter(RunDescription run = {});
    PerfettoWriter(RunDescription run, Limits limits);
    /// Finishes and waits until everything is written: no wait when isFinished().
    ~PerfettoWriter() override;

    /// Makes the file with its first packets, so that errors are known before a run starts. `handler`
    /// is called once after a successful open(), on the writer's thread, when the file is closed: with
    /// `None` after finish(), or with the error that ended the recording early. Text of an error:
    /// describe(error, path()). Once per object.
    [[nodiscard]] RecordError open(const QString &path, EndHandler handler = {});
    /// The source's thread. Never waits.
    void consume(const Trace::BatchPtr &batch) override;
    /// Any thread, returns at once. Writes what was consumed so far, the open phase and stalls, and the
    /// verdict; what is consumed later is not recorded.
    void finish(const RunSummary &summary = {});
    /// For a run that never started: closes and deletes the file; waits for the writer's thread.
    void remove();

    // Any thread, after open().
    QString path() const { return m_path; }
    bool isFinished() const noexcept { return m_finished.load(); }
    RecordError error() const noexcept { return m_error.load(); }
    qint64 bytesWritten() const noexcept { return m_bytes.load(); }
    /// Events that were not recorded because the disk was too slow.
    quint64 leftOut() const noexcept;
    /// CPU time of the writer's thread so far.
    Base::Duration cpuTime() const noexcept { return Base::Duration(m_cpu.load()); }
    /// cpuTime() over the time since open(), until the end of the recording.
    double coreFraction() const noexcept;

private:
    static constexpr std::size_t queuedBatches = 16'384;

    void run();
    bool writeQueued();
    bool append(const std::string &packets);
    bool isSegmentOver(Base::SteadyTime at);
    bool beginSegment(Base::SteadyTime at);
    void wake() noexcept;
    void waitForWork() const;
    void join();

    const Limits m_limits;
    QString m_path;
    EndHandler m_handler;
    PerfettoCodec m_codec; // from open() on of the writer's thread, as m_file
    TraceFile m_file;
    /// A part of the file that can stand at its front.
    struct Segment
    {
        qint64 offset = 0;
        Base::SteadyTime from;
    };
    std::deque<Segment> m_segments; // of a recording that keeps the last minutes
    int m_wakeUp = -1;              // an eventfd
    Base::SteadyTime m_openedAt;
    Base::SpscRing<Trace::BatchPtr> m_queue{queuedBatches};
    std::atomic<std::size_t> m_queuedEvents{0};
    std::atomic<quint64> m_leftOutDispatches{0};
    std::atomic<quint64> m_leftOutSamples{0};
    RunSummary m_summary; // published by m_finishing
    std::atomic<bool> m_finishCalled{false};
    std::atomic<bool> m_finishing{false};
    std::atomic<bool> m_finished{false};
    std::atomic<RecordError> m_error{RecordError::None};
    std::atomic<qint64> m_bytes{0};
    std::atomic<qint64> m_cpu{0};      // ns
    std::atomic<qint64> m_closedAt{0}; // ns, 0 while recording
    std::thread m_thread;
};

} // namespace Loopscope::Record
