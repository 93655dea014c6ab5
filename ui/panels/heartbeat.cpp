#include "ui/panels/heartbeat.h"

#include "ui/panels/look.h"

#include <QPainter>

#include <cmath>

namespace Loopscope::Panels {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration swing = 1s;
constexpr Base::Duration longestStep = 50ms;
constexpr QSize trackSize(56, 8);
constexpr qreal squareSize = 14;
constexpr qreal dotRadius = 6;
constexpr qreal travelMargin = 7; // the square stays on the track
constexpr int widgetHeight = 16;

} // namespace

Heartbeat::Heartbeat(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedSize(sizeHint());
    setAccessibleName(tr("Heartbeat of the loop under test"));
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Heartbeat::sizeHint() const
{
    return {trackSize.width(), widgetHeight};
}

void Heartbeat::beat(Base::SteadyTime at)
{
    // After a stall the dot goes on from where it stood.
    const Base::Duration since = qMin<Base::Duration>(at - m_beatAt, longestStep);
    m_beatAt = at;
    m_turn += Base::toSeconds(since) / Base::toSeconds(swing);
    m_turn -= std::floor(m_turn);
    m_forwards = m_turn < 0.5;
    m_position = m_forwards ? m_turn * 2 : 2 - m_turn * 2;
    update();
}

void Heartbeat::setPulse(Pulse pulse)
{
    if (pulse == m_pulse)
        return;
    m_pulse = pulse;
    if (pulse == Pulse::None) {
        m_position = 0.5;
        m_turn = 0.25;
    }
    update();
}

void Heartbeat::setReducedMotion(bool reduced)
{
    m_reducedMotion = reduced;
    update();
}

void Heartbeat::paintTail(QPainter &painter, QPointF dot) const
{
    constexpr int steps = 2;
    for (int step = steps; step > 0; --step) {
        QColor faded = m_theme->color(ColorRole::Latency);
        faded.setAlphaF(step == 1 ? 0.45F : 0.2F);
        painter.setBrush(faded);
        const qreal x = dot.x() + (m_forwards ? -step : step) * dotRadius * 0.9;
        if (x > dotRadius / 2 && x < trackSize.width() - dotRadius / 2)
            painter.drawEllipse(QPointF(x, dot.y()), 3.5, 3.5);
    }
}

void Heartbeat::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF track(QPointF(0, (height() - trackSize.height()) / 2.0), QSizeF(trackSize));
    paintBox(painter, track, m_theme->color(ColorRole::Raised), QColor(), 0, trackSize.height() / 2.0);
    const qreal travel = trackSize.width() - 2 * travelMargin;
    const QPointF center(travelMargin + travel * m_position, height() / 2.0);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    switch (m_pulse) {
    case Pulse::None:
        painter.setPen(QPen(m_theme->color(ColorRole::Text3), 2));
        painter.setBrush(m_theme->color(ColorRole::Panel));
        painter.drawEllipse(center, dotRadius - 1, dotRadius - 1);
        break;
    case Pulse::Beats:
        if (!m_reducedMotion)
            paintTail(painter, center);
        painter.setBrush(m_theme->color(ColorRole::Latency));
        painter.drawEllipse(center, dotRadius, dotRadius);
        break;
    case Pulse::Frozen:
        paintBox(painter,
                 QRectF(center - QPointF(squareSize / 2, squareSize / 2), QSizeF(squareSize, squareSize)),
                 m_theme->color(ColorRole::Stall), QColor(), 0, 2);
        break;
    }
}

} // namespace Loopscope::Panels
