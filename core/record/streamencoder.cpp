#include "core/record/streamencoder.h"

#include "core/record/stallentry.h"
#include "core/record/tracedescriptor.h"

namespace Loopscope::Record {

namespace {

constexpr quint64 processTrack = 1; // as the codec declares it
constexpr std::size_t rememberedStalls = 1000;

quint64 nanoseconds(Base::Duration duration)
{
    return static_cast<quint64>(std::max<qint64>(0, duration.count()));
}

Trace::Batch withoutStacks(const Trace::Batch &batch)
{
    Trace::Batch rest = batch;
    rest.stalls.clear();
    rest.wrongThreadUses.clear();
    return rest;
}

} // namespace

StreamEncoder::StreamEncoder(RunDescription run, BuildIdOf buildIdOf, StackForm stackForm)
    : m_buildIdOf(std::move(buildIdOf))
    , m_stackForm(std::move(stackForm))
    , m_codec(std::move(run))
    , m_live(liveTrack, liveTrack)
{}

void StreamEncoder::writeHeader(std::string &out, const Base::TimeAnchor &anchor)
{
    m_codec.writeHeader(out, anchor);
    writePlainTrack(out, liveTrack, processTrack, QStringLiteral("Live"));
}

void StreamEncoder::encode(const Trace::Batch &batch, std::string &out)
{
    if (batch.stalls.empty() && batch.wrongThreadUses.empty())
        m_codec.encode(batch, out);
    else
        m_codec.encode(withoutStacks(batch), out);
    for (const Trace::Stall &stall : batch.stalls)
        writeStall(stall, out);
    for (const Trace::WrongThreadUse &use : batch.wrongThreadUses)
        writeUse(use, out);
    m_live.instant(out, batch.until, "batch");
}

void StreamEncoder::writeStall(const Trace::Stall &stall, std::string &out)
{
    std::vector<Annotation> annotations = {{"id", stall.id},
                                           {"track", quint64{stall.track}},
                                           {"duration_ns", nanoseconds(stall.duration)},
                                           {"open", stall.open},
                                           {"awaits_stack", stall.awaitsStack},
                                           {"kind", Trace::kindId(stall.kind).toStdString()},
                                           {"cause", Trace::causeId(stall.cause).toStdString()},
                                           {"evidence", stall.evidence.toStdString()},
                                           {"event", stall.eventName.toStdString()}};
    addTimes(annotations, stall);
    addTask(annotations, stall);
    m_live.instant(out, stall.startedAt, "stall", annotations);
    std::size_t &written = m_stacksWritten[stall.id];
    for (; stall.stacks && written < stall.stacks->size(); ++written)
        writeStack(stall.id, false, (*stall.stacks)[written], out);
    while (m_stacksWritten.size() > rememberedStalls)
        m_stacksWritten.erase(m_stacksWritten.begin());
}

void StreamEncoder::writeUse(const Trace::WrongThreadUse &use, std::string &out)
{
    const Annotation annotations[] = {{"id", use.id},
                                      {"track", quint64{use.track}},
                                      {"kind", Trace::wrongThreadKindId(use.kind).toStdString()},
                                      {"last_ns", static_cast<quint64>(Base::toNanoseconds(use.lastAt))},
                                      {"count", use.count},
                                      {"object", use.object.toStdString()},
                                      {"own_thread", use.ownThread.toStdString()},
                                      {"thread", use.actualThread.toStdString()}};
    m_live.instant(out, use.firstAt, "use", annotations);
    if (use.stack && m_usesWithStack.insert(use.id).second)
        writeStack(use.id, true, *use.stack, out);
}

void StreamEncoder::writeStack(Trace::StallId owner, bool isWrongThread, const Trace::Stack &stack,
                               std::string &out)
{
    std::vector<std::string> addresses;
    const Trace::Stack formed = m_stackForm ? m_stackForm(stack) : stack;
    addresses.reserve(formed.frames.size());
    for (const Trace::Frame &frame : formed.frames)
        addresses.push_back(addressText(frame, stack.takenAt, out));
    const Annotation annotations[] = {{"owner", owner},
                                      {"wrong_thread", isWrongThread},
                                      {"system_call", stack.systemCall.toStdString()},
                                      {"approximate", stack.approximate},
                                      {"addresses", std::move(addresses)}};
    m_live.instant(out, stack.takenAt, "stack", annotations);
}

// A module is described when an address in it comes up first.
std::string StreamEncoder::addressText(const Trace::Frame &frame, Base::SteadyTime at, std::string &out)
{
    if (frame.module.isEmpty())
        return "?";
    const auto [known, isNew] = m_modules.try_emplace(frame.module, m_modules.size() + 1);
    if (isNew) {
        const Annotation annotations[] = {{"index", known->second},
                                          {"path", frame.module.toStdString()},
                                          {"build_id", m_buildIdOf(frame.module).toHex().toStdString()}};
        m_live.instant(out, at, "module", annotations);
    }
    return QStringLiteral("%1+0x%2").arg(known->second).arg(frame.address, 0, 16).toStdString();
}

void StreamEncoder::writeCost(std::string &out, const ProbeCost &cost)
{
    const Annotation annotations[] = {{"probe_ns", cost.nanosecondsPerDispatch},
                                      {"watchdog_ns", nanoseconds(cost.watchdog)},
                                      {"collector_ns", nanoseconds(cost.collector)},
                                      {"core_fraction", cost.latest.coreFraction},
                                      {"budget", cost.latest.budget},
                                      {"sample_slowdown", static_cast<quint64>(cost.latest.sampleSlowdown)},
                                      {"ping_slowdown", static_cast<quint64>(cost.latest.pingSlowdown)}};
    m_live.instant(out, m_live.lastTime(), "cost", annotations);
}

} // namespace Loopscope::Record
