#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>

namespace Loopscope::Net {

/// Why a GET has no answer that can be used.
enum class HttpError : quint8
{
    None,
    InvalidUrl,       ///< not a complete http:// or https:// address
    HostNotFound,     ///< the name has no address
    Refused,          ///< nobody listens there
    Unreachable,      ///< no way there
    TimedOut,         ///< no complete answer in the time allowed
    ClosedEarly,      ///< the server ended the connection in the middle of an answer or before it
    TooManyRedirects, ///< more than HttpLimits allows
    Status,           ///< a complete answer whose status is not 2xx
    TlsFailed,        ///< no trust in the server's certificate, or no common way to encrypt
    BadReply,         ///< bytes that are not HTTP
    TooLarge,         ///< a body longer than HttpLimits allows
    Cancelled,        ///< stopped by the caller
};

/// What both clients, the blocking one and the session, keep to.
struct HttpLimits
{
    /// Of one GET, redirects included. (A session counts from the moment that a connection is free.)
    std::chrono::milliseconds timeout{10'000};
    int redirects = 5;
    qint64 bodyBytes = 16 * 1024 * 1024;
};

struct HttpReply
{
    HttpError error = HttpError::None;
    int status = 0; ///< of the last answer; 0 when there was none
    QByteArray body;

    bool isOk() const noexcept { return error == HttpError::None; }
};

/// One sentence that names the address and says what to do.
QString describe(const HttpReply &reply, const QUrl &url);

/// None, or InvalidUrl. Nothing is looked up.
HttpError checkUrl(const QUrl &url);

} // namespace Loopscope::Net
