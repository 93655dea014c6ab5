#include "core/net/httporiginserver.h"

#include "core/net/qtversions.h"
#include "core/net/selfsignedidentity.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTimer>

namespace Loopscope::Net {

using StatusCode = QHttpServerResponder::StatusCode;

namespace {

/// Counts what it accepts.
template <typename Server>
class CountingListener final : public Server
{
public:
    explicit CountingListener(std::atomic<qint64> *accepted)
        : m_accepted(accepted)
    {}

protected:
    void incomingConnection(qintptr descriptor) override
    {
        ++*m_accepted;
        Server::incomingConnection(descriptor);
    }

private:
    std::atomic<qint64> *const m_accepted;
};

// The number behind `prefix` in a path; nothing for other paths.
std::optional<qint64> numberBehind(const QString &path, QLatin1String prefix)
{
    bool isNumber = false;
    const qint64 number =
        path.startsWith(prefix) ? QStringView(path).mid(prefix.size()).toLongLong(&isNumber) : 0;
    return isNumber && number >= 0 ? std::optional(number) : std::nullopt;
}

} // namespace

struct HttpOriginServer::Answer
{
    Answer(const QHttpServer *server, const QHttpServerRequest &request, QHttpServerResponder &&to)
        : responder(std::move(to))
        , socket(socketOf(server, request, responder))
        , closes(request.value("Connection").toLower() == "close")
    {
        const QString path = request.url().path();
        constexpr qint64 lastStatus = 599;
        if (const auto item = numberBehind(path, QLatin1String("/item/"))) {
            body = HttpOrigin::itemBody(*item);
        } else if (const auto number = numberBehind(path, QLatin1String("/status/"))) {
            status = static_cast<StatusCode>(std::clamp(*number, qint64{200}, lastStatus));
        } else if (const auto redirects = numberBehind(path, QLatin1String("/redirect/"))) {
            status = StatusCode::Found;
            body.clear();
            location = *redirects > 1 ? "/redirect/" + QByteArray::number(*redirects - 1) : "/";
        } else if (path != QLatin1String("/")) {
            status = StatusCode::NotFound;
        }
    }

    void write()
    {
        HttpHeaderList headers{{"Content-Type", "text/plain"},
                               {"Content-Length", QByteArray::number(body.size())}};
        if (!location.isEmpty())
            headers.emplaceBack("Location", location);
        if (closes)
            headers.emplaceBack("Connection", "close");
        writeAnswer(&responder, status, headers, body);
        if (closes)
            socket->disconnectFromHost();
    }

    QHttpServerResponder responder;
    const QPointer<QTcpSocket> socket; // gone when the client left meanwhile
    const bool closes;
    StatusCode status = StatusCode::Ok;
    QByteArray body = QByteArrayLiteral("hello, loop\n");
    QByteArray location;
};

QTcpServer *HttpOriginServer::makeListener(QByteArray *certificate)
{
    if (!m_options.tls)
        return new CountingListener<QTcpServer>(&m_counters->accepted);
    const auto identity = makeSelfSignedIdentity();
    if (!identity)
        return nullptr;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(identity->certificate));
    configuration.setPrivateKey(QSslKey(identity->key, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // clients need no certificate
    auto *listener = new CountingListener<QSslServer>(&m_counters->accepted);
    listener->setSslConfiguration(configuration);
    *certificate = identity->certificate;
    return listener;
}

void HttpOriginServer::listen()
{
    QByteArray certificate;
    std::unique_ptr<QTcpServer> listener(makeListener(&certificate));
    if (!listener) {
        Q_EMIT failed(OriginError::NoCertificate);
        return;
    }
    listener->setListenBacklogSize(m_options.backlog);
    if (!listener->listen(QHostAddress::LocalHost)) {
        Q_EMIT failed(OriginError::NoSocket);
        return;
    }
    const quint16 port = listener->serverPort();
    m_server = new QHttpServer(this);
    // One handler for all paths: a router would have to be asked for what is known here.
    handleAll(m_server, [this](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
        answer(request, std::move(responder));
    });
    if (!bindTo(m_server, std::move(listener))) {
        Q_EMIT failed(OriginError::NoSocket);
        return;
    }
    Q_EMIT ready(port, certificate);
}

void HttpOriginServer::answer(const QHttpServerRequest &request, QHttpServerResponder &&responder)
{
    const qint64 inFlight = ++m_counters->inFlight;
    if (inFlight > m_counters->peakInFlight)
        m_counters->peakInFlight = inFlight;
    if (m_options.delay.count() == 0) {
        Answer answer(m_server, request, std::move(responder));
        send(&answer);
        return;
    }
    const auto answer = std::make_shared<Answer>(m_server, request, std::move(responder));
    QTimer::singleShot(m_options.delay, Qt::PreciseTimer, this, [this, answer] { send(answer.get()); });
}

void HttpOriginServer::send(Answer *answer)
{
    --m_counters->inFlight;
    if (!answer->socket || answer->socket->state() != QAbstractSocket::ConnectedState)
        return;
    ++m_counters->answered;
    answer->write();
}

} // namespace Loopscope::Net
