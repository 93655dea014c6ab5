#include "core/session/attachsource.h"

#include "core/base/words.h"
#include "core/link/attachprotocol.h"

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QThread>

#include <sys/socket.h>
#include <unistd.h>

namespace Loopscope::Session {

namespace {

constexpr std::size_t rememberedStalls = 2000;
constexpr qsizetype longestRefusal = 1000;

// The user's own run-time folder where there is one. Paths of sockets have at most 107 bytes.
QString folderTemplate()
{
    constexpr qsizetype longestFolder = 60;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool isUsable = !runtime.isEmpty() && runtime.toLocal8Bit().size() <= longestFolder &&
                          QFileInfo(runtime).isDir() && QFileInfo(runtime).isWritable();
    return QDir(isUsable ? runtime : QStringLiteral("/tmp")).filePath(QStringLiteral("loopscope-XXXXXX"));
}

QString processName(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/comm").arg(pid));
    return file.open(QIODevice::ReadOnly) ? QString::fromLocal8Bit(file.readAll()).trimmed() : QString();
}

} // namespace

AttachSource::AttachSource(QObject *parent)
    : QObject(parent)
    , m_folder(std::make_unique<QTemporaryDir>(folderTemplate()))
    , m_symbols([this] { QMetaObject::invokeMethod(this, &AttachSource::takeSymbols, Qt::QueuedConnection); })
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &AttachSource::accept);
}

AttachSource::~AttachSource()
{
    for (const auto &connection : m_connections)
        connection->socket->disconnect(this);
}

QString AttachSource::listen()
{
    if (!m_folder->isValid())
        return Words::tr("No folder for the socket could be made: %1.").arg(m_folder->errorString());
    if (!m_server.listen(m_folder->filePath(QStringLiteral("attach"))))
        return Words::tr("The socket could not be made: %1.").arg(m_server.errorString());
    return {};
}

void AttachSource::expect(qint64 pid, bool followChildren)
{
    m_expected = pid;
    m_followChildren = followChildren;
    m_symbols.warmUp(QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(pid)));
}

void AttachSource::addSink(std::shared_ptr<Trace::EventSink> sink)
{
    if (QThread::currentThread() != thread()) {
        QMetaObject::invokeMethod(this, [this, sink] { addSink(sink); });
        return;
    }
    Trace::Batch known = m_known;
    known.until = m_until;
    sink->consume(std::make_shared<const Trace::Batch>(std::move(known)));
    m_sinks.push_back(std::move(sink));
}

void AttachSource::removeSink(const std::shared_ptr<Trace::EventSink> &sink)
{
    if (QThread::currentThread() != thread()) {
        QMetaObject::invokeMethod(this, [this, sink] { removeSink(sink); });
        return;
    }
    std::erase(m_sinks, sink);
}

bool AttachSource::mayConnect(QLocalSocket *socket, qint64 *pid) const
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) !=
        0)
        return false;
    *pid = peer.pid;
    return peer.uid == ::geteuid() && (m_followChildren || peer.pid == m_expected);
}

void AttachSource::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        socket->setParent(this);
        qint64 pid = 0;
        if (!mayConnect(socket, &pid)) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        auto connection = std::make_unique<Connection>();
        connection->socket = socket;
        connection->pid = pid;
        connection->process = processName(pid);
        connection->decoder = std::make_unique<Record::PacketDecoder>(&m_ids);
        Connection *raw = connection.get();
        m_connections.push_back(std::move(connection));
        connect(socket, &QLocalSocket::readyRead, this, [this, raw] { read(raw); });
        connect(socket, &QLocalSocket::disconnected, this, [this, raw] { close(raw); });
        read(raw);
    }
}

