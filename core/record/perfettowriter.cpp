#include "core/record/perfettowriter.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace Loopscope::Record {

namespace {

constexpr std::size_t writeSize = std::size_t{1} << 18;

qint64 threadCpuTime()
{
    timespec time{};
    if (::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0)
        return 0;
    return qint64{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// Signal handlers of the program have no business on this thread.
void blockSignals()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

std::size_t eventsOf(const Trace::Batch &batch)
{
    return batch.slices.size() + batch.summaries.size() + batch.latencies.size() + batch.samples.size() +
           batch.beats.size();
}

quint64 dispatchesOf(const Trace::Batch &batch)
{
    quint64 count = static_cast<quint64>(std::ranges::count_if(batch.slices, &Trace::Slice::counts));
    for (const Trace::DispatchSummary &summary : batch.summaries)
        count += summary.count;
    return count;
}

quint64 samplesOf(const Trace::Batch &batch)
{
    return static_cast<quint64>(std::ranges::count(batch.slices, false, &Trace::Slice::counts)) +
           batch.latencies.size() + batch.samples.size() + batch.beats.size();
}

Trace::BatchPtr withoutEvents(const Trace::Batch &batch)
{
    auto rest = std::make_shared<Trace::Batch>();
    rest->until = batch.until;
    rest->tracks = batch.tracks;
    rest->counters = batch.counters;
    rest->names = batch.names;
    rest->stalls = batch.stalls;
    rest->totals = batch.totals;
    rest->phases = batch.phases;
    rest->wrongThreadUses = batch.wrongThreadUses;
    rest->dropped = batch.dropped;
    return rest;
}

} // namespace

PerfettoWriter::PerfettoWriter(RunDescription run)
    : PerfettoWriter(std::move(run), Limits())
{}

PerfettoWriter::PerfettoWriter(RunDescription run, Limits limits)
    : m_limits(limits)
    , m_codec(std::move(run))
{}

PerfettoWriter::~PerfettoWriter()
{
    finish();
    join();
}

RecordError PerfettoWriter::open(const QString &path, EndHandler handler)
{
    m_path = path;
    m_openedAt = Base::now();
    std::string header;
    m_codec.writeHeader(header, Base::TimeAnchor::take());
    RecordError error = m_file.open(path);
    const bool wasMade = error == RecordError::None;
    if (wasMade) {
        m_wakeUp = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        error = m_wakeUp < 0 ? recordErrorFrom(errno) : m_file.append(header);
    }
    if (error != RecordError::None) {
        if (wasMade)
            m_file.remove();
        m_error = error;
        m_finished = true;
        return error;
    }
    m_bytes = m_file.size();
    m_handler = std::move(handler);
    m_thread = std::thread(&PerfettoWriter::run, this);
    return error;
}

void PerfettoWriter::consume(const Trace::BatchPtr &batch)
{
    if (m_finishing || m_finished)
        return;
    const std::size_t events = eventsOf(*batch);
    const std::size_t queued = m_queuedEvents.load(std::memory_order_relaxed);
    const bool hasRoom = queued == 0 || queued + events <= m_limits.queuedEvents;
    m_queuedEvents.fetch_add(hasRoom ? events : 0, std::memory_order_relaxed);
    const bool isTaken = m_queue.push(hasRoom ? batch : withoutEvents(*batch));
    if (!isTaken && hasRoom)
        m_queuedEvents.fetch_sub(events, std::memory_order_relaxed);
    if (!isTaken || !hasRoom) {
        m_leftOutDispatches += dispatchesOf(*batch);
        m_leftOutSamples += samplesOf(*batch);
    }
    // Otherwise the thread's own rhythm is soon enough.
    if (queued + events > m_limits.queuedEvents / 4 && queued <= m_limits.queuedEvents / 4)
        wake();
}

void PerfettoWriter::finish(const RunSummary &summary)
{
    if (m_finishCalled.exchange(true))
        return;
    m_summary = summary;
    m_finishing = true;
    wake();
}

void PerfettoWriter::remove()
{
    finish();
    if (m_thread.joinable())
        m_thread.join();
    m_file.remove();
}

quint64 PerfettoWriter::leftOut() const noexcept
{
    return m_leftOutDispatches.load() + m_leftOutSamples.load();
}

double PerfettoWriter::coreFraction() const noexcept
{
    if (m_openedAt == Base::SteadyTime())
        return 0;
    const qint64 closedAt = m_closedAt;
    const Base::SteadyTime until = closedAt ? Base::fromNanoseconds(closedAt) : Base::now();
    const Base::Duration elapsed = until - m_openedAt;
    return elapsed > Base::Duration::zero() ? Base::toSeconds(cpuTime()) / Base::toSeconds(elapsed) : 0;
}

void PerfettoWriter::run()
{
    pthread_setname_np(pthread_self(), "scope-record");
    blockSignals();
    bool isRecording = true;
    while (isRecording) {
        waitForWork();
        const bool isLast = m_finishing; // read first: what was queued before it is written
        isRecording = writeQueued();
        if (isRecording && isLast) {
            std::string packets;
            m_codec.setLeftOut({m_leftOutDispatches, m_leftOutSamples});
            m_codec.writeEnd(packets, m_summary);
            append(packets);
            isRecording = false;
        }
        m_cpu = threadCpuTime();
    }
    m_file.close();
    m_closedAt = Base::toNanoseconds(Base::now());
    m_finished = true;
    if (m_handler)
        m_handler(m_error);
}

// False when the recording is over because of an error.
bool PerfettoWriter::writeQueued()
{
    std::string packets;
    while (Trace::BatchPtr *batch = m_queue.front()) {
        m_queuedEvents.fetch_sub(eventsOf(**batch), std::memory_order_relaxed);
        if (isSegmentOver((*batch)->until)) {
            if (!append(packets) || !beginSegment((*batch)->until))
                return false;
            packets.clear();
        }
        m_codec.setLeftOut({m_leftOutDispatches, m_leftOutSamples});
        m_codec.encode(**batch, packets);
        m_queue.pop();
        if (packets.size() >= writeSize) {
            if (!append(packets))
                return false;
            packets.clear();
        }
    }
    return append(packets);
}

bool PerfettoWriter::isSegmentOver(Base::SteadyTime at)
{
    constexpr int segmentsKept = 4;
    if (m_limits.keepLast.count() <= 0)
        return false;
    if (m_segments.empty())
        m_segments.push_back({0, at});
    return at - m_segments.back().from >= m_limits.keepLast / segmentsKept;
}

// What lies before the last segment that began early enough is not needed any more.
bool PerfettoWriter::beginSegment(Base::SteadyTime at)
{
    std::string packets;
    m_codec.restart(packets, Base::TimeAnchor::take());
    m_segments.push_back({m_file.size(), at});
    if (!append(packets))
        return false;
    std::size_t dropped = 0;
    while (dropped + 1 < m_segments.size() && m_segments[dropped + 1].from <= at - m_limits.keepLast)
        ++dropped;
    if (dropped == 0)
        return true;
    const qint64 bytes = m_segments[dropped].offset;
    const RecordError error = m_file.dropFront(bytes);
    m_error = error;
    m_bytes = m_file.size();
    if (error != RecordError::None)
        return false;
    m_segments.erase(m_segments.begin(), m_segments.begin() + static_cast<std::ptrdiff_t>(dropped));
    for (Segment &segment : m_segments)
        segment.offset -= bytes;
    return true;
}

bool PerfettoWriter::append(const std::string &packets)
{
    const RecordError error = m_file.append(packets);
    m_bytes = m_file.size();
    m_error = error;
    return error == RecordError::None;
}

void PerfettoWriter::wake() noexcept
{
    if (m_wakeUp >= 0) {
        const quint64 one = 1;
        // A full counter means that the thread is awake already.
        [[maybe_unused]] const ssize_t written = ::write(m_wakeUp, &one, sizeof one);
    }
}

void PerfettoWriter::waitForWork() const
{
    pollfd wakeUp{m_wakeUp, POLLIN, 0};
    if (::poll(&wakeUp, 1, static_cast<int>(m_limits.flushInterval.count())) > 0) {
        quint64 count = 0;
        [[maybe_unused]] const ssize_t taken = ::read(m_wakeUp, &count, sizeof count);
    }
}

void PerfettoWriter::join()
{
    if (m_thread.joinable())
        m_thread.join();
    if (m_wakeUp >= 0)
        ::close(std::exchange(m_wakeUp, -1));
}

} // namespace Loopscope::Record
