#pragma once

#include <QByteArray>
#include <QObject>

QT_BEGIN_NAMESPACE
class QTcpServer;
QT_END_NAMESPACE

namespace Loopscope::Benchmark {

/// Takes the kernel out of a client's way: what it sends is counted, what it receives is as many copies of
/// one reply, and turn() delivers the event with which its socket becomes readable. A client connects to
/// port() as usual; from begin() on everything is answered here. The program's own send() and recv() do that.
class Socketless final : public QObject
{
public:
    /// Every request of the client has so many bytes.
    Socketless(qsizetype requestBytes, QByteArray reply);
    ~Socketless() override;

    quint16 port() const;
    /// When the client is connected.
    void begin();
    /// The client reads what its requests so far are answered with, and writes the next ones.
    void turn();

    // For send() and recv().
    qsizetype sent(qsizetype bytes);
    qsizetype received(char *to, qsizetype room);
    int descriptor() const { return m_descriptor; }
    static Socketless *active();

protected:
    bool eventFilter(QObject *receiver, QEvent *event) override;

private:
    const qsizetype m_requestBytes;
    const QByteArray m_reply;
    QByteArray m_block; // many replies
    std::unique_ptr<QTcpServer> m_listener;
    QObject *m_reader = nullptr;
    int m_descriptor = -1; // of the client, from begin() on
    qsizetype m_unanswered = 0;
};

} // namespace Loopscope::Benchmark
