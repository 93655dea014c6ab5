#include "core/net/httptransfer.h"

namespace Loopscope::Net {

namespace {

HttpError networkError(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::NoError:
        return HttpError::None;
    case QNetworkReply::ConnectionRefusedError:
        return HttpError::Refused;
    case QNetworkReply::RemoteHostClosedError:
        return HttpError::ClosedEarly;
    case QNetworkReply::HostNotFoundError:
        return HttpError::HostNotFound;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return HttpError::TimedOut;
    case QNetworkReply::SslHandshakeFailedError:
    case QNetworkReply::InsecureRedirectError:
        return HttpError::TlsFailed;
    case QNetworkReply::TooManyRedirectsError:
        return HttpError::TooManyRedirects;
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::UnknownNetworkError:
        return HttpError::Unreachable;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return HttpError::InvalidUrl;
    default:
        return HttpError::BadReply;
    }
}

HttpError errorOf(const QNetworkReply &reply, int status)
{
    // Qt has error codes of its own for bad statuses; a complete answer is told by its status.
    const bool isRedirectTrouble = reply.error() == QNetworkReply::TooManyRedirectsError ||
                                   reply.error() == QNetworkReply::InsecureRedirectError;
    if (status != 0 && (status < 200 || status > 299) && !isRedirectTrouble)
        return HttpError::Status;
    return networkError(reply.error());
}

} // namespace

HttpTransfer::HttpTransfer(QNetworkReply *reply, const HttpLimits &limits,
                           std::function<void(HttpReply)> ended)
    : m_reply(reply)
    , m_mostBytes(limits.bodyBytes)
    , m_ended(std::move(ended))
{
    setObjectName(QStringLiteral("HTTP request"));
    connect(reply, &QNetworkReply::readyRead, this, &HttpTransfer::checkSize);
    connect(reply, &QNetworkReply::finished, this, &HttpTransfer::finished);
    m_timer.start(static_cast<int>(limits.timeout.count()), Qt::CoarseTimer, this);
}

// The reply ends its request when it is destroyed. abort() would do the same, but what the server says in
// that moment then makes Qt warn of a second error.
HttpTransfer::~HttpTransfer()
{
    m_reply->disconnect(this);
    if (m_isInsideSignal)
        m_reply->deleteLater();
    else
        delete m_reply;
}

void HttpTransfer::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        end({HttpError::TimedOut, 0, {}});
}

void HttpTransfer::checkSize()
{
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    m_isInsideSignal = true;
    if (std::max(announced, m_reply->bytesAvailable()) > m_mostBytes)
        end({HttpError::TooLarge, 0, {}}); // and this object may be gone
    else
        m_isInsideSignal = false;
}

void HttpTransfer::finished()
{
    m_isInsideSignal = true;
    HttpReply result;
    result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    result.error = errorOf(*m_reply, result.status);
    if (m_reply->isOpen())
        result.body = m_reply->readAll();
    end(std::move(result));
}

void HttpTransfer::end(HttpReply reply)
{
    m_timer.stop();
    m_reply->disconnect(this);
    const auto ended = std::move(m_ended);
    ended(std::move(reply));
}

} // namespace Loopscope::Net
