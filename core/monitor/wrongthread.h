#pragma once

#include "core/monitor/threadmark.h"
#include "core/monitor/unwinder.h"
#include "core/trace/wrongthread.h"

QT_BEGIN_NAMESPACE
class QEvent;
class QObject;
class QThread;
QT_END_NAMESPACE

namespace Loopscope::Monitor {

/// What the collector is told: addresses, no symbols.
struct WrongThreadAnnouncement
{
    Trace::WrongThreadKind kind = Trace::WrongThreadKind::Resumption;
    Base::SteadyTime at;
    Trace::TaskId task = 0;
    ThreadMark own;
    QThread *ownThread = nullptr; ///< to compare with, where no mark is known
    ThreadMark actual;
    QString object;
    QString ownName;
    QString actualName;
    Base::SourcePlace place;
    AddressStack stack;
};

// As reportResumption, all on the thread where it happens, with its stack. They never wait; when uses come
// faster than the collector takes them, the surplus is counted in `WrongThreadBook` and not described.

/// An event is delivered here to an object of another thread.
void reportDelivery(QObject *receiver, QEvent *event);
/// Qt said that something is not possible from this thread.
void reportQtWarning(const QString &message);
/// An object that was asserted to belong to this thread does not.
void reportAssertion(QObject *object, const Base::SourcePlace &place);

namespace detail {

/// Called by the collector for each announcement it has taken.
void noteWrongThreadTaken() noexcept;

} // namespace detail

} // namespace Loopscope::Monitor
