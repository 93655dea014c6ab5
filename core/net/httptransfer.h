#pragma once

#include "core/net/httpreply.h"

#include <QBasicTimer>
#include <QNetworkReply>
#include <QObject>

#include <functional>

namespace Loopscope::Net {

/// One request on its way: watches the time and the size of a network reply, and tells once how it ended.
/// Destroying it ends the request without a word.
class HttpTransfer final : public QObject
{
    Q_OBJECT

public:
    /// Takes over `reply`. `ended` is called from the loop, and may destroy this object.
    HttpTransfer(QNetworkReply *reply, const HttpLimits &limits, std::function<void(HttpReply)> ended);
    ~HttpTransfer() override;

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void checkSize();
    void finished();
    void end(HttpReply reply);

    QNetworkReply *m_reply;
    const qint64 m_mostBytes;
    QBasicTimer m_timer;
    bool m_isInsideSignal = false; // of the reply, which must live on then
    std::function<void(HttpReply)> m_ended;
};

} // namespace Loopscope::Net
