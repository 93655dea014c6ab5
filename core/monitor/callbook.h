#pragma once

#include "core/monitor/calllocator.h"
#include "core/trace/track.h"

#include <QHash>
#include <QString>

#include <vector>

namespace Loopscope::Monitor {

/// Names of queued calls. A method is named at once from its class's meta object; a connected function or a
/// functor when the symboliser has looked its address up, or, where there is a CallLocator, never: then its
/// place is told. Collector's thread.
class CallBook
{
public:
    struct Name
    {
        QString text;         ///< "Worker::process()"; empty when it cannot be known
        Trace::NameId id = 0; ///< for the caller's use
        bool isPlace = false; ///< `text` is Trace::CallPlace's: it follows the name that is known
    };

    CallBook()
        : m_locator(makeCallLocator())
    {}

    /// Null when it is not known yet: then it has been asked for.
    Name *find(const QueuedCall &call);
    /// The answer to a question. `name` counts for every call with this target, or with `isOfWord` for this
    /// one.
    void learn(const QueuedCall &call, const QString &name, bool isOfWord);
    std::vector<QueuedCall> takeQuestions() { return std::exchange(m_questions, {}); }
    /// Questions that were taken and not answered.
    int pending() const { return m_pending; }

private:
    enum class TargetKind : quint8
    {
        Asked,
        Functor,        ///< one name for all
        FunctionPointer ///< the word tells which
    };
    struct Target
    {
        TargetKind kind = TargetKind::Asked;
        Name name;
    };
    struct Pointer
    {
        bool isKnown = false;
        Name name;
    };

    Name *findMethod(const QueuedCall &call);
    Name *findPlace(QueuedCall call);
    void ask(const QueuedCall &call);

    const std::unique_ptr<CallLocator> m_locator;
    QHash<QueuedCall, Name> m_methods;
    QHash<QueuedCall, Name> m_places;
    QHash<quint64, Target> m_targets;
    QHash<QueuedCall, Pointer> m_pointers;
    std::vector<QueuedCall> m_questions;
    int m_pending = 0;
};

} // namespace Loopscope::Monitor
