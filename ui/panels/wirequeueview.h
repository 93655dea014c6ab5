#pragma once

#include "ui/models/wirequeue.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

/// Requests in flight as numbered places that fill and drain, and below them who got the last replies.
class WireQueueView final : public QWidget
{
    Q_OBJECT

public:
    /// `queue` must outlive the view; call refresh() when it moved on.
    WireQueueView(const Theme::Theme *theme, const Models::WireQueue *queue, QWidget *parent = nullptr);

    /// What stands under the title: how slow it is played.
    void setNote(const QString &note);
    QString note() const { return m_note; }
    void refresh();
    /// "41 now, 22 to be sent, 23 answered, 23 wrong".
    QString summary() const;
    QString wrongText() const;
    QSize sizeHint() const override { return {320, 240}; }
    /// Where a place of the queue is painted.
    QRect placeRect(std::size_t at) const;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int placesTop() const;
    QSize placeSize() const;
    int rows() const;
    void paintShape(QPainter &painter, const QRectF &rect, Models::WirePlace::State state) const;
    void paintPlace(QPainter &painter, const QRect &rect, const Models::WirePlace &place) const;
    void paintLegend(QPainter &painter, int top) const;
    void paintDeliveries(QPainter &painter, int top) const;

    const Theme::Theme *m_theme;
    const Models::WireQueue *m_queue;
    QString m_note;
};

} // namespace Loopscope::Panels
