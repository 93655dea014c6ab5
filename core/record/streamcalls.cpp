#include "core/record/streamcalls.h"

namespace Loopscope::Record {

QString StreamCalls::readable(const QString &name)
{
    const auto placed = Trace::placedName(name);
    if (!placed)
        return name;
    const QString key = Trace::toText(placed->place);
    const auto known = m_calls.constFind(key);
    if (known == m_calls.constEnd() && m_calls.size() < mostCalls) {
        m_calls.insert(key, {});
        m_questions.push_back({key, placed->place, {}});
    }
    const bool hasName = known != m_calls.constEnd() && !known->name.isEmpty();
    return (hasName ? known->name : placed->before) + placed->after;
}

bool StreamCalls::isFinal(const QString &name) const
{
    const auto placed = Trace::placedName(name);
    if (!placed)
        return true;
    const auto known = m_calls.constFind(Trace::toText(placed->place));
    return known == m_calls.constEnd() ? m_calls.size() >= mostCalls : known->isKnown;
}

} // namespace Loopscope::Record
