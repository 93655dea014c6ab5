#include "ui/panels/variantbutton.h"

#include "ui/charts/variantmark.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int padding = 14;
constexpr int shapeLeft = 27;
constexpr qreal shapeSize = 9;
constexpr int titleLeft = 44;
constexpr int titleRight = 12;

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
        paintBox(painter, rect(), fill, m_theme->color(Charts::colorOf(m_rank)), 2);
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
    Charts::paintShape(painter, m_rank, QPointF(left, height() / 2.0), shapeSize,
                       m_theme->color(faded ? ColorRole::Text3 : Charts::colorOf(m_rank)));
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
