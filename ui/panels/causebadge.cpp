#include "ui/panels/causebadge.h"

#include "core/base/words.h"
#include "ui/panels/look.h"

#include <QCoreApplication>
#include <QFontMetrics>

namespace Loopscope::Panels {

using Trace::StallCause;

namespace {

constexpr int padding = 8;
constexpr int iconSize = 16;
constexpr int gap = 6;

} // namespace

QString causeText(StallCause cause)
{
    switch (cause) {
    case StallCause::Cpu:
        return Words::tr("On the CPU");
    case StallCause::Sleep:
        return Words::tr("Sleeping");
    case StallCause::Io:
        return Words::tr("Waiting for I/O");
    case StallCause::Lock:
        return Words::tr("Waiting for a lock");
    case StallCause::PageFault:
        return Words::tr("Page faults");
    case StallCause::Descheduled:
        return Words::tr("Descheduled");
    case StallCause::Unknown:
        break;
    }
    return Words::tr("Unknown");
}

Theme::Icon causeIcon(StallCause cause)
{
    switch (cause) {
    case StallCause::Cpu:
        return Theme::Icon::Chip;
    case StallCause::Sleep:
        return Theme::Icon::Moon;
    case StallCause::Io:
        return Theme::Icon::Arrows;
    case StallCause::Lock:
        return Theme::Icon::Lock;
    case StallCause::PageFault:
        return Theme::Icon::Page;
    case StallCause::Descheduled:
        return Theme::Icon::Clock;
    case StallCause::Unknown:
        break;
    }
    return Theme::Icon::Warning;
}

int causeBadgeWidth(const Theme::Theme *theme, StallCause cause)
{
    const QFontMetrics metrics(theme->font(FontRole::LabelStrong));
    return padding + iconSize + gap + metrics.horizontalAdvance(causeText(cause)) + padding - 2;
}

void paintCauseBadge(QPainter &painter, const Theme::Theme *theme, const QRect &rect, StallCause cause)
{
    paintBox(painter, rect, theme->color(ColorRole::Raised));
    const QRectF icon(rect.left() + padding, rect.top() + (rect.height() - iconSize) / 2.0, iconSize,
                      iconSize);
    Theme::paintIcon(
        painter, causeIcon(cause), icon,
        theme->color(cause == StallCause::Descheduled ? ColorRole::Text2 : ColorRole::StallText));
    const int left = rect.left() + padding + iconSize + gap;
    paintText(painter, QRect(left, rect.top(), rect.right() + 1 - left, rect.height()), causeText(cause),
              theme->font(FontRole::LabelStrong), theme->color(ColorRole::Text));
}

CauseBadge::CauseBadge(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setCause(StallCause::Unknown);
}

void CauseBadge::setCause(StallCause cause)
{
    m_cause = cause;
    setAccessibleName(Words::tr("Cause: %1").arg(causeText(cause)));
    updateGeometry();
    update();
}

QSize CauseBadge::sizeHint() const
{
    return {causeBadgeWidth(m_theme, m_cause) + 8, controlHeight};
}

void CauseBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintCauseBadge(painter, m_theme, rect(), m_cause);
}

} // namespace Loopscope::Panels
