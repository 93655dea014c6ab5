#include "core/monitor/wrongthread.h"

#include "core/monitor/loopprobe.h"
#include "core/monitor/namebook.h"
#include "core/monitor/registry.h"

#include <QEvent>
#include <QThread>

#include <execinfo.h>
#include <unistd.h>

namespace Loopscope::Monitor {

namespace {

using Trace::WrongThreadKind;

constexpr int mostWaiting = 4000; // announcements that the collector has not taken yet
constexpr int mostFrames = 48;

[[gnu::tls_model("initial-exec")]] constinit thread_local char threadToken = 0;
constinit std::atomic<int> waiting{0};

// The thread's own stack; its frames of this file are told from the program's by the symboliser.
AddressStack ownStack()
{
    std::array<void *, mostFrames> addresses{};
    const int count = ::backtrace(addresses.data(), mostFrames);
    AddressStack stack;
    for (int i = 0; i < count; ++i)
        stack.addresses.push_back(reinterpret_cast<quint64>(addresses[static_cast<std::size_t>(i)]));
    stack.isComplete = true;
    return stack;
}

void report(WrongThreadAnnouncement use)
{
    if (waiting.fetch_add(1, std::memory_order_relaxed) >= mostWaiting) {
        waiting.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    use.at = Base::now();
    use.actual = currentThreadMark();
    if (use.actual.track == 0)
        use.actualName = QStringLiteral("thread %1").arg(::gettid());
    use.stack = ownStack();
    announce(std::move(use));
}

QThread *threadOf(QObject *object)
{
    return object->thread();
}

} // namespace

ThreadMark currentThreadMark() noexcept
{
    const LoopProbe *probe = LoopProbe::current();
    return {&threadToken, probe ? probe->track.id : 0};
}

void reportResumption(Trace::TaskId task, const ThreadMark &own)
{
    WrongThreadAnnouncement use;
    use.kind = WrongThreadKind::Resumption;
    use.task = task;
    use.own = own;
    report(std::move(use));
}

void reportDelivery(QObject *receiver, QEvent *event)
{
    WrongThreadAnnouncement use;
    use.kind = WrongThreadKind::Delivery;
    use.ownThread = threadOf(receiver);
    // Without the object's name: to read it here could race with its own thread.
    use.object = NameBook::dispatchName(receiver->metaObject()->className(), event->type());
    report(std::move(use));
}

void reportQtWarning(const QString &message)
{
    WrongThreadAnnouncement use;
    use.kind = WrongThreadKind::QtWarning;
    use.object = message;
    report(std::move(use));
}

void reportAssertion(QObject *object, const Base::SourcePlace &place)
{
    WrongThreadAnnouncement use;
    use.kind = WrongThreadKind::Assertion;
    use.ownThread = threadOf(object);
    use.object = QString::fromLatin1(object->metaObject()->className());
    use.place = place;
    report(std::move(use));
}

void detail::noteWrongThreadTaken() noexcept
{
    waiting.fetch_sub(1, std::memory_order_relaxed);
}

} // namespace Loopscope::Monitor
