#pragma once

#include "core/net/gibsonclient.h"
#include "core/net/gibsonserver.h"

#include <QCoreApplication>
#include <QCoro/QCoroTask>
#include <QDeadlineTimer>
#include <QTimer>

#include <vector>

namespace Loopscope::Testing {

/// What the coroutines of a test saw.
struct Outcome
{
    qint64 right = 0;
    qint64 wrong = 0;
    std::vector<Net::ClientError> errors; ///< of replies, in the order in which the coroutines went on

    qsizetype count(Net::ClientError error) const { return std::ranges::count(errors, error); }
};

/// Runs the loop at its own pace (QTRY_... sleeps between passes) until the condition holds; false after a
/// while.
template <typename Condition>
bool runUntil(Condition condition)
{
    const QDeadlineTimer deadline(std::chrono::seconds(20));
    QTimer wakeUp;
    wakeUp.start(50);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return condition();
}

inline QByteArray keyOf(int number)
{
    return "key:" + QByteArray::number(number);
}

inline QByteArray valueOf(int number, qsizetype bytes = 16)
{
    return QByteArray::number(number).rightJustified(bytes, '.');
}

inline QCoro::Task<> connectClient(Net::GibsonClient *client, quint16 port, Net::ClientError *error)
{
    const QString host = QStringLiteral("127.0.0.1");
    *error = co_await client->connectTo(host, port);
}

inline QCoro::Task<> fill(Net::GibsonClient *client, int number, qsizetype bytes, Outcome *outcome)
{
    const QByteArray key = keyOf(number);
    const QByteArray value = valueOf(number, bytes);
    const Net::GibsonReply reply = co_await client->set(key, value);
    outcome->errors.push_back(reply.error());
    ++(reply.value() == value ? outcome->right : outcome->wrong);
}

/// One of `depth` coroutines that ask for every depth-th key, one after the other.
inline QCoro::Task<> askFrom(Net::GibsonClient *client, int first, int depth, int requests, int keys,
                             Outcome *outcome)
{
    for (int number = first; number < requests; number += depth) {
        const QByteArray key = keyOf(number % keys);
        const Net::GibsonReply reply = co_await client->get(key);
        outcome->errors.push_back(reply.error());
        ++(reply.value() == valueOf(number % keys) ? outcome->right : outcome->wrong);
    }
}

inline QCoro::Task<> pingOnce(Net::GibsonClient *client, Outcome *outcome)
{
    const Net::GibsonReply reply = co_await client->ping();
    outcome->errors.push_back(reply.error());
    ++(reply.isOk() ? outcome->right : outcome->wrong);
}

} // namespace Loopscope::Testing
