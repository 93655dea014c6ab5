#include "ui/panels/wirequeueview.h"

#include "ui/panels/look.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

using Models::WirePlace;
using State = WirePlace::State;

namespace {

constexpr int columns = 16;
constexpr int mostRows = Models::WireQueue::mostPlaces / columns;
constexpr int placeHeight = 22;
constexpr int tallestPlace = 36;
constexpr int gap = 2;
constexpr int between = 6;
constexpr int fewestDeliveries = 2;
constexpr int clear = 3; // from the edge of a place to its number

// Long numbers must not touch the edge.
QFont narrowed(QFont font, const QString &text, int width)
{
    constexpr int narrowest = 75;
    const int wanted = QFontMetrics(font).horizontalAdvance(text);
    if (wanted > width)
        font.setStretch(std::max(narrowest, 100 * width / wanted));
    return font;
}

} // namespace

WireQueueView::WireQueueView(const Theme::Theme *theme, const Models::WireQueue *queue, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_queue(queue)
{
    setAccessibleName(tr("Requests in flight"));
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void WireQueueView::setNote(const QString &note)
{
    m_note = note;
    refresh();
}

void WireQueueView::refresh()
{
    setAccessibleDescription(m_queue->wrong() > 0 ? tr("%1, %2").arg(summary(), wrongText()) : summary());
    update();
}

QString WireQueueView::summary() const
{
    QString text = tr("%1 now").arg(m_queue->inFlight());
    if (m_queue->toBeSent() > 0)
        text = tr("%1, %2 to be sent").arg(text).arg(m_queue->toBeSent());
    text = tr("%1, %2 answered").arg(text).arg(m_queue->right() + m_queue->wrong());
    return text;
}

QString WireQueueView::wrongText() const
{
    return m_queue->wrong() > 0 ? tr("%1 wrong").arg(m_queue->wrong()) : QString();
}

int WireQueueView::rows() const
{
    return static_cast<int>(m_queue->places().size()) / columns;
}

int WireQueueView::placesTop() const
{
    return m_theme->lineHeight(FontRole::Body) + m_theme->lineHeight(FontRole::Caption) + between;
}

QSize WireQueueView::placeSize() const
{
    const int line = m_theme->lineHeight(FontRole::Caption);
    const int below = 2 * between + line + fewestDeliveries * line + between;
    const int room = (height() - placesTop() - below) / std::max(rows(), 1);
    return {(width() - 2 * edge + gap) / columns, std::clamp(room, placeHeight, tallestPlace)};
}

QRect WireQueueView::placeRect(std::size_t at) const
{
    const QSize size = placeSize();
    const int column = static_cast<int>(at) % columns;
    const int row = static_cast<int>(at) / columns;
    return {edge + column * size.width(), placesTop() + row * size.height(), size.width() - gap,
            size.height() - gap};
}

QSize WireQueueView::minimumSizeHint() const
{
    const int line = m_theme->lineHeight(FontRole::Caption);
    return {280, placesTop() + mostRows * placeHeight + 2 * between + (1 + fewestDeliveries) * line};
}

// No state is told by its colour alone.
void WireQueueView::paintShape(QPainter &painter, const QRectF &rect, State state) const
{
    const auto color = [this](ColorRole role) { return m_theme->color(role); };
    QPen border(color(ColorRole::Grid), 1);
    QBrush fill(Qt::NoBrush);
    if (state == State::Queued) {
        border = QPen(color(ColorRole::ControlBorder), 1, Qt::DotLine);
    } else if (state == State::Sent) {
        border = QPen(color(ColorRole::InFlight), 1);
        fill = color(ColorRole::Raised);
    } else if (state == State::Wrong) {
        border = QPen(color(ColorRole::Stall), 1);
        fill = color(ColorRole::Stall);
    }
    painter.setPen(border);
    painter.setBrush(fill);
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    if (state == State::Right)
        painter.fillRect(QRectF(rect.left() + 1, rect.bottom() - 4, rect.width() - 2, 3),
                         color(ColorRole::Running));
    if (state == State::Wrong) {
        painter.setPen(QPen(color(ColorRole::OnStall), 1));
        painter.drawLine(rect.topRight() + QPointF(-6, 1), rect.topRight() + QPointF(-1, 6));
        painter.drawLine(rect.topRight() + QPointF(-6, 6), rect.topRight() + QPointF(-1, 1));
    }
}

void WireQueueView::paintPlace(QPainter &painter, const QRect &rect, const WirePlace &place) const
{
    paintShape(painter, rect, place.state);
    if (place.state == State::Empty)
        return;
    const ColorRole text = place.state == State::Sent    ? ColorRole::Text
                           : place.state == State::Wrong ? ColorRole::OnStall
                                                         : ColorRole::Text2;
    const QString number = QString::number(m_queue->shownNumber(place.request));
    const bool isStrong = place.state == State::Sent || place.state == State::Wrong;
    const QRect room = rect.adjusted(clear, 0, -clear, 0);
    const QFont font =
        narrowed(m_theme->font(isStrong ? FontRole::CaptionStrong : FontRole::Caption), number, room.width());
    paintText(painter, room, number, font, m_theme->color(text), Qt::AlignCenter, Qt::ElideLeft);
}

void WireQueueView::paintLegend(QPainter &painter, int top) const
{
    const std::vector<std::pair<State, QString>> all{{State::Queued, tr("to be sent")},
                                                     {State::Sent, tr("sent")},
                                                     {State::Right, tr("answered")},
                                                     {State::Wrong, tr("got a wrong reply")}};
    const int line = m_theme->lineHeight(FontRole::Caption);
    int at = edge;
    for (const auto &[state, words] : all) {
        paintShape(painter, QRectF(at, top + (line - 12) / 2.0, 16, 12), state);
        at += 20;
        at += paintText(painter, QRect(at, top, width() - edge - at, line), words,
                        m_theme->font(FontRole::Caption), m_theme->color(ColorRole::Text2)) +
              12;
    }
}

void WireQueueView::paintDeliveries(QPainter &painter, int top) const
{
    const int line = m_theme->lineHeight(FontRole::Label) + 2;
    for (const Models::WireQueue::Delivery &delivery : m_queue->deliveries()) {
        if (top + line > height())
            return;
        const bool isRight = delivery.isRight();
        Theme::paintIcon(painter, isRight ? Theme::Icon::Check : Theme::Icon::Warning,
                         QRectF(edge, top + (line - 14) / 2.0, 14, 14),
                         m_theme->color(isRight ? ColorRole::Running : ColorRole::StallText));
        const QString words = isRight ? tr("reply %1 to the caller of request %2")
                                      : tr("reply %1 to the caller of request %2: wrong");
        paintText(painter, QRect(edge + 20, top, width() - 2 * edge - 20, line),
                  words.arg(m_queue->shownNumber(delivery.reply)).arg(m_queue->shownNumber(delivery.request)),
                  m_theme->font(FontRole::Label),
                  m_theme->color(isRight ? ColorRole::Text2 : ColorRole::StallText));
        top += line;
    }
}

void WireQueueView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect title(edge, 0, width() - 2 * edge, m_theme->lineHeight(FontRole::Body));
    const int used = paintText(painter, title, tr("In flight"), m_theme->font(FontRole::BodyStrong),
                               m_theme->color(ColorRole::Text)) +
                     8;
    const int counted = used + paintText(painter, title.adjusted(used, 0, 0, 0), summary(),
                                         m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text2));
    paintText(painter, title.adjusted(counted + 8, 0, 0, 0), wrongText(),
              m_theme->font(FontRole::LabelStrong), m_theme->color(ColorRole::StallText));
    paintText(painter, QRect(edge, title.bottom() + 1, title.width(), m_theme->lineHeight(FontRole::Caption)),
              m_note, m_theme->font(FontRole::Caption), m_theme->color(ColorRole::Text3));
    const auto &places = m_queue->places();
    for (std::size_t i = 0; i < places.size(); ++i)
        paintPlace(painter, placeRect(i), places[i]);
    const int below = placesTop() + rows() * placeSize().height() + between;
    paintLegend(painter, below);
    paintDeliveries(painter, below + m_theme->lineHeight(FontRole::Caption) + between);
}

} // namespace Loopscope::Panels
