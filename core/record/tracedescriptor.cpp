#include "core/record/tracedescriptor.h"

#include "core/record/packetsequence.h"

#include <protozero/pbf_writer.hpp>

#include <ctime>

namespace Loopscope::Record {

namespace {

using protozero::pbf_writer;

constexpr std::uint32_t declaringSequence = 1; // has no incremental state

template <typename Body>
void writeDescriptor(std::string &out, quint64 uuid, quint64 parent, const QString &name, const Body &body)
{
    std::string packet;
    {
        pbf_writer writer(packet);
        writer.add_uint32(Fields::Packet::sequenceId, declaringSequence);
        pbf_writer track(writer, Fields::Packet::trackDescriptor);
        track.add_uint64(Fields::Track::uuid, uuid);
        if (parent)
            track.add_uint64(Fields::Track::parentUuid, parent);
        track.add_string(Fields::Track::name, name.toStdString());
        body(track);
    }
    appendPacket(out, packet);
}

// The boot clock runs on while the machine sleeps; the difference is taken once, for the whole trace.
qint64 boottimeOf(Base::SteadyTime monotonic)
{
    timespec boot{};
    if (::clock_gettime(CLOCK_BOOTTIME, &boot) != 0)
        return Base::toNanoseconds(monotonic);
    constexpr qint64 second = 1'000'000'000;
    const qint64 ahead = boot.tv_sec * second + boot.tv_nsec - Base::toNanoseconds(Base::now());
    return Base::toNanoseconds(monotonic) + ahead;
}

} // namespace

void writeProcessTrack(std::string &out, quint64 uuid, qint64 pid, const QString &name)
{
    writeDescriptor(out, uuid, 0, name, [&](pbf_writer &track) {
        pbf_writer process(track, Fields::Track::process);
        process.add_int32(Fields::Track::processPid, static_cast<std::int32_t>(pid));
        process.add_string(Fields::Track::processName, name.toStdString());
    });
}

void writeThreadTrack(std::string &out, quint64 uuid, quint64 parent, qint64 pid, qint64 tid,
                      const QString &name)
{
    writeDescriptor(out, uuid, parent, name, [&](pbf_writer &track) {
        pbf_writer thread(track, Fields::Track::thread);
        thread.add_int32(Fields::Track::threadPid, static_cast<std::int32_t>(pid));
        thread.add_int32(Fields::Track::threadTid, static_cast<std::int32_t>(tid));
        thread.add_string(Fields::Track::threadName, name.toStdString());
    });
}

void writePlainTrack(std::string &out, quint64 uuid, quint64 parent, const QString &name)
{
    writeDescriptor(out, uuid, parent, name, [](pbf_writer &) {});
}

void writeCounterTrack(std::string &out, quint64 uuid, quint64 parent, const QString &name,
                       Fields::CounterUnit unit)
{
    writeDescriptor(out, uuid, parent, name, [&](pbf_writer &track) {
        pbf_writer counter(track, Fields::Track::counter);
        counter.add_enum(Fields::Track::counterUnit, static_cast<std::int32_t>(unit));
    });
}

void writeClockAnchor(std::string &out, const Base::TimeAnchor &anchor)
{
    const auto addClock = [](pbf_writer &snapshot, std::uint32_t id, qint64 time) {
        pbf_writer clock(snapshot, Fields::ClockSnapshot::clock);
        clock.add_uint32(Fields::Clock::id, id);
        clock.add_uint64(Fields::Clock::timestamp, static_cast<quint64>(time));
    };
    const qint64 boottime = boottimeOf(anchor.monotonic);
    std::string packet;
    {
        pbf_writer writer(packet);
        writer.add_uint64(Fields::Packet::timestamp, static_cast<quint64>(boottime));
        writer.add_uint32(Fields::Packet::sequenceId, declaringSequence);
        pbf_writer snapshot(writer, Fields::Packet::clockSnapshot);
        addClock(snapshot, Fields::clockBoottime, boottime);
        addClock(snapshot, Fields::clockMonotonic, Base::toNanoseconds(anchor.monotonic));
        addClock(snapshot, Fields::clockRealtime, anchor.sinceUnixEpoch.count());
    }
    appendPacket(out, packet);
}

void writeBatchEnd(std::string &out, Base::SteadyTime until)
{
    std::string packet;
    pbf_writer writer(packet);
    writer.add_uint64(Fields::Packet::timestamp, static_cast<quint64>(Base::toNanoseconds(until)));
    writer.add_uint32(Fields::Packet::timestampClockId, Fields::clockMonotonic);
    writer.add_uint32(Fields::Packet::sequenceId, declaringSequence);
    appendPacket(out, packet);
}

} // namespace Loopscope::Record
