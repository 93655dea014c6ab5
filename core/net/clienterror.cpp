#include "core/net/clienterror.h"

namespace Loopscope::Net {

QString describe(ClientError error, const QString &server, Wire::WireError detail)
{
    switch (error) {
    case ClientError::None:
        return QStringLiteral("The server %1 answered.").arg(server);
    case ClientError::InvalidHost:
        return QStringLiteral(
                   "The server %1 is not given as a numeric address or \"localhost\": names are not "
                   "looked up, write for example 127.0.0.1:10128.")
            .arg(server);
    case ClientError::Refused:
        return QStringLiteral("No server listens on %1: start one there, or correct host and port.")
            .arg(server);
    case ClientError::Unreachable:
        return QStringLiteral("The server %1 cannot be reached: check the address and the network.")
            .arg(server);
    case ClientError::TimedOut:
        return QStringLiteral(
                   "The server %1 did not answer in time: check that it is a gibson server and not "
                   "overloaded.")
            .arg(server);
    case ClientError::PeerClosed:
        return QStringLiteral("The server %1 closed the connection: check that it still runs.").arg(server);
    case ClientError::ProtocolError:
        return QStringLiteral("The server %1 sent %2: check that it is a gibson server.")
            .arg(server, Wire::describe(detail));
    case ClientError::Cancelled:
        return QStringLiteral("The request to the server %1 was cancelled.").arg(server);
    case ClientError::NotConnected:
        return QStringLiteral("There is no connection to the server %1: connect first.").arg(server);
    case ClientError::InvalidRequest:
        return QStringLiteral("The request was not sent to the server %1, because %2.")
            .arg(server, Wire::describe(detail));
    case ClientError::NoSocket:
        return QStringLiteral(
                   "No socket could be opened for the server %1: close files or raise the limit of "
                   "open files.")
            .arg(server);
    }
    return QStringLiteral("The server %1 failed in an unknown way.").arg(server);
}

} // namespace Loopscope::Net
