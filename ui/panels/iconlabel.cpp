#include "ui/panels/iconlabel.h"

#include <QPainter>

namespace Loopscope::Panels {

IconLabel::IconLabel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedSize(sizeHint());
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void IconLabel::setIcon(Theme::Icon icon, Theme::ColorRole color)
{
    m_icon = icon;
    m_color = color;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    Theme::paintIcon(painter, m_icon, rect(), m_theme->color(m_color));
}

} // namespace Loopscope::Panels
