#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

class QStyleOptionComboBox;
class QStyleOptionSlider;
class QStyleOptionSpinBox;

namespace Loopscope::Panels {

/// How Qt's own controls look in the window: fields, check boxes, combo boxes, scroll bars. The ring around
/// the one with the focus is FocusRing's.
class ControlStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    explicit ControlStyle(const Theme::Theme *theme);

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

    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
