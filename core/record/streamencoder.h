#pragma once

#include "core/record/perfettocodec.h"

#include <QByteArray>

#include <functional>
#include <unordered_map>

namespace Loopscope::Record {

/// What the monitor in another process has cost so far.
struct ProbeCost
{
    double nanosecondsPerDispatch = 0;
    Base::Duration watchdog{0};  ///< CPU time
    Base::Duration collector{0}; ///< CPU time
    Trace::SelfCost latest;      ///< its `at` does not travel
};

/// The packets of a process that is observed live: those of a trace (PerfettoCodec), and on a track "Live"
/// what a trace says only in the end or not at all. PacketDecoder reads them. One thread at a time.
///
/// Instants of "Live": `module` (`index`, `path`, `build_id` in hex); `stack` (`owner`, `wrong_thread`,
/// `system_call`, `approximate`, `addresses`: "index+0xoffset", innermost first, "?" when unknown); `stall`,
/// each time that more is known of it (`id`, `track`, `duration_ns`, `open`, `awaits_stack`, `kind`, `cause`,
/// `evidence`, `event`, and of its task what addTask() and addTimes() write); `use` (in a wrong thread: `id`,
/// `track`, `kind`, `last_ns`, `count`, `object`, `own_thread`, `thread`); `cost` (`probe_ns`, `watchdog_ns`,
/// `collector_ns`, `core_fraction`, `budget`, `sample_slowdown`, `ping_slowdown`); names of slices and events
/// have Trace::CallPlace in them where the other side is to find the name of a queued call; `batch` at the
/// time up to which everything has been told.
class StreamEncoder
{
public:
    /// `buildIdOf` gives the build id of a module by the path that frames name. Frames of the batches have
    /// `module` with its full path and `address` as the module's file knows it.
    using BuildIdOf = std::function<QByteArray(const QString &path)>;

    /// Makes frames as above of others; empty: they are so.
    using StackForm = std::function<Trace::Stack(const Trace::Stack &)>;

    StreamEncoder(RunDescription run, BuildIdOf buildIdOf, StackForm stackForm = {});

    void writeHeader(std::string &out, const Base::TimeAnchor &anchor);
    void encode(const Trace::Batch &batch, std::string &out);
    void writeCost(std::string &out, const ProbeCost &cost);
    /// Events that never came to encode(), summed up since the start.
    void setLeftOut(const PerfettoCodec::LeftOut &leftOut) { m_codec.setLeftOut(leftOut); }

private:
    void writeStall(const Trace::Stall &stall, std::string &out);
    void writeUse(const Trace::WrongThreadUse &use, std::string &out);
    void writeStack(Trace::StallId owner, bool isWrongThread, const Trace::Stack &stack, std::string &out);
    std::string addressText(const Trace::Frame &frame, Base::SteadyTime at, std::string &out);

    const BuildIdOf m_buildIdOf;
    const StackForm m_stackForm;
    PerfettoCodec m_codec;
    PacketSequence m_live;
    std::map<Trace::StallId, std::size_t> m_stacksWritten; // of stalls
    std::set<Trace::StallId> m_usesWithStack;
    std::map<QString, quint64> m_modules; // index by path
};

/// The packet sequence and track of what only a stream says; above all numbers that the codec gives.
constexpr quint32 liveTrack = 0x4000'0000;

} // namespace Loopscope::Record
