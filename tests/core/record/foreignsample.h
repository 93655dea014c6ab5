#pragma once

#include <QByteArray>

#include <protozero/pbf_writer.hpp>

#include <string>

/// Traces as other programs write them.
namespace Loopscope::Testing {

/// Packets as Perfetto's own SDK writes them: boot-clock times or a clock of the sequence in microseconds,
/// names interned or in place, tracks named in each event.
class ForeignWriter
{
public:
    void thread(quint64 uuid, int pid, int tid, const std::string &name)
    {
        packet([&](protozero::pbf_writer &packet) {
            protozero::pbf_writer track(packet, 60);
            track.add_uint64(1, uuid);
            protozero::pbf_writer thread(track, 4);
            thread.add_int32(1, pid);
            thread.add_int32(2, tid);
            thread.add_string(5, name);
        });
    }
    void counterTrack(quint64 uuid, const std::string &name)
    {
        packet([&](protozero::pbf_writer &packet) {
            protozero::pbf_writer track(packet, 60);
            track.add_uint64(1, uuid);
            track.add_string(2, name);
            protozero::pbf_writer(track, 8).add_int32(3, 2);
        });
    }
    // Boot clock 1 s ahead of the monotonic one.
    void clocks(quint64 boot)
    {
        packet([&](protozero::pbf_writer &packet) {
            packet.add_uint32(13, 1);
            protozero::pbf_writer snapshot(packet, 6);
            const auto clock = [&](std::uint32_t id, quint64 time, quint64 unit = 0) {
                protozero::pbf_writer clock(snapshot, 1);
                clock.add_uint32(1, id);
                clock.add_uint64(2, time);
                if (unit)
                    clock.add_uint64(4, unit);
            };
            clock(6, boot);
            clock(3, boot - 1'000'000'000);
            clock(64, 500, 1000); // absolute, microseconds
        });
    }
    void event(quint64 time, int type, quint64 track, const std::string &name = {}, std::uint32_t clock = 0,
               double value = 0)
    {
        packet([&](protozero::pbf_writer &packet) {
            packet.add_uint64(8, time);
            if (clock)
                packet.add_uint32(58, clock);
            protozero::pbf_writer event(packet, 11);
            event.add_enum(9, type);
            event.add_uint64(11, track);
            if (!name.empty())
                event.add_string(23, name);
            if (type == 4)
                event.add_double(44, value);
        });
    }
    void internedBegin(quint64 time, quint64 track, quint64 iid, const std::string &name)
    {
        packet([&](protozero::pbf_writer &packet) {
            packet.add_uint64(8, time);
            packet.add_uint32(13, 2);
            if (!name.empty()) {
                protozero::pbf_writer interned(packet, 12);
                protozero::pbf_writer entry(interned, 2);
                entry.add_uint64(1, iid);
                entry.add_string(2, name);
            }
            protozero::pbf_writer event(packet, 11);
            event.add_enum(9, 1);
            event.add_uint64(11, track);
            event.add_uint64(10, iid);
        });
    }
    void otherKind()
    {
        packet([](protozero::pbf_writer &packet) { protozero::pbf_writer(packet, 1).add_uint32(1, 5); });
    }

    std::string bytes;

private:
    template <typename Body>
    void packet(const Body &body)
    {
        std::string message;
        {
            protozero::pbf_writer packet(message);
            packet.add_uint32(10, 3);
            body(packet);
        }
        protozero::pbf_writer(bytes).add_message(1, message);
    }
};

inline std::string foreignTrace()
{
    ForeignWriter trace;
    constexpr quint64 boot = 10'000'000'000;
    trace.clocks(boot);
    trace.otherKind();
    trace.thread(100, 50, 50, "main");
    trace.thread(101, 50, 51, "helper");
    trace.counterTrack(102, "queue");
    trace.internedBegin(boot + 1000, 100, 900, "outer");
    trace.event(1500, 1, 100, "inner", 64); // 1 000 us after the snapshot
    trace.event(boot + 1'500'000, 2, 100);
    trace.event(boot + 2'000'000, 2, 100);
    trace.event(boot + 3'000'000, 2, 100); // ends nothing
    trace.internedBegin(boot + 2'000'000, 101, 900, {});
    trace.event(boot + 2'500'000, 4, 102, {}, 0, 7.5);
    trace.event(boot + 5'000'000, 3, 100, "an instant");
    trace.event(boot + 9'000'000, 4, 102, {}, 0, 2);
    return trace.bytes;
}

inline QByteArray chromeEvents()
{
    return R"([
{"ph":"M","name":"process_name","pid":50,"tid":0,"args":{"name":"browser"}},
{"ph":"B","name":"outer \"quoted\"","cat":"c","pid":50,"tid":50,"ts":1000},
{"ph":"X","name":"inner","pid":50,"tid":50,"ts":1000.5,"dur":2.25,"args":{"deep":{"deeper":[1,{"x":2}]},"n":4}},
{"ph":"E","pid":50,"tid":50,"ts":2000},
{"ph":"b","name":"one","cat":"net","id":"0x1","pid":50,"tid":50,"ts":100},
{"ph":"b","name":"two","cat":"net","id":"0x2","pid":50,"tid":50,"ts":200},
{"ph":"e","name":"one","cat":"net","id":"0x1","pid":50,"tid":50,"ts":300},
{"ph":"e","name":"two","cat":"net","id":"0x2","pid":50,"tid":50,"ts":400},
{"ph":"C","name":"memory","pid":50,"ts":1500,"args":{"value":3}},
{"ph":"i","name":"instant","pid":50,"tid":50,"ts":1600,"s":"t"},
{"ph":"E","pid":50,"tid":77,"ts":1700},
{"ph":"M","name":"thread_name","pid":50,"tid":50,"args":{"name":"Main thread"}})";
}

inline std::string hostileEvents()
{
    return R"([{"ph":"X","name":"a","pid":1,"tid":1,"ts":1e300,"dur":1},
                {"ph":"X","name":"b","pid":1,"tid":1,"ts":-5,"dur":1},
                {"ph":"X","name":"c","pid":1,"tid":1,"ts":99999999999999999999999,"dur":1},
                {"ph":"X","name":"d","pid":"x","tid":null,"ts":1,"dur":-7},
                {"ph":"X","name":"e","pid":1,"tid":1,"ts":5,"dur":7}, 3, "text", null, [1,2], {"a":{}}])";
}

} // namespace Loopscope::Testing