void AttachSource::read(Connection *connection)
{
    const QByteArray bytes = connection->socket->readAll();
    if (bytes.isEmpty())
        return;
    if (std::exchange(connection->isFirst, false) && bytes.front() == Link::AttachProtocol::refusalMark) {
        m_refusal = QString::fromLocal8Bit(bytes.mid(1).left(longestRefusal)).trimmed();
        connection->socket->disconnect(this);
        Q_EMIT refused(m_refusal);
        return;
    }
    if (connection->decoder->isBroken())
        return;
    if (m_subject == 0) {
        m_subject = connection->pid;
        if (!m_followChildren) { // nobody else will come: nothing is left behind even if we are killed
            m_server.close();
            m_folder->remove();
        }
        Q_EMIT observed(m_subject, connection->process);
    }
    connection->decoder->feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    while (auto decoded = connection->decoder->next())
        take(connection, &*decoded);
    if (connection->decoder->isBroken())
        Q_EMIT broken(connection->pid);
}

void AttachSource::close(Connection *connection)
{
    read(connection);
    connection->socket->disconnect(this);
    if (connection->pid == m_subject)
        endSubject();
}

void AttachSource::take(Connection *connection, Record::StreamBatch *decoded)
{
    Trace::Batch &batch = decoded->batch;
    const bool isSubject = connection->pid == m_subject;
    for (Trace::Track &track : batch.tracks) {
        if (isSubject)
            continue;
        track.role = Trace::LoopRole::Server;
        track.name = connection->process + QStringLiteral(": ") + track.name;
    }
    takePhases(*connection, &batch);
    watchPing(batch);
    for (const Record::StreamStack &stack : decoded->stacks) {
        if (!stack.isWrongThread)
            ++m_stalls[stack.owner].pending;
    }
    for (Trace::Stall &stall : batch.stalls)
        mergeStall(&stall);
    for (Trace::WrongThreadUse &use : batch.wrongThreadUses) {
        use.stack = m_uses[use.id].stack;
        m_uses[use.id] = use;
    }
    m_dropped[connection->pid] = batch.dropped;
    batch.dropped = 0;
    for (const auto &[pid, dropped] : m_dropped)
        batch.dropped += dropped;
    if (decoded->cost && isSubject) {
        m_cost = *decoded->cost;
        batch.selfCost = m_cost.latest;
        batch.selfCost->at = batch.until;
    }
    hand(std::move(batch));
    requestNames();
    for (Record::StreamStack &stack : decoded->stacks)
        requestSymbols(std::move(stack));
}

void AttachSource::takePhases(const Connection &connection, Trace::Batch *batch)
{
    if (connection.pid != m_subject)
        batch->phases.clear();
    for (const Trace::PhaseChange &change : batch->phases) {
        m_isWorking = change.phase == Trace::Phase::Work;
        if (m_isWorking)
            m_subjectTrack = change.track;
    }
}

void AttachSource::watchPing(const Trace::Batch &batch)
{
    for (const Trace::LatencySample &sample : batch.latencies) {
        if (sample.track != m_subjectTrack)
            continue;
        m_waitingPing.reset();
        if (!sample.delivered)
            m_waitingPing = sample;
    }
}

// What the other side says of the stall, with the stacks that have names by now.
void AttachSource::mergeStall(Trace::Stall *stall)
{
    StallState &state = m_stalls[stall->id];
    stall->revision = state.stall.revision + 1;
    stall->stacks = state.stall.stacks;
    state.isToCome = stall->awaitsStack;
    stall->awaitsStack = state.isToCome || state.pending > 0;
    state.eventName = stall->eventName;
    stall->eventName = m_ids.calls.readable(state.eventName);
    state.stall = *stall;
}

void AttachSource::requestSymbols(Record::StreamStack stack)
{
    ++m_pendingSymbols;
    m_symbols.resolve(std::move(stack));
}

void AttachSource::requestNames()
{
    for (Record::StreamCall &call : m_ids.calls.takeQuestions()) {
        ++m_pendingSymbols;
        m_symbols.resolve(std::move(call));
    }
}

void AttachSource::learnNames(std::set<Trace::StallId> *changed)
{
    const std::vector<Record::StreamCall> calls = m_symbols.takeCalls();
    for (const Record::StreamCall &call : calls)
        m_ids.calls.learn(call);
    m_pendingSymbols -= static_cast<int>(calls.size());
    if (calls.empty())
        return;
    for (auto &[id, state] : m_stalls) {
        const QString name = m_ids.calls.readable(state.eventName);
        if (std::exchange(state.stall.eventName, name) != name)
            changed->insert(id);
    }
}

