#pragma once

// What differs between versions of Qt, at one place; private structures are in core/monitor/queuedcall.cpp
// alone. Compiled and tested with Qt 6.4.2 and QCoro 0.8.0; what is said of newer ones is from their headers
// and sources.
//
// Qt HTTP Server (a technology preview until 6.7, so it changed):
//   6.5   QHttpServerResponder::socket() is gone; a request knows its peer's port.
//   6.8   setMissingHandler() takes a context object, and the handler a reference instead of an rvalue;
//   bind() answers
//         whether it worked, and leaves a server that is not listening with its owner; headers are a
//         QHttpHeaders, and status line, headers and body are written by one call.
//   6.9, 6.10   Nothing that is used here. Private components are found on their own
//   (LoopscopeDependencies.cmake).
//
// QCoro needs no branch: nothing is used that changed. Async::tracked() looks into
// QCoro::detail::awaiter_type, which newer ones have, too.
//   0.10  waitFor() throws on what its task throws, where 0.8 hangs. It is not used here.
//   0.11  Signals, timeouts and network replies resume in the right thread; a task keeps its frame by
//   counting.
//         Awaiting a task that was moved from hangs instead of crashing. Older compilers than gcc 11 are out.
//   0.12  Tasks convert their results.

#include <QHttpServer>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

namespace Loopscope::Net {

using HttpHeaderList = QList<std::pair<QByteArray, QByteArray>>;

/// The socket that a request came by; null when it is gone.
inline QPointer<QTcpSocket> socketOf([[maybe_unused]] const QHttpServer *server,
                                     [[maybe_unused]] const QHttpServerRequest &request,
                                     [[maybe_unused]] const QHttpServerResponder &responder)
{
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    return responder.socket();
#else
    for (QTcpSocket *socket : server->findChildren<QTcpSocket *>()) {
        if (socket->peerPort() == request.remotePort() && socket->peerAddress() == request.remoteAddress())
            return socket;
    }
    return nullptr;
#endif
}

/// Calls `handler(const QHttpServerRequest &, QHttpServerResponder &&)` for every request.
template <typename Handler>
void handleAll(QHttpServer *server, Handler handler)
{
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    server->setMissingHandler(std::move(handler));
#else
    server->setMissingHandler(server, [handler = std::move(handler)](const QHttpServerRequest &request,
                                                                     QHttpServerResponder &responder) {
        handler(request, std::move(responder));
    });
#endif
}

/// Gives a server that listens to the HTTP server.
inline bool bindTo(QHttpServer *server, std::unique_ptr<QTcpServer> listener)
{
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    server->bind(listener.release());
    return true;
#else
    if (!server->bind(listener.get()))
        return false;
    static_cast<void>(listener.release()); // it is the HTTP server's child now
    return true;
#endif
}

/// Writes a whole answer.
inline void writeAnswer(QHttpServerResponder *responder, QHttpServerResponder::StatusCode status,
                        const HttpHeaderList &headers, const QByteArray &body)
{
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    responder->writeStatusLine(status);
    for (const auto &[name, value] : headers)
        responder->writeHeader(name, value);
    responder->writeBody(body);
#else
    responder->write(body, QHttpHeaders::fromListOfPairs(headers), status);
#endif
}

} // namespace Loopscope::Net
