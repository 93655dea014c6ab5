#include "core/link/attachedprogram.h"

#include "core/monitor/collector.h"

#include <QFileInfo>
#include <QThread>

#include <semaphore.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace Loopscope::Link {

namespace {

using namespace std::chrono_literals;

constexpr auto flushPatience = 1000ms; // at the program's end, when nobody reads
constexpr auto collectInterval = 20ms;
constexpr auto sendPatience = 500ms;

std::atomic<AttachedProgram *> program{nullptr};

// Of this thread: it is observed, or never to be. Asked at each delivery, so it must cost next to nothing.
[[gnu::tls_model("initial-exec")]] constinit thread_local bool isDecided = false;

/// Waited for by the end of the program; lives on when it waited in vain.
struct Flushed
{
    Flushed() { ::sem_init(&semaphore, 0, 0); }
    ~Flushed() { ::sem_destroy(&semaphore); }

    void waitFor(std::chrono::milliseconds patience)
    {
        const qint64 until = Base::toNanoseconds(Base::now() + patience);
        const timespec deadline{until / 1'000'000'000, until % 1'000'000'000};
        while (::sem_clockwait(&semaphore, CLOCK_MONOTONIC, &deadline) != 0 && errno == EINTR) {
        }
    }

    sem_t semaphore;
};

Record::RunDescription thisProgram()
{
    Record::RunDescription description;
    description.pid = ::getpid();
    description.program = QFileInfo(QFile::symLinkTarget(QStringLiteral("/proc/self/exe"))).fileName();
    return description;
}

QString nameOf(const QThread *thread)
{
    const QString name = thread->objectName();
    return name.isEmpty() ? QString::fromUtf8(thread->metaObject()->className()) : name;
}

} // namespace

/// Observes the loop of its thread until the thread ends.
class AttachedProgram::ThreadWatch
{
public:
    ~ThreadWatch() { close(); }

    void open(std::shared_ptr<AttachedLoop> loop)
    {
        m_loop = std::move(loop);
        AttachedProgram *const self = program;
        const std::lock_guard lock(self->m_mutex);
        self->m_loops.insert(m_loop);
    }

private:
    void close()
    {
        if (!m_loop)
            return;
        AttachedProgram *const self = program;
        m_loop->leave(self);
        const std::lock_guard lock(self->m_mutex);
        self->m_loops.erase(m_loop);
        m_loop.reset();
    }

    std::shared_ptr<AttachedLoop> m_loop;
};

void AttachedProgram::start(int descriptor, Base::Duration threshold, StackForm form)
{
    if (program)
        return;
    // Before the monitor's own, so that the event that makes us observe a loop is timed already; the program
    // may have made one.
    const bool wasHooked = Monitor::removeDispatchHook();
    QInternal::registerCallback(QInternal::EventNotifyCallback, onEvent);
    if (wasHooked)
        Monitor::installDispatchHook();
    program = new AttachedProgram(descriptor, threshold, form);
}

AttachedProgram::AttachedProgram(int descriptor, Base::Duration threshold, StackForm form)
    : m_pid(::getpid())
    , m_threshold(threshold > Base::Duration::zero() ? threshold : 100ms)
    , m_sink(
          std::make_shared<SocketSink>(descriptor, thisProgram(), m_threshold, form, [this] { detachAll(); }))
{
    Monitor::Monitor &monitor = Monitor::Monitor::instance();
    // A stranger's idle program is not to be kept awake.
    static_cast<Monitor::Collector *>(monitor.source())->setInterval(collectInterval);
    m_mainLoop =
        AttachedLoop::of(QThread::currentThread(), {this, m_threshold}, QStringLiteral("Main loop"), false);
    {
        const std::lock_guard lock(m_mutex);
        m_loops.insert(m_mainLoop);
    }
    // From here on the other side may be found to have gone.
    monitor.source()->addSink(m_sink);
    m_mainLoop->markPhase(Trace::Phase::Work);
    // What comes after the loop is not its work any more.
    m_quitConnection = QObject::connect(qApp, &QCoreApplication::aboutToQuit, qApp, [this] {
        if (!std::exchange(m_isWorkOver, true))
            m_mainLoop->markPhase(Trace::Phase::TearDown);
    });
    // The one when the application object is destroyed, the other when the program just exits; before the
    // monitor, which was made earlier.
    qAddPostRoutine(onEnd);
    std::atexit(onEnd);
}

// Qt asks at each delivery, in every thread.
bool AttachedProgram::onEvent(void **)
{
    AttachedProgram *const self = isDecided ? nullptr : program.load(std::memory_order_acquire);
    if (self)
        self->decideOnThread();
    return false;
}

void AttachedProgram::decideOnThread()
{
    if (m_ended.load(std::memory_order_acquire) || m_isOver.load(std::memory_order_acquire))
        return;
    const QThread *thread = QThread::currentThread();
    if (thread == qApp->thread() || qstrcmp(thread->metaObject()->className(), "QAdoptedThread") == 0) {
        isDecided = true;
        return;
    }
    if (thread->loopLevel() == 0)
        return; // sent before the loop runs
    isDecided = true;
    {
        const std::lock_guard lock(m_mutex);
        if (m_loops.size() >= mostLoops)
            return;
    }
    static thread_local ThreadWatch watch;
    watch.open(AttachedLoop::of(QThread::currentThread(), {this, m_threshold}, nameOf(thread), false,
                                Trace::LoopRole::Server));
}

void AttachedProgram::onEnd()
{
    program.load()->end();
}

void AttachedProgram::end()
{
    // A forked child has none of the monitor's threads.
    if (::getpid() != m_pid || m_ended.exchange(true))
        return;
    if (qApp && QThread::currentThread() == qApp->thread()) {
        QObject::disconnect(m_quitConnection);
        if (!std::exchange(m_isWorkOver, true))
            m_mainLoop->markPhase(Trace::Phase::TearDown);
    }
    if (m_isOver.load(std::memory_order_acquire))
        return;
    const auto flushed = std::make_shared<Flushed>();
    Monitor::Monitor::instance().flush([flushed, sink = m_sink] {
        sink->finish(sendPatience);
        ::sem_post(&flushed->semaphore);
    });
    flushed->waitFor(flushPatience);
    // The next application object of this program has a dispatcher of its own.
    if (qApp && QThread::currentThread() == qApp->thread())
        m_mainLoop->leave(this);
}

// loopscope is gone: the program runs on as if it had never been observed.
void AttachedProgram::detachAll()
{
    m_isOver.store(true, std::memory_order_release);
    Monitor::Monitor::instance().source()->removeSink(m_sink);
    const std::lock_guard lock(m_mutex);
    for (const auto &loop : m_loops)
        loop->leave(this);
}

} // namespace Loopscope::Link
