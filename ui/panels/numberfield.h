#pragma once

#include "ui/theme/theme.h"

#include <QDoubleSpinBox>

#include <optional>

namespace Loopscope::Panels {

/// A number with its unit: "180 000", "100 ms"; thousands are set apart by no-break spaces. Whole numbers are
/// exact up to 2^53. Never takes a value outside of its range: what is too large cannot be typed, what is
/// too small becomes the smallest when the field is left.
class NumberField final : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit NumberField(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setUnit(const QString &unit);
    QString textFromValue(double value) const override;
    double valueFromText(const QString &text) const override;
    QValidator::State validate(QString &input, int &position) const override;
    void fixup(QString &input) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    std::optional<double> parse(QString text) const;

    const Theme::Theme *m_theme;
};

} // namespace Loopscope::Panels
