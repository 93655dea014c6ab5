#include "core/net/clienterror.h"

#include "core/base/words.h"

namespace Loopscope::Net {

namespace {

constexpr qsizetype longestServerText = 200;

QString nameOf(ServerKind kind)
{
    return kind == ServerKind::Redis ? QStringLiteral("Redis") : QStringLiteral("gibson");
}

QString refused(const QString &server, ServerKind kind)
{
    if (kind == ServerKind::Gibson)
        return Words::tr("No server listens on %1: start one there, or correct the host and port.")
            .arg(server);
    return Words::tr("No Redis server listens on %1: start one with `redis-server --port %2 --save \"\"` "
                     "(package redis-server), or correct the host and port.")
        .arg(server, server.mid(server.lastIndexOf(u':') + 1));
}

} // namespace

QString describeServerError(QByteArrayView text, const QString &server)
{
    QString line = QString::fromUtf8(text.first(std::min(text.size(), longestServerText)));
    for (QChar &letter : line) {
        if (!letter.isPrint())
            letter = u'?';
    }
    const bool wantsPassword = text.startsWith("NOAUTH");
    const QString advice = wantsPassword ? Words::tr("name a server that asks for no password")
                                         : Words::tr("correct that at the server, or name another one");
    return Words::tr("The server %1 answered with the error \"%2\": %3.").arg(server, line, advice);
}

QString describe(ClientError error, const QString &server, Wire::WireError detail, ServerKind kind)
{
    switch (error) {
    case ClientError::None:
        return Words::tr("The server %1 answered.").arg(server);
    case ClientError::InvalidHost:
        return Words::tr("The server %1 is not given as a numeric address or \"localhost\": names are not "
                         "looked up, write for example 127.0.0.1:%2.")
            .arg(server, kind == ServerKind::Redis ? QStringLiteral("6379") : QStringLiteral("10128"));
    case ClientError::Refused:
        return refused(server, kind);
    case ClientError::Unreachable:
        return Words::tr("The server %1 cannot be reached: check the address and the network.").arg(server);
    case ClientError::TimedOut:
        return Words::tr("The server %1 did not answer in time: check that it is a %2 server and not "
                         "overloaded.")
            .arg(server, nameOf(kind));
    case ClientError::PeerClosed:
        return Words::tr("The server %1 closed the connection: check that it still runs.").arg(server);
    case ClientError::ProtocolError:
        return Words::tr("The server %1 sent %2: check that it is a %3 server.")
            .arg(server, Wire::describe(detail), nameOf(kind));
    case ClientError::Cancelled:
        return Words::tr("The request to the server %1 was cancelled.").arg(server);
    case ClientError::NotConnected:
        return Words::tr("There is no connection to the server %1: connect first.").arg(server);
    case ClientError::InvalidRequest:
        return Words::tr("The request was not sent to the server %1, because %2.")
            .arg(server, Wire::describe(detail));
    case ClientError::NoSocket:
        return Words::tr("No socket could be opened for the server %1: close files or raise the limit of "
                         "open files.")
            .arg(server);
    case ClientError::ServerError:
        return Words::tr("The server %1 answered with an error.").arg(server);
    }
    return Words::tr("The server %1 failed in an unknown way.").arg(server);
}

} // namespace Loopscope::Net
