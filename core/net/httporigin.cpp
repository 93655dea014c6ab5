#include "core/net/httporigin.h"

#include "core/async/tracked.h"
#include "core/base/words.h"
#include "core/net/httporiginserver.h"
#include "core/net/selfsignedidentity.h"

#include <QCoroSignal>

namespace Loopscope::Net {

QString describe(OriginError error)
{
    switch (error) {
    case OriginError::None:
        return Words::tr("The HTTP origin listens.");
    case OriginError::NoSocket:
        return Words::tr("The HTTP origin could open no socket on 127.0.0.1: close files or raise the "
                         "limit of open files.");
    case OriginError::NoCertificate: {
        const QString reason = tlsUnavailableReason();
        return reason.isEmpty() ? Words::tr("The HTTP origin got no certificate from the program openssl: "
                                            "run without TLS (tls=off).")
                                : reason;
    }
    case OriginError::Stopped:
        return Words::tr("The HTTP origin was stopped before it was ready.");
    }
    return Words::tr("The HTTP origin failed in an unknown way.");
}

HttpOrigin::HttpOrigin(HttpOriginOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_thread.setObjectName(m_options.name);
    connect(&m_thread, &QThread::finished, this, [this] {
        m_thread.wait(); // it has left its loop; what is left takes microseconds
        setState(State::Stopped);
    });
}

HttpOrigin::~HttpOrigin()
{
    m_thread.quit();
    m_thread.wait();
}

void HttpOrigin::start()
{
    if (m_state != State::New)
        return;
    m_state = State::Starting;
    auto *server = new HttpOriginServer(m_options, &m_counters);
    server->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, server, &QObject::deleteLater);
    connect(server, &HttpOriginServer::ready, this, &HttpOrigin::serverReady);
    connect(server, &HttpOriginServer::failed, this, &HttpOrigin::serverFailed);
    m_thread.start();
    QMetaObject::invokeMethod(server, &HttpOriginServer::listen, Qt::QueuedConnection);
}

void HttpOrigin::stop()
{
    if (m_state != State::Starting && m_state != State::Ready)
        return;
    m_error = OriginError::Stopped;
    m_thread.quit();
    setState(State::Stopping);
}

QCoro::Task<OriginError> HttpOrigin::untilReady()
{
    while (m_state == State::Starting)
        co_await Async::tracked(qCoro(this, &HttpOrigin::stateChanged));
    co_return m_state == State::New ? OriginError::Stopped : m_error;
}

QCoro::Task<> HttpOrigin::untilStopped()
{
    while (m_state == State::Stopping)
        co_await Async::tracked(qCoro(this, &HttpOrigin::stateChanged));
}

QUrl HttpOrigin::url(const QString &path) const
{
    QUrl url;
    url.setScheme(m_options.tls ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(m_port);
    url.setPath(path);
    return url;
}

QByteArray HttpOrigin::itemBody(qint64 number)
{
    return "item " + QByteArray::number(number).rightJustified(11, '.');
}

void HttpOrigin::serverReady(quint16 port, const QByteArray &certificate)
{
    if (m_state != State::Starting)
        return;
    m_port = port;
    m_certificate = certificate;
    setState(State::Ready);
}

void HttpOrigin::serverFailed(OriginError error)
{
    if (m_state != State::Starting)
        return;
    m_error = error;
    m_thread.quit();
    setState(State::Stopping);
}

void HttpOrigin::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace Loopscope::Net
