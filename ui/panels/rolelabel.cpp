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

void RoleLabel::setExplanation(const QString &explanation)
{
    m_explanation = explanation;
    setToolTip(explanation);
    setAccessibleDescription(explanation);
}

void RoleLabel::setWrapped()
{
    m_isWrapped = true;
    setWordWrap(true); // QLabel tells layouts to ask for the height
}

int RoleLabel::heightForWidth(int width) const
{
    const QFontMetrics metrics(m_theme->font(m_font));
    if (!m_isWrapped)
        return metrics.height();
    return metrics.boundingRect(QRect(0, 0, std::max(width, 1), QWIDGETSIZE_MAX), Qt::TextWordWrap, text())
        .height();
}

void RoleLabel::setKept(qsizetype characters)
{
    m_kept = characters;
    update();
}

QString RoleLabel::shownText() const
{
    const QFontMetrics metrics(m_theme->font(m_font));
    if (m_isWrapped)
        return text();
    if (m_namesCode)
        return fittingName(text(), m_theme->font(m_font), width());
    if (m_kept == 0)
        return metrics.elidedText(text(), m_elide, width());
    const QString cut = metrics.elidedText(text(), Qt::ElideRight, width());
    const bool isKept = cut == text() || cut.size() > m_kept; // the ellipsis is a character
    return isKept ? cut : metrics.elidedText(text().left(m_kept), Qt::ElideLeft, width());
}

void RoleLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_isWrapped) {
        painter.setFont(m_theme->font(m_font));
        painter.setPen(m_theme->color(m_color));
        painter.drawText(rect(), static_cast<int>(alignment()) | Qt::TextWordWrap, text());
        return;
    }
    paintText(painter, rect(), shownText(), m_theme->font(m_font), m_theme->color(m_color), alignment(),
              Qt::ElideNone);
    const bool cut = sizeHint().width() > width() + 1;
    const QString told = cut ? text() : m_explanation;
    if (toolTip() != told)
        setToolTip(told);
}

} // namespace Loopscope::Panels
