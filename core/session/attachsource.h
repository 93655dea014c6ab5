#pragma once

#include "core/record/packetdecoder.h"
#include "core/session/attachsymbols.h"
#include "core/trace/eventsink.h"
#include "core/trace/eventsource.h"

#include <QLocalServer>
#include <QObject>
#include <QTemporaryDir>

#include <map>
#include <memory>
#include <set>

QT_BEGIN_NAMESPACE
class QLocalSocket;
QT_END_NAMESPACE

namespace Loopscope::Session {

/// An attached program as a source of batches: listens for the probes in it and its children, reads their
/// packets, finds the names of their stacks. Sinks are called on this object's thread, which never waits.
///
/// The socket lies in a folder that only this user can enter, and the peer must be of this user. The loop of
/// the first process that connects is the subject; loops of others come with the process's name before
/// theirs, and their phases are left out.
class AttachSource final : public QObject, public Trace::EventSource
{
    Q_OBJECT

public:
    explicit AttachSource(QObject *parent = nullptr);
    ~AttachSource() override;

    /// Empty, or one sentence that says why nothing can be attached.
    [[nodiscard]] QString listen();
    QString socketPath() const { return m_server.fullServerName(); }
    /// A folder of this user alone, which goes with this object.
    QString folder() const { return m_folder->path(); }
    /// Who may connect: this process, and others too when `followChildren`.
    void expect(qint64 pid, bool followChildren);

    void addSink(std::shared_ptr<Trace::EventSink> sink) override;
    void removeSink(const std::shared_ptr<Trace::EventSink> &sink) override;

    /// The program has ended, or goes on without us: reads what is left, closes what it left open, and looks
    /// up the last names. finished() follows.
    void finish(bool hasProgramEnded);

    bool wasObserved() const { return m_subject != 0; }
    /// Why the probe could not do it: one clause; empty when it told nothing.
    QString refusal() const { return m_refusal; }
    /// Of the subject's process.
    Record::ProbeCost cost() const { return m_cost; }

Q_SIGNALS:
    /// The subject's loop is being observed.
    void observed(qint64 pid, const QString &process);
    void refused(const QString &reason);
    /// A probe sent what is no stream of ours; it is not listened to any more.
    void broken(qint64 pid);
    void finished();

private:
    struct Connection
    {
        QLocalSocket *socket = nullptr;
        qint64 pid = 0;
        QString process; ///< its name
        bool isFirst = true;
        std::unique_ptr<Record::PacketDecoder> decoder;
    };
    struct StallState
    {
        Trace::Stall stall;
        QString eventName; ///< as it came
        std::vector<Trace::Stack> stacks;
        int pending = 0;
        bool isToCome = false; ///< a stack that the other side has not sent yet
    };

    void accept();
    bool mayConnect(QLocalSocket *socket, qint64 *pid) const;
    void read(Connection *connection);
    void close(Connection *connection);
    void take(Connection *connection, Record::StreamBatch *decoded);
    void watchPing(const Trace::Batch &batch);
    void takePhases(const Connection &connection, Trace::Batch *batch);
    void mergeStall(Trace::Stall *stall);
    void requestSymbols(Record::StreamStack stack);
    void requestNames();
    void learnNames(std::set<Trace::StallId> *changed);
    void takeSymbols();
    void endSubject();
    void forgetOldStalls();
    void hand(Trace::Batch batch);
    void finishWhenNamed();

    const std::unique_ptr<QTemporaryDir> m_folder;
    QLocalServer m_server;
    qint64 m_expected = 0;
    bool m_followChildren = false;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<std::shared_ptr<Trace::EventSink>> m_sinks;
    Trace::Batch m_known; // tracks and names so far
    Record::StreamIds m_ids;
    std::map<Trace::StallId, StallState> m_stalls;
    std::map<Trace::StallId, Trace::WrongThreadUse> m_uses;
    int m_pendingSymbols = 0;
    qint64 m_subject = 0; // pid
    Trace::TrackId m_subjectTrack = 0;
    bool m_isWorking = false;
    std::optional<Trace::LatencySample> m_waitingPing; // the subject's
    bool m_isFinishing = false;
    bool m_goesOn = false; // the program, when observing ends
    Base::SteadyTime m_until;
    std::map<qint64, quint64> m_dropped; // by pid
    Record::ProbeCost m_cost;
    QString m_refusal;
    AttachSymbols m_symbols; // last: its thread calls back
};

} // namespace Loopscope::Session
