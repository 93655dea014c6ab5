#pragma once

#include "core/record/streamencoder.h"
#include "core/trace/eventsink.h"

#include <sys/types.h>

#include <atomic>
#include <functional>

namespace Loopscope::Link {

/// What the monitor of this process knows of a stack's frames.
enum class StackForm : quint8
{
    Addresses, ///< module and address alone: of a program that is not ours
    Names      ///< functions and lines, too: of a program that links the monitor
};

/// Sends what was observed to `loopscope attach`, on the collector's thread, so also while the program is
/// blocked. Never waits: what the socket does not take is kept up to a limit; beyond it events are left out
/// and counted, then stalls, too.
class SocketSink final : public Trace::EventSink
{
public:
    /// `descriptor`: a connected stream socket, which the sink owns. `lost` is called once, on the
    /// collector's thread, when the other side has gone. Stalls are told from `threshold` on: the program may
    /// have a lower one for itself.
    SocketSink(int descriptor, Record::RunDescription run, Base::Duration threshold, StackForm form,
               std::function<void()> lost);
    ~SocketSink() override;

    void consume(const Trace::BatchPtr &batch) override;
    /// The rest is sent, for so long at most, and the socket closed. Collector's thread.
    void finish(std::chrono::milliseconds patience);

private:
    bool isWorthSending(const Trace::Batch &batch);
    void encode(const Trace::Batch &batch);
    Trace::Batch overThreshold(const Trace::Batch &batch) const;
    void addCost();
    void send();
    bool isOurSocket() const;
    void close();

    int m_descriptor;
    dev_t m_device = 0;
    ino_t m_inode = 0;
    const Base::Duration m_threshold;
    const std::function<void()> m_lost;
    Record::StreamEncoder m_encoder;
    Record::PerfettoCodec::LeftOut m_leftOut;
    Base::SteadyTime m_sentAt;
    Base::SteadyTime m_costAt;
    Trace::SelfCost m_selfCost;
    std::string m_pending;
    std::size_t m_at = 0; // of m_pending: sent up to here
};

} // namespace Loopscope::Link
