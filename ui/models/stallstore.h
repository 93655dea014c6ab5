#pragma once

#include "core/trace/stall.h"

#include <map>
#include <vector>

namespace Loopscope::Models {

/// The stalls of a run in order of time, the newest `limit` of them; all are counted. GUI thread.
class StallStore
{
public:
    static constexpr std::size_t defaultLimit = 5000;

    explicit StallStore(std::size_t limit = defaultLimit);

    /// Takes a new stall or more knowledge of a known one. False when it was news of nothing: an older
    /// revision, or a stall that was forgotten.
    bool put(const Trace::Stall &stall);
    void clear();

    bool knows(Trace::StallId id) const { return m_stalls.contains(id); }
    /// Null when unknown. Valid until the next put() or clear().
    const Trace::Stall *find(Trace::StallId id) const;
    /// The one that began last; null when there is none.
    const Trace::Stall *newest() const;
    /// Ascending by id, which is the order of time.
    const std::map<Trace::StallId, Trace::Stall> &all() const { return m_stalls; }
    std::size_t size() const { return m_stalls.size(); }
    /// Also those that were forgotten.
    quint64 total() const { return m_total; }
    /// Of all, those that the machine alone made.
    quint64 totalOfMachine() const { return m_ofMachine; }
    /// Of all closed stalls.
    Base::Duration longest() const { return m_longest; }
    /// Those that touch [from, to); an open one lasts until `now`.
    std::vector<const Trace::Stall *> in(Base::SteadyTime from, Base::SteadyTime to,
                                         Base::SteadyTime now) const;

private:
    std::size_t m_limit;
    std::map<Trace::StallId, Trace::Stall> m_stalls;
    Trace::StallId m_forgottenUpTo = 0;
    quint64 m_total = 0;
    quint64 m_ofMachine = 0;
    Base::Duration m_longest{0};
};

/// How long it lasted, or has lasted so far.
Base::Duration stallDuration(const Trace::Stall &stall, Base::SteadyTime now);
/// "sleeper():31": the guilty function and line; empty when the stack does not say.
QString stallPlace(const Trace::Stall &stall);

} // namespace Loopscope::Models
