#include "ui/panels/placebutton.h"

#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QEvent>
#include <QFileInfo>

namespace Loopscope::Panels {

namespace {

constexpr int belowText = 1;

} // namespace

PlaceButton::PlaceButton(const Theme::Theme *theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus); // a click leaves Space and the digits to the window
    keepKeys(this, KeyUse::Press);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setPlace({});
}

void PlaceButton::setPlace(const Base::SourcePlace &place)
{
    if (place == m_place && isHidden() != place.isValid())
        return;
    m_place = place;
    const QString text = place.isValid()
                             ? QStringLiteral("%1:%2").arg(QFileInfo(place.file).fileName()).arg(place.line)
                             : QString();
    if (text != this->text())
        setText(text);
    setVisible(place.isValid());
    name();
    updateGeometry();
}

void PlaceButton::name()
{
    setAccessibleName(isEnabled() ? tr("Show %1").arg(text()) : text());
    setToolTip(isEnabled() ? tr("Show %1 (Space)").arg(m_place.toString()) : m_place.toString());
}

QSize PlaceButton::sizeHint() const
{
    const QFontMetrics metrics(m_theme->font(FontRole::Code));
    return {metrics.horizontalAdvance(text()) + 1, controlHeight}; // it is rounded
}

QSize PlaceButton::minimumSizeHint() const
{
    return {0, controlHeight};
}

void PlaceButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool lit = isEnabled() && (isDown() || underMouse());
    const QFont font = m_theme->font(FontRole::Code);
    const int used =
        paintText(painter, rect(), text(), font, m_theme->color(lit ? ColorRole::Text : ColorRole::Text2),
                  Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideLeft);
    const QFontMetrics metrics(font);
    const int baseline = (height() + metrics.ascent() - metrics.descent()) / 2;
    if (isEnabled())
        paintRule(painter, 0, baseline + metrics.descent() + belowText, used,
                  m_theme->color(lit ? ColorRole::Text : ColorRole::ControlBorder));
}

void PlaceButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void PlaceButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

void PlaceButton::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::EnabledChange)
        name();
}

} // namespace Loopscope::Panels
