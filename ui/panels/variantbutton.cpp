#include "ui/panels/variantbutton.h"

#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QFontMetrics>
#include <QPolygonF>

namespace Loopscope::Panels {

namespace {

constexpr int padding = 14;
constexpr int shapeLeft = 27;
constexpr qreal shapeSize = 9;
constexpr int titleLeft = 44;
constexpr int titleRight = 12;

ColorRole rankColor(VariantRank rank)
{
    switch (rank) {
    case VariantRank::Worst:
        return ColorRole::Worst;
    case VariantRank::Middle:
        return ColorRole::Middle;
    case VariantRank::Best:
        break;
    }
    return ColorRole::Best;
}

void paintShape(QPainter &painter, VariantRank rank, QPointF center, const QColor &fill)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    const qreal half = shapeSize / 2;
    if (rank == VariantRank::Worst)
        painter.drawRect(QRectF(center.x() - half, center.y() - half, shapeSize, shapeSize));
    else if (rank == VariantRank::Best)
        painter.drawEllipse(center, half, half);
    else
        painter.drawPolygon(QPolygonF{center + QPointF(0, -half - 1), center + QPointF(half + 1, 0),
                                      center + QPointF(0, half + 1), center + QPointF(-half - 1, 0)});
    painter.restore();
}

} // namespace

VariantButton::VariantButton(const Theme::Theme *theme, int number, VariantRank rank, const QString &title,
                             QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_number(number)
    , m_rank(rank)
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus); // a click leaves Space and the digits to the window
    keepKeys(this, KeyUse::Press);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Variant %1: %2").arg(number).arg(title));
    setToolTip(tr("%1 (%2)").arg(title).arg(number));
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize VariantButton::sizeHint() const
{
    return {titleLeft + QFontMetrics(m_theme->font(FontRole::BodyStrong)).horizontalAdvance(text()) +
                titleRight,
            controlHeight};
}

void VariantButton::setCompared(bool compared)
{
    m_compared = compared;
    update();
}

void VariantButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool lit = isEnabled() && (underMouse() || isDown());
    const bool chosen = isChecked() || m_compared;
    const QColor fill = chosen || lit ? m_theme->color(ColorRole::Raised) : QColor();
    // The border says which one is chosen, in the variant's own colour; locked ones step back.
    if (chosen)
        paintBox(painter, rect(), fill, m_theme->color(rankColor(m_rank)), 2);
    else
        paintBox(painter, rect(), fill,
                 m_theme->color(isEnabled() ? ColorRole::ControlBorder : ColorRole::Line));
    const bool strong = chosen || lit;
    const QColor titleColor = m_theme->color(strong        ? ColorRole::Text
                                             : isEnabled() ? ColorRole::Text2
                                                           : ColorRole::Text3);
    paintText(painter, QRect(padding, 0, shapeLeft - padding, height()), QString::number(m_number),
              m_theme->font(FontRole::Body),
              m_theme->color(isEnabled() ? ColorRole::Text2 : ColorRole::Text3));
    const qreal left = shapeLeft + shapeSize / 2;
    const bool faded = !isEnabled() && !chosen;
    paintShape(painter, m_rank, QPointF(left, height() / 2.0),
               m_theme->color(faded ? ColorRole::Text3 : rankColor(m_rank)));
    paintText(painter, QRect(titleLeft, 0, width() - titleLeft, height()), text(),
              m_theme->font(FontRole::BodyStrong), titleColor);
}

void VariantButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void VariantButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace Loopscope::Panels
