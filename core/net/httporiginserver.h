#pragma once

#include "core/net/httporigin.h"

#include <QObject>

#include <memory>

QT_BEGIN_NAMESPACE
class QHttpServer;
class QHttpServerRequest;
class QHttpServerResponder;
class QTcpServer;
QT_END_NAMESPACE

namespace Loopscope::Net {

/// The part of the origin that lives in its thread.
class HttpOriginServer final : public QObject
{
    Q_OBJECT

public:
    HttpOriginServer(const HttpOriginOptions &options, OriginCounters *counters)
        : m_options(options)
        , m_counters(counters)
    {}

    void listen();

Q_SIGNALS:
    void ready(quint16 port, const QByteArray &certificate);
    void failed(Loopscope::Net::OriginError error);

private:
    struct Answer;

    QTcpServer *makeListener(QByteArray *certificate);
    void answer(const QHttpServerRequest &request, QHttpServerResponder &&responder);
    void send(Answer *answer);

    const HttpOriginOptions m_options;
    OriginCounters *const m_counters;
    QHttpServer *m_server = nullptr; // a child
};

} // namespace Loopscope::Net
