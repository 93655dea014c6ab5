#pragma once

#include "core/monitor/callorigin.h"

#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QEvent;
class QObject;
struct QMetaObject;
QT_END_NAMESPACE

namespace Loopscope::Monitor {

/// What a queued slot, functor or invokeMethod will run: addresses, read from its event before it is
/// delivered (and deleted). They get a name later, on another thread.
struct QueuedCall
{
    enum class Kind : quint8
    {
        None,       ///< not a queued call, or one of a kind that we do not know
        Method,     ///< `target` is the receiver's QMetaObject, `word` the method's index
        SlotObject, ///< `target` is the function that runs it, `word` what lies behind it: where that is
                    ///< a connected member function, its address
    };

    Kind kind = Kind::None;
    quint64 target = 0;
    quint64 word = 0;

    friend bool operator==(const QueuedCall &, const QueuedCall &) = default;
};

inline std::size_t qHash(const QueuedCall &call, std::size_t seed = 0) noexcept
{
    return seed ^ static_cast<std::size_t>(call.target * 31 + call.word);
}

/// Of an event of type MetaCall, and what queued it. The loop's thread; a few loads.
QueuedCall queuedCallOf(const QEvent *event, const QObject *receiver, const QMetaObject *receiverClass,
                        CallOrigin *origin) noexcept;

} // namespace Loopscope::Monitor
