#pragma once

#include "ui/models/wirequeue.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

class BytesView;
class RoleLabel;
class TextButton;
class WireQueueView;

/// What goes over the wire: a request and its reply taken apart, and the requests in flight.
class WirePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit WirePanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Shows a film from its begin.
    void show(Net::WireFilm film, const QString &note);
    /// Nothing to show, and why.
    void showEmpty(const QString &reason);
    bool isEmpty() const { return !m_reason.isEmpty(); }
    QString reason() const { return m_reason; }
    /// Plays the next events of the film; false at its end.
    bool play(int events);

    const Models::WireQueue &queue() const { return m_queue; }
    BytesView *request() const { return m_request; }
    BytesView *reply() const { return m_reply; }
    WireQueueView *queueView() const { return m_view; }
    TextButton *closeButton() const { return m_close; }

Q_SIGNALS:
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showExchange();
    QString bytesText(qsizetype bytes, std::size_t header) const;

    const Theme::Theme *m_theme;
    Models::WireQueue m_queue;
    QString m_reason;
    RoleLabel *m_protocol;
    TextButton *m_close;
    QWidget *m_contents;
    BytesView *m_request;
    BytesView *m_reply;
    WireQueueView *m_view;
};

} // namespace Loopscope::Panels
