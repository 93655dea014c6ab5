#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

class QStyleOptionComboBox;
class QStyleOptionSlider;
class QStyleOptionSpinBox;

namespace Loopscope::Panels {

/// The palette that ControlStyle's controls take their colours from.
QPalette controlPalette(const Theme::Theme *theme);
/// Gives the application this style, once.
void installControlStyle();

/// How Qt's own controls look in the window: fields, check boxes, combo boxes, scroll bars. The ring around
/// the one with the focus is FocusRing's.
class ControlStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    ControlStyle();

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returned) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;

private:
    void drawField(QPainter *painter, const QStyleOption *option) const;
    void drawSpinBox(QPainter *painter, const QStyleOptionSpinBox *option) const;
    void drawComboBox(QPainter *painter, const QStyleOptionComboBox *option) const;
    void drawScrollBar(QPainter *painter, const QStyleOptionSlider *option, const QWidget *widget) const;
    void drawCheck(QPainter *painter, const QStyleOption *option) const;
};

} // namespace Loopscope::Panels
