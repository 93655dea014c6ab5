#pragma once

#include "core/wire/gibson.h"

#include <QString>

namespace Loopscope::Net {

/// Why a client has no answer.
enum class ClientError : quint8
{
    None,
    InvalidHost,    ///< neither a numeric address nor "localhost": names are not looked up on a loop
    Refused,        ///< nobody listens there
    Unreachable,    ///< no way there
    TimedOut,       ///< no connection, or no progress with answers, in the time allowed
    PeerClosed,     ///< the server ended the connection
    ProtocolError,  ///< bytes that are not the protocol's; the WireError says which
    Cancelled,      ///< abort(), or the client was destroyed
    NotConnected,   ///< asked without a connection
    InvalidRequest, ///< not sent, since a server would misread it; the WireError says why
    NoSocket,       ///< this process can open no socket
    ServerError,    ///< Redis: the server answered with an error, whose text is the reply's
};

/// What a server is called and how one is started.
enum class ServerKind : quint8
{
    Gibson,
    Redis
};

/// One sentence that names the server ("127.0.0.1:10128") and says what to do.
QString describe(ClientError error, const QString &server, Wire::WireError detail = Wire::WireError::None,
                 ServerKind kind = ServerKind::Gibson);
/// The same for ServerError. Of the text only a line of printable characters is shown.
QString describeServerError(QByteArrayView text, const QString &server);

} // namespace Loopscope::Net
