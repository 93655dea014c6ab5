#include "ui/panels/aboutpanel.h"

#include "ui/panels/look.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>
#include <QEvent>

namespace Loopscope::Panels {

namespace {

constexpr int cardWidth = 560;
constexpr int padding = 32;
constexpr int logoExtent = 40;
constexpr int headHeight = 72;
constexpr int lineHeight = 24;
constexpr qreal shade = 0.75;

QString madeWith()
{
    const QString made = QStringLiteral(QT_VERSION_STR);
    const QString runs = QString::fromLatin1(qVersion());
    return made == runs ? AboutPanel::tr("Made with Qt %1 and QCoro.").arg(made)
                        : AboutPanel::tr("Made with Qt %1 and QCoro, running on Qt %2.").arg(made, runs);
}

} // namespace

AboutPanel::AboutPanel(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_lines{tr("An oscilloscope for Qt event loops: it shows which line of code blocks a loop,"),
              tr("while it blocks it."),
              QString(),
              madeWith(),
              tr("After Nikolay Novik's talk about asyncio, \"You do not block event loop\"."),
              tr("Its sources are under the MIT licence. With Qt Charts and Qt HTTP Server,"),
              tr("which are GPLv3, the program as a whole is GPLv3.")}
{
    setAccessibleName(tr("About Loopscope"));
    setAccessibleDescription(m_lines.join(u' '));
    parent->installEventFilter(this);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void AboutPanel::toggle()
{
    setGeometry(parentWidget()->rect());
    setVisible(!isVisible());
    raise();
}

void AboutPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor cover = m_theme->color(ColorRole::Window);
    cover.setAlphaF(static_cast<float>(shade));
    painter.fillRect(rect(), cover);
    QRect card(0, 0, cardWidth, 2 * padding + headHeight + static_cast<int>(m_lines.size()) * lineHeight);
    card.moveCenter(rect().center());
    paintBox(painter, card, m_theme->color(ColorRole::Panel), m_theme->color(ColorRole::ControlBorder), 1, 8);
    const QRect inside = card.adjusted(padding, padding, -padding, -padding);
    painter.setRenderHint(QPainter::Antialiasing);
    Theme::paintIcon(painter, Theme::Icon::Logo, QRectF(inside.topLeft(), QSizeF(logoExtent, logoExtent)),
                     m_theme->color(ColorRole::Accent));
    const QRect title(inside.left() + logoExtent + edge, inside.top(), inside.width(), logoExtent);
    const QString version = QCoreApplication::applicationVersion();
    paintText(painter, title, version.isEmpty() ? tr("Loopscope") : tr("Loopscope %1").arg(version),
              m_theme->font(FontRole::Title), m_theme->color(ColorRole::Text));
    paintText(painter, QRect(inside.left(), inside.top(), inside.width(), logoExtent), tr("Esc closes"),
              m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text3),
              Qt::AlignRight | Qt::AlignVCenter);
    int y = inside.top() + headHeight;
    for (const QString &line : m_lines) {
        paintText(painter, QRect(inside.left(), y, inside.width(), lineHeight), line,
                  m_theme->font(FontRole::Body), m_theme->color(ColorRole::Text2));
        y += lineHeight;
    }
}

void AboutPanel::mousePressEvent(QMouseEvent *)
{
    hide();
}

bool AboutPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace Loopscope::Panels
