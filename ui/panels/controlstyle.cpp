#include "ui/panels/controlstyle.h"

#include "ui/panels/look.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QPolygonF>
#include <QScrollBar>
#include <QStyleOption>

namespace Loopscope::Panels {

namespace {

constexpr int arrowsWidth = 24;
constexpr int fieldPadding = 8;
constexpr int checkSize = 16;
constexpr int scrollBarExtent = 10;
constexpr int shortestScrollHandle = 32;

/// A style serves all windows, each with a theme of its own: the colours come with the control's palette.
QColor colorOf(const QStyleOption *option, ColorRole role)
{
    const auto from = [option](QPalette::ColorRole of) {
        return option->palette.color(QPalette::Active, of);
    };
    switch (role) {
    case ColorRole::Window:
        return from(QPalette::Window);
    case ColorRole::Raised:
        return from(QPalette::Button);
    case ColorRole::Line:
        return from(QPalette::Dark);
    case ColorRole::ControlBorder:
        return from(QPalette::Mid);
    case ColorRole::Text2:
        return from(QPalette::BrightText);
    case ColorRole::Accent:
        return from(QPalette::Highlight);
    case ColorRole::OnAccent:
        return from(QPalette::HighlightedText);
    default:
        return from(QPalette::WindowText);
    }
}

void paintTriangle(QPainter &painter, QPointF center, bool up, const QColor &fill)
{
    constexpr qreal half = 3.5;
    constexpr qreal height = 4;
    const qreal tip = up ? -height / 2 : height / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(
        QPolygonF{center + QPointF(-half, -tip), center + QPointF(half, -tip), center + QPointF(0, tip)});
    painter.restore();
}

} // namespace

QPalette controlPalette(const Theme::Theme *theme)
{
    QPalette palette = theme->palette();
    palette.setColor(QPalette::BrightText, theme->color(ColorRole::Text2));
    // A setting that is locked by a run is still there to be read.
    palette.setColor(QPalette::Disabled, QPalette::Text, theme->color(ColorRole::Text2));
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, theme->color(ColorRole::Text2));
    return palette;
}

void installControlStyle()
{
    if (!qobject_cast<ControlStyle *>(QApplication::style()))
        QApplication::setStyle(new ControlStyle);
}

ControlStyle::ControlStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{}

void ControlStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false);
}

int ControlStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
        return checkSize;
    case PM_ScrollBarExtent:
    case PM_ScrollView_ScrollBarOverlap: // it lies over the rows and takes no width from them
        return scrollBarExtent;
    case PM_ScrollBarSliderMin:
        return shortestScrollHandle;
    case PM_SplitterWidth:
        return 1;
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ControlStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ComboBox_Popup:
        return 0; // a list below the box, not a menu over it
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QRect ControlStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                   const QWidget *widget) const
{
    const QRect rect = option->rect;
    if (control == CC_SpinBox) {
        const QRect arrows(rect.right() - arrowsWidth + 1, rect.top(), arrowsWidth, rect.height());
        if (part == SC_SpinBoxUp)
            return arrows.adjusted(0, 0, 0, -rect.height() / 2);
        if (part == SC_SpinBoxDown)
            return arrows.adjusted(0, rect.height() / 2, 0, 0);
        if (part == SC_SpinBoxEditField)
            return rect.adjusted(fieldPadding, 1, -arrowsWidth, -1);
        return rect;
    }
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return rect.adjusted(fieldPadding, 1, -arrowsWidth, -1);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void ControlStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                      QPainter *painter, const QWidget *widget) const
{
    if (control == CC_SpinBox)
        drawSpinBox(painter, static_cast<const QStyleOptionSpinBox *>(option));
    else if (control == CC_ComboBox)
        drawComboBox(painter, static_cast<const QStyleOptionComboBox *>(option));
    else if (control == CC_ScrollBar)
        drawScrollBar(painter, static_cast<const QStyleOptionSlider *>(option), widget);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void ControlStyle::drawField(QPainter *painter, const QStyleOption *option) const
{
    const bool enabled = option->state & State_Enabled;
    const bool focused = option->state & State_HasFocus;
    const bool hovered = option->state & State_MouseOver;
    ColorRole border = ColorRole::Line;
    if (enabled)
        border = focused ? ColorRole::Accent : hovered ? ColorRole::Text2 : ColorRole::ControlBorder;
    paintBox(*painter, option->rect, colorOf(option, ColorRole::Window), colorOf(option, border),
             focused && enabled ? 2 : 1);
}

void ControlStyle::drawSpinBox(QPainter *painter, const QStyleOptionSpinBox *option) const
{
    drawField(painter, option);
    const bool enabled = option->state & State_Enabled;
    const QPointF center(option->rect.right() - arrowsWidth / 2.0 + 2, option->rect.center().y() + 0.5);
    const auto arrow = [&](SubControl part, QAbstractSpinBox::StepEnabledFlag step, bool up) {
        ColorRole role = enabled && option->stepEnabled & step ? ColorRole::Text2 : ColorRole::Line;
        if (enabled && option->activeSubControls == part && option->state & State_MouseOver)
            role = ColorRole::Text;
        paintTriangle(*painter, center + QPointF(0, up ? -5 : 5), up, colorOf(option, role));
    };
    arrow(SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, true);
    arrow(SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, false);
}

void ControlStyle::drawComboBox(QPainter *painter, const QStyleOptionComboBox *option) const
{
    drawField(painter, option);
    const QPointF center(option->rect.right() - arrowsWidth / 2.0 + 2, option->rect.center().y() + 0.5);
    paintTriangle(*painter, center, false,
                  colorOf(option, option->state & State_Enabled ? ColorRole::Text2 : ColorRole::Line));
}

void ControlStyle::drawScrollBar(QPainter *painter, const QStyleOptionSlider *option,
                                 const QWidget *widget) const
{
    const QRect handle = proxy()->subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    if (option->minimum == option->maximum)
        return;
    const bool lit = option->state & (State_MouseOver | State_Sunken);
    const bool upright = option->orientation == Qt::Vertical;
    const QRectF thumb =
        upright ? QRectF(handle).adjusted(2, 1, -2, -1) : QRectF(handle).adjusted(1, 2, -1, -2);
    paintBox(*painter, thumb, colorOf(option, lit ? ColorRole::ControlBorder : ColorRole::Line), QColor(), 0,
             3);
}

void ControlStyle::drawCheck(QPainter *painter, const QStyleOption *option) const
{
    const bool enabled = option->state & State_Enabled;
    const bool hovered = option->state & State_MouseOver;
    if (option->state & State_On) {
        paintBox(*painter, option->rect, colorOf(option, enabled ? ColorRole::Accent : ColorRole::Line),
                 QColor(), 1, 3);
        Theme::paintIcon(*painter, Theme::Icon::Check, QRectF(option->rect).adjusted(1, 1, -1, -1),
                         colorOf(option, enabled ? ColorRole::OnAccent : ColorRole::Text));
        return;
    }
    const ColorRole border = !enabled  ? ColorRole::Line
                             : hovered ? ColorRole::Text2
                                       : ColorRole::ControlBorder;
    paintBox(*painter, option->rect, colorOf(option, ColorRole::Window), colorOf(option, border), 1.5, 3);
}

void ControlStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorCheckBox:
        drawCheck(painter, option);
        break;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            drawField(painter, option);
        break;
    case PE_FrameFocusRect:
        break; // FocusRing's
    case PE_PanelTipLabel:
        paintBox(*painter, option->rect, colorOf(option, ColorRole::Raised),
                 colorOf(option, ColorRole::ControlBorder), 1, 0);
        break;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ControlStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (element == CE_Splitter)
        painter->fillRect(option->rect, colorOf(option, ColorRole::Line));
    else
        QProxyStyle::drawControl(element, option, painter, widget);
}

} // namespace Loopscope::Panels
