#include "ui/panels/textbutton.h"

#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QFontMetrics>

namespace Loopscope::Panels {

namespace {

constexpr int iconExtent = 16;
constexpr int gap = 8;
constexpr int rowIconGap = 12;
constexpr int padding = 16;
constexpr int primaryHeight = 40;
constexpr int primaryWidth = 136;
constexpr int normalWidth = 80;
constexpr int tabLine = 2;

} // namespace

TextButton::TextButton(const Theme::Theme *theme, Weight weight, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_weight(weight)
{
    setFocusPolicy(Qt::TabFocus); // a click leaves Space and the digits to the window
    keepKeys(this, KeyUse::Press);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void TextButton::setContent(const QString &text, std::optional<Theme::Icon> icon, const QString &key)
{
    setText(text);
    setAccessibleName(text);
    m_icon = icon;
    m_key = key;
    setToolTip(key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key));
    updateGeometry();
    update();
}

void TextButton::setActive(bool active)
{
    m_active = active;
    setAccessibleDescription(active ? tr("shown") : QString());
    update();
}

FontRole TextButton::textRole() const
{
    return m_weight == Weight::Row ? FontRole::Body : isQuiet() ? FontRole::Label : FontRole::BodyStrong;
}

bool TextButton::showsKey() const
{
    // A quiet button with an icon is small: its tool tip has the key.
    return !m_key.isEmpty() && isEnabled() && !(m_weight == Weight::Quiet && m_icon);
}

int TextButton::contentWidth() const
{
    int width = QFontMetrics(m_theme->font(textRole())).horizontalAdvance(text());
    if (m_icon)
        width += text().isEmpty() ? iconExtent : iconExtent + gap;
    if (showsKey())
        width += gap + QFontMetrics(m_theme->font(FontRole::Caption)).horizontalAdvance(m_key);
    return width;
}

QSize TextButton::sizeHint() const
{
    if (m_weight == Weight::Primary)
        return {qMax(primaryWidth, contentWidth() + 2 * padding), primaryHeight};
    if (isQuiet())
        return {contentWidth() + 2 * gap, controlHeight};
    return {qMax(normalWidth, contentWidth() + 2 * padding), controlHeight};
}

TextButton::Colors TextButton::colors() const
{
    const bool lit = isDown() || underMouse();
    if (!isEnabled())
        return {QColor(), isQuiet() ? QColor() : m_theme->color(ColorRole::Line),
                m_theme->color(ColorRole::Text3)};
    if (m_weight == Weight::Primary) {
        QColor fill = m_theme->color(ColorRole::Accent);
        if (isDown())
            fill = fill.darker(115);
        else if (lit)
            fill = fill.lighter(108);
        return {fill, QColor(), m_theme->color(ColorRole::OnAccent)};
    }
    const QColor fill = lit ? m_theme->color(ColorRole::Raised) : QColor();
    if (isQuiet())
        return {fill, QColor(), m_theme->color(isDown() || isChecked() ? ColorRole::Text : ColorRole::Text2)};
    return {fill, isDown() ? m_theme->color(ColorRole::Text) : m_theme->color(ColorRole::ControlBorder),
            m_theme->color(ColorRole::Text)};
}

void TextButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colors look = colors();
    constexpr double activeBorder = 2;
    if (m_active)
        paintBox(painter, rect(), m_theme->color(ColorRole::Raised), m_theme->color(ColorRole::Accent),
                 activeBorder);
    else if (look.fill.isValid() || look.border.isValid())
        paintBox(painter, rect(), look.fill, look.border);
    // A tab: the chosen one is underlined.
    if (isChecked())
        painter.fillRect(QRect(0, height() - tabLine, width(), tabLine), m_theme->color(ColorRole::Accent));
    if (m_weight == Weight::Row) {
        paintRow(painter, look.text);
        return;
    }
    int x = (width() - contentWidth()) / 2;
    if (m_icon) {
        Theme::paintIcon(painter, *m_icon, QRectF(x, (height() - iconExtent) / 2.0, iconExtent, iconExtent),
                         look.text);
        x += iconExtent + gap;
    }
    const auto place = [&] { return QRect(x, 0, width() - x, height()); };
    const bool quiet = m_weight == Weight::Quiet;
    const auto paintKey = [&] {
        const QColor keyColor = m_weight == Weight::Primary ? look.text : m_theme->color(ColorRole::Text3);
        if (showsKey())
            x += paintText(painter, place(), m_key, m_theme->font(FontRole::Caption), keyColor) + gap;
    };
    if (quiet)
        paintKey();
    x += paintText(painter, place(), text(), m_theme->font(textRole()), look.text) + gap;
    if (!quiet)
        paintKey();
}

void TextButton::paintRow(QPainter &painter, const QColor &color) const
{
    const QRect inner = rect().adjusted(gap, 0, -gap, 0);
    int x = inner.left();
    if (m_icon) {
        Theme::paintIcon(painter, *m_icon, QRectF(x, (height() - iconExtent) / 2.0, iconExtent, iconExtent),
                         color);
        x += iconExtent + rowIconGap;
    }
    const QFont caption = m_theme->font(FontRole::Caption);
    const int keyWidth = showsKey() ? QFontMetrics(caption).horizontalAdvance(m_key) + gap : 0;
    paintText(painter, QRect(x, 0, inner.right() + 1 - keyWidth - x, height()), text(),
              m_theme->font(textRole()), color);
    if (showsKey())
        paintText(painter, inner, m_key, caption, m_theme->color(ColorRole::Text3),
                  Qt::AlignRight | Qt::AlignVCenter);
}

void TextButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange)
        updateGeometry(); // the key comes or goes
    QAbstractButton::changeEvent(event);
}

void TextButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void TextButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace Loopscope::Panels
