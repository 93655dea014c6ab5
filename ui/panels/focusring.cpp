#include "ui/panels/focusring.h"

#include "ui/panels/look.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QEvent>

namespace Loopscope::Panels {

namespace {

constexpr int ringGap = 2;
constexpr int ringWidth = 2;
constexpr char unmarkedProperty[] = "loopscopeUnmarked";

bool wantsRing(const QWidget *widget)
{
    return widget && !widget->property(unmarkedProperty).toBool() &&
           QGuiApplication::mouseButtons() == Qt::NoButton;
}

} // namespace

void leaveUnmarked(QWidget *widget)
{
    widget->setProperty(unmarkedProperty, true);
}

FocusRing::FocusRing(const Theme::Theme *theme, QWidget *window)
    : QWidget(window)
    , m_theme(theme)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { follow(now); });
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void FocusRing::follow(QWidget *focused)
{
    for (const QPointer<QWidget> &widget : std::exchange(m_watched, {})) {
        if (widget)
            widget->removeEventFilter(this);
    }
    const bool ours = focused && focused != parentWidget() && parentWidget()->isAncestorOf(focused);
    m_target = ours && wantsRing(focused) ? focused : nullptr;
    // It moves when what it lies in does.
    for (QWidget *widget = m_target; widget && widget != parentWidget(); widget = widget->parentWidget()) {
        widget->installEventFilter(this);
        m_watched.push_back(widget);
    }
    place();
}

void FocusRing::place()
{
    if (!m_target || !m_target->isVisible()) {
        hide();
        return;
    }
    const QPoint corner = m_target->mapTo(parentWidget(), QPoint(0, 0));
    // What fills its panel to the edges has its ring inside.
    const bool inside = qobject_cast<QAbstractScrollArea *>(m_target);
    const int margin = inside ? -ringGap : ringGap + ringWidth;
    setGeometry(QRect(corner, m_target->size()).adjusted(-margin, -margin, margin, margin));
    raise();
    show();
}

void FocusRing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), QColor(), m_theme->color(ColorRole::Text), ringWidth,
             cornerRadius + ringGap + ringWidth);
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
        place();
        break;
    case QEvent::MouseButtonPress:
        if (watched == m_target)
            hide();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Loopscope::Panels
