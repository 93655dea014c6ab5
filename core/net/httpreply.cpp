#include "core/net/httpreply.h"

#include "core/base/words.h"

namespace Loopscope::Net {

namespace {

QString pattern(HttpError error)
{
    switch (error) {
    case HttpError::None:
        return Words::tr("%1 answered.");
    case HttpError::InvalidUrl:
        return Words::tr("%1 is not an address to GET: write for example http://127.0.0.1:8080/path.");
    case HttpError::HostNotFound:
        return Words::tr("The host of %1 has no address: correct its name.");
    case HttpError::Refused:
        return Words::tr("No server listens at %1: start one there, or correct the host and port.");
    case HttpError::Unreachable:
        return Words::tr("The server of %1 cannot be reached: check the address and the network.");
    case HttpError::TimedOut:
        return Words::tr("%1 did not answer in time: check that the server is not overloaded.");
    case HttpError::ClosedEarly:
        return Words::tr("The server of %1 closed the connection before its answer was complete: check "
                         "that it still runs.");
    case HttpError::TooManyRedirects:
        return Words::tr("%1 was redirected too often: name the address that it leads to.");
    case HttpError::Status:
        return Words::tr("%1 answered with status %2: correct the address or the server.");
    case HttpError::TlsFailed:
        return Words::tr("No encrypted connection to %1: check the server's certificate.");
    case HttpError::BadReply:
        return Words::tr("%1 sent something that is not HTTP: check that it is an HTTP server.");
    case HttpError::TooLarge:
        return Words::tr("The answer of %1 is too large: name a smaller document.");
    case HttpError::Cancelled:
        return Words::tr("The request to %1 was cancelled.");
    }
    return Words::tr("%1 failed in an unknown way.");
}

} // namespace

QString describe(const HttpReply &reply, const QUrl &url)
{
    const QString text = pattern(reply.error);
    // A user's password is nobody else's business.
    const QString address = url.isValid() ? url.toDisplayString() : u'"' + url.toString() + u'"';
    return reply.error == HttpError::Status ? text.arg(address, QString::number(reply.status))
                                            : text.arg(address);
}

HttpError checkUrl(const QUrl &url)
{
    const bool isHttp = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    return url.isValid() && isHttp && !url.host().isEmpty() ? HttpError::None : HttpError::InvalidUrl;
}

} // namespace Loopscope::Net