void AttachSource::takeSymbols()
{
    Trace::Batch batch;
    std::set<Trace::StallId> changed;
    // A stall is told with its stack when its call has a name: that came before, so it is taken after.
    std::vector<Record::StreamStack> results = m_symbols.takeResults();
    learnNames(&changed);
    for (Record::StreamStack &result : results) {
        --m_pendingSymbols;
        if (result.isWrongThread) {
            Trace::WrongThreadUse &use = m_uses[result.owner];
            use.stack = std::make_shared<const Trace::Stack>(std::move(result.stack));
            batch.wrongThreadUses.push_back(use);
            continue;
        }
        StallState &state = m_stalls[result.owner];
        --state.pending;
        state.stall.awaitsStack = state.isToCome || state.pending > 0;
        state.stacks.push_back(std::move(result.stack));
        state.stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(state.stacks);
        changed.insert(result.owner);
    }
    for (const Trace::StallId id : changed) {
        Trace::Stall &stall = m_stalls[id].stall;
        ++stall.revision;
        if (stall.id) // else it was told too long ago
            batch.stalls.push_back(stall);
    }
    forgetOldStalls();
    if (!batch.isEmpty())
        hand(std::move(batch));
    finishWhenNamed();
}

void AttachSource::forgetOldStalls()
{
    while (m_stalls.size() > rememberedStalls && m_stalls.begin()->second.pending == 0)
        m_stalls.erase(m_stalls.begin());
}

// It may have been killed: what is open ends with it.
void AttachSource::endSubject()
{
    Trace::Batch batch;
    for (auto &[id, state] : m_stalls) {
        Trace::Stall &stall = state.stall;
        if (!stall.open)
            continue;
        stall.open = false;
        ++stall.revision;
        stall.duration = std::max(stall.duration, m_until - stall.startedAt);
        if (!stall.evidence.isEmpty())
            stall.evidence += QStringLiteral("; ");
        stall.evidence +=
            m_goesOn ? Words::tr("observing ended in it") : Words::tr("the program ended in it");
        batch.stalls.push_back(stall);
    }
    if (m_waitingPing) { // waited at least so long
        m_waitingPing->waited += m_until - m_waitingPing->at;
        m_waitingPing->at = m_until;
        m_waitingPing->delivered = true;
        batch.latencies.push_back(*m_waitingPing);
        m_waitingPing.reset();
    }
    if (std::exchange(m_isWorking, false)) {
        batch.phases.push_back({Trace::Phase::TearDown, m_until, m_subjectTrack});
        batch.phases.push_back({Trace::Phase::Done, m_until, m_subjectTrack});
    }
    if (!batch.isEmpty())
        hand(std::move(batch));
}

void AttachSource::hand(Trace::Batch batch)
{
    m_until = std::max(m_until, batch.until);
    batch.until = m_until;
    std::ranges::copy(batch.tracks, std::back_inserter(m_known.tracks));
    std::ranges::copy(batch.names, std::back_inserter(m_known.names));
    const auto shared = std::make_shared<const Trace::Batch>(std::move(batch));
    const auto sinks = m_sinks; // one may remove itself
    for (const auto &sink : sinks)
        sink->consume(shared);
}

void AttachSource::finish(bool hasProgramEnded)
{
    m_goesOn = !hasProgramEnded;
    m_server.waitForNewConnection(0);
    accept();
    for (const auto &connection : m_connections) {
        // What the kernel holds for us; a forked child may keep the other end open.
        while (connection->socket->waitForReadyRead(0))
            read(connection.get());
        close(connection.get());
    }
    m_server.close();
    m_isFinishing = true;
    finishWhenNamed();
}

void AttachSource::finishWhenNamed()
{
    if (m_isFinishing && m_pendingSymbols == 0) {
        m_isFinishing = false;
        QMetaObject::invokeMethod(this, &AttachSource::finished, Qt::QueuedConnection);
    }
}

} // namespace Loopscope::Session
