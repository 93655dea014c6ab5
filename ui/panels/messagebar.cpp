#include "ui/panels/messagebar.h"

#include "ui/panels/iconlabel.h"
#include "ui/panels/look.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Loopscope::Panels {

namespace {

constexpr int barHeight = 56;
constexpr int moreHeight = 16; // for a second line of the detail
constexpr int barWidth = 4;
constexpr int gap = 12;

} // namespace

MessageBar::MessageBar(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new IconLabel(theme, this))
    , m_title(new RoleLabel(theme, FontRole::BodyStrong, ColorRole::Text, this))
    , m_detail(new RoleLabel(theme, FontRole::Label, ColorRole::Text2, this))
    , m_action(new TextButton(theme, TextButton::Weight::Normal, this))
    , m_close(new TextButton(theme, TextButton::Weight::Quiet, this))
{
    setFixedHeight(barHeight);
    m_action->hide();
    m_detail->setWrapped();
    m_close->setContent(tr("Dismiss"), std::nullopt, tr("Esc"));
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(edge, 8, edge, 8);
    layout->setSpacing(gap);
    auto *iconColumn = new QVBoxLayout;
    iconColumn->setContentsMargins(0, 3, 0, 0);
    iconColumn->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addLayout(iconColumn);
    layout->addLayout(words, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    connect(m_action, &TextButton::clicked, this, &MessageBar::act);
    connect(m_close, &TextButton::clicked, this, &MessageBar::dismiss);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

bool MessageBar::isAlarming() const
{
    return m_message.kind == Message::Kind::Error || m_message.kind == Message::Kind::Unavailable;
}

bool MessageBar::isOfferedBy(const QString &key) const
{
    return isVisible() && !m_message.action.isEmpty() && m_message.actionKey == key;
}

void MessageBar::showMessage(const Message &message)
{
    m_message = message;
    const bool done = message.kind == Message::Kind::Done;
    if (isAlarming())
        m_icon->setIcon(Theme::Icon::Warning, ColorRole::StallText);
    else
        m_icon->setIcon(done ? Theme::Icon::Check : Theme::Icon::Information, ColorRole::Accent);
    m_title->setText(message.title);
    m_detail->setText(message.detail);
    m_detail->setVisible(!message.detail.isEmpty());
    m_action->setVisible(!message.action.isEmpty());
    m_action->setContent(message.action, std::nullopt, message.actionKey);
    m_close->setContent(message.dismissal.isEmpty() ? tr("Dismiss") : message.dismissal, std::nullopt,
                        tr("Esc"));
    setAccessibleName(message.title);
    setAccessibleDescription(message.detail);
    show();
    fitDetail();
    update();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

// What is wrong is said to its end.
void MessageBar::fitDetail()
{
    if (!isVisible()) // and so without its width; it is shown yet
        return;
    layout()->activate();
    const int line = m_detail->sizeHint().height();
    const int needed = m_detail->isHidden() ? 0 : m_detail->heightForWidth(m_detail->width());
    setFixedHeight(needed > line ? barHeight + (needed / line - 1) * moreHeight : barHeight);
}

void MessageBar::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fitDetail();
}

void MessageBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitDetail();
}

void MessageBar::act()
{
    // A copy: what it does may show the next message.
    if (const auto act = m_message.act)
        act();
    else
        Q_EMIT actionTriggered();
}

void MessageBar::dismiss()
{
    hide();
    if (const auto dismissed = m_message.dismissed)
        dismissed();
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(isAlarming() ? ColorRole::Window : ColorRole::Raised));
    if (isAlarming())
        painter.fillRect(rect(), m_theme->color(ColorRole::StallFill));
    painter.fillRect(QRect(0, 0, barWidth, height()),
                     m_theme->color(isAlarming() ? ColorRole::Stall : ColorRole::Accent));
}

} // namespace Loopscope::Panels
