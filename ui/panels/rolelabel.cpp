#include "ui/panels/rolelabel.h"

#include "ui/panels/look.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

RoleLabel::RoleLabel(const Theme::Theme *theme, Theme::FontRole font, Theme::ColorRole color, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
    , m_font(font)
    , m_color(color)
{
    setTextFormat(Qt::PlainText);
    connect(theme, &Theme::Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void RoleLabel::setColorRole(Theme::ColorRole color)
{
    if (m_color == color)
        return;
    m_color = color;
    update();
}

QSize RoleLabel::sizeHint() const
{
    const QFontMetrics metrics(m_theme->font(m_font));
    return {metrics.horizontalAdvance(text()) + 1, metrics.height()};
}

QSize RoleLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void RoleLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintText(painter, rect(), text(), m_theme->font(m_font), m_theme->color(m_color), alignment(), m_elide);
    const bool cut = sizeHint().width() > width() + 1;
    const QString whole = cut ? text() : QString();
    if (toolTip() != whole)
        setToolTip(whole);
}

} // namespace Loopscope::Panels
