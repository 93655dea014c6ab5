#include "ui/panels/numberfield.h"

#include "ui/panels/look.h"
#include "ui/theme/format.h"

#include <QFontMetrics>
#include <QLineEdit>
#include <QLocale>

#include <cmath>

namespace Loopscope::Panels {

namespace {

using Theme::noBreakSpace;
constexpr int textLeft = 10;
constexpr int arrowsWidth = 24;
constexpr int slack = 6;

QString groupThousands(const QString &digits)
{
    const qsizetype point = digits.indexOf(u'.');
    QString text = digits;
    qsizetype at = (point < 0 ? digits.size() : point) - 3;
    for (; at > (digits.startsWith(u'-') ? 1 : 0); at -= 3)
        text.insert(at, noBreakSpace);
    return text;
}

} // namespace

NumberField::NumberField(const Theme::Theme *theme, QWidget *parent)
    : QDoubleSpinBox(parent)
    , m_theme(theme)
{
    setLocale(QLocale::c());
    setDecimals(0);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setAccelerated(true);
    setFocusPolicy(Qt::StrongFocus);
    setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(this, &QDoubleSpinBox::textChanged, this, [this] { updateGeometry(); });
}

void NumberField::setUnit(const QString &unit)
{
    setSuffix(unit.isEmpty() ? QString() : QString(noBreakSpace) + unit);
}

QString NumberField::textFromValue(double value) const
{
    QString digits = QLocale::c().toString(value, 'f', decimals());
    digits.remove(u',');
    if (digits.contains(u'.')) {
        while (digits.endsWith(u'0'))
            digits.chop(1);
        if (digits.endsWith(u'.'))
            digits.chop(1);
    }
    return groupThousands(digits);
}

std::optional<double> NumberField::parse(QString text) const
{
    const QString unit = suffix().trimmed();
    text = text.trimmed();
    if (!unit.isEmpty() && text.endsWith(unit))
        text.chop(unit.size());
    text.remove(QChar(noBreakSpace));
    text.remove(u' ');
    bool ok = false;
    const double value = QLocale::c().toDouble(text, &ok);
    return ok && std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

double NumberField::valueFromText(const QString &text) const
{
    return parse(text).value_or(minimum());
}

QValidator::State NumberField::validate(QString &input, int &) const
{
    QString rest = input;
    if (!suffix().isEmpty() && rest.endsWith(suffix()))
        rest.chop(suffix().size());
    rest.remove(QChar(noBreakSpace));
    rest.remove(u' ');
    if (rest.isEmpty() || (rest == QStringLiteral("-") && minimum() < 0))
        return QValidator::Intermediate;
    if (decimals() == 0 && rest.contains(u'.'))
        return QValidator::Invalid;
    const std::optional<double> value = parse(rest);
    if (!value || rest.contains(u'e', Qt::CaseInsensitive) || rest.contains(u','))
        return QValidator::Invalid;
    if (*value > maximum())
        return QValidator::Invalid;
    return *value < minimum() ? QValidator::Intermediate : QValidator::Acceptable;
}

void NumberField::fixup(QString &input) const
{
    const double value = parse(input).value_or(this->value());
    input = textFromValue(qBound(minimum(), value, maximum())) + suffix();
}

QSize NumberField::sizeHint() const
{
    const int textWidth = QFontMetrics(m_theme->font(FontRole::Body)).horizontalAdvance(text());
    return {textLeft + textWidth + slack + arrowsWidth, controlHeight};
}

} // namespace Loopscope::Panels
