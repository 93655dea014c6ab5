#include "core/link/slowcallbacksink.h"

#include <QLoggingCategory>

namespace Loopscope::Link {

namespace {

Q_LOGGING_CATEGORY(slowLog, "loopscope.slow")
Q_LOGGING_CATEGORY(selfLog, "loopscope.self")

QString placeOf(const Trace::Frame &frame)
{
    return frame.line > 0 ? QStringLiteral("%1:%2").arg(frame.file).arg(frame.line) : QString();
}

} // namespace

SlowCallback describe(const Trace::Stall &stall, const QString &loop)
{
    SlowCallback slow;
    slow.loop = loop;
    slow.function = stall.culpritName();
    if (const Trace::Frame *frame = stall.culprit())
        slow.location = placeOf(*frame);
    slow.task = stall.taskName;
    slow.createdAt = stall.createdAt.toString();
    for (const Trace::TaskPlace &spawner : stall.spawnedBy)
        slow.spawnedBy += QStringLiteral("%1 %2").arg(spawner.name, spawner.createdAt.toString()).trimmed();
    slow.startedAt = stall.startedAt;
    slow.duration = stall.duration;
    slow.cause = Trace::causeId(stall.cause);
    slow.evidence = stall.evidence;
    if (const Trace::Stack *stack = stall.mainStack()) {
        for (const Trace::Frame &frame : stack->frames)
            slow.stack += QStringLiteral("%1 %2").arg(frame.function, placeOf(frame)).trimmed();
    }
    slow.line = Trace::slowCallbackLine(stall);
    return slow;
}

SlowCallbackSink::SlowCallbackSink(Trace::TrackId track, QString loop, SlowCallbackHandler handler, bool logs)
    : m_track(track)
    , m_loop(std::move(loop))
    , m_logs(logs)
    , m_handler(std::move(handler))
{}

void SlowCallbackSink::consume(const Trace::BatchPtr &batch)
{
    if (m_logs && batch->selfCost && batch->selfCost->sampleSlowdown > m_slowdown) {
        m_slowdown = batch->selfCost->sampleSlowdown;
        qCInfo(selfLog).noquote() << Trace::slowdownLine(*batch->selfCost);
    }
    for (const Trace::Stall &stall : batch->stalls) {
        if (stall.track != m_track)
            continue;
        if (stall.revision == 1)
            m_waiting.insert(stall.id);
        if (stall.isKnown() && m_waiting.erase(stall.id) > 0 && stall.duration >= threshold())
            tell(stall);
    }
}

void SlowCallbackSink::tell(const Trace::Stall &stall)
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed)
        return;
    m_count.fetch_add(1);
    if (m_logs)
        qCWarning(slowLog).noquote() << Trace::slowCallbackLine(stall);
    if (const SlowCallbackHandler handler = m_handler)
        handler(describe(stall, m_loop));
}

void SlowCallbackSink::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_handler = nullptr;
}

} // namespace Loopscope::Link
