#include "ui/panels/parametereditor.h"

#include "core/scenario/choiceprobe.h"
#include "ui/panels/controlstyle.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/numberfield.h"
#include "ui/panels/rolelabel.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QStandardItemModel>

namespace Loopscope::Panels {

using Scenario::ParameterKind;

namespace {

constexpr int gap = 8;
constexpr int textWidth = 160;
constexpr int numberDecimals = 3;
constexpr int controlHeight = 32;
constexpr QSize checkTarget(24, 24);

} // namespace

ParameterEditor::ParameterEditor(const Theme::Theme *theme, const Scenario::Parameter &parameter,
                                 QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_parameter(parameter)
{
    auto *label = new RoleLabel(theme, Theme::FontRole::Label, Theme::ColorRole::Text2, this);
    label->setText(parameter.label);
    m_field = makeField();
    m_field->setObjectName(parameter.key);
    m_field->setAccessibleName(parameter.label);
    m_field->installEventFilter(this);
    connect(theme, &Theme::Theme::changed, m_field, [this] { dressField(); });
    dressField();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(label);
    layout->addWidget(m_field);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ParameterEditor::dressField()
{
    m_field->setFont(m_theme->font(Theme::FontRole::Body));
    m_field->setPalette(controlPalette(m_theme));
}

QWidget *ParameterEditor::makeField()
{
    switch (m_parameter.kind) {
    case ParameterKind::Integer:
    case ParameterKind::Number:
        return makeNumber();
    case ParameterKind::Switch:
        return makeSwitch();
    case ParameterKind::Choice:
        return makeChoice();
    case ParameterKind::Text:
        break;
    }
    return makeText();
}

QWidget *ParameterEditor::makeNumber()
{
    auto *field = new NumberField(m_theme, this);
    field->setDecimals(m_parameter.kind == ParameterKind::Number ? numberDecimals : 0);
    field->setRange(m_parameter.min, m_parameter.max);
    field->setUnit(m_parameter.unit);
    const QString lowest = field->textFromValue(m_parameter.min);
    const QString highest = field->textFromValue(m_parameter.max);
    field->setToolTip(tr("%1: %2 to %3 (Tab)").arg(m_parameter.label, lowest, highest + field->suffix()));
    keepKeys(field, KeyUse::Type);
    connect(field, &QDoubleSpinBox::valueChanged, this, &ParameterEditor::reportEdit);
    return field;
}

QWidget *ParameterEditor::makeSwitch()
{
    auto *field = new QCheckBox(this);
    field->setFocusPolicy(Qt::TabFocus);
    field->setMinimumSize(checkTarget);
    field->setToolTip(tr("%1 (Tab)").arg(m_parameter.label));
    keepKeys(field, KeyUse::Press);
    connect(field, &QCheckBox::toggled, this, &ParameterEditor::reportEdit);
    return field;
}

QWidget *ParameterEditor::makeChoice()
{
    auto *field = new QComboBox(this);
    field->addItems(m_parameter.choices);
    field->view()->setAccessibleName(m_parameter.label);
    field->setFixedHeight(controlHeight);
    // The style puts padding and the arrow beside the text, which the combo box does not know.
    qsizetype longest = 0;
    for (const QString &choice : m_parameter.choices)
        longest = std::max(longest, choice.size());
    constexpr int spare = 3;
    field->setMinimumContentsLength(static_cast<int>(longest) + spare);
    field->setFocusPolicy(Qt::TabFocus);
    field->setToolTip(tr("%1 (Tab)").arg(m_parameter.label));
    keepKeys(field, KeyUse::Type);
    connect(field, &QComboBox::currentIndexChanged, this, &ParameterEditor::reportEdit);
    watchChoice(field);
    return field;
}

// Asked when the editor is made and again whenever the list opens: a server may have been started meanwhile.
void ParameterEditor::watchChoice(QComboBox *field)
{
    const QString choice = Scenario::ChoiceProbe::uncertainChoice(m_parameter);
    if (choice.isEmpty())
        return;
    auto *probe = new Scenario::ChoiceProbe(Scenario::ChoiceProbe::defaultRedisPort, this);
    connect(probe, &Scenario::ChoiceProbe::told, field,
            [this, field, choice](const QString &reason) { showAvailability(field, choice, reason); });
    m_probe = probe;
    field->view()->installEventFilter(this);
    probe->ask();
}

// What cannot be had stays in the list, greyed, and says why.
void ParameterEditor::showAvailability(QComboBox *field, const QString &choice, const QString &reason)
{
    auto *item = qobject_cast<QStandardItemModel *>(field->model())->item(field->findText(choice));
    item->setEnabled(reason.isEmpty());
    item->setToolTip(reason);
    item->setData(reason.isEmpty() ? choice : tr("%1, not available: %2").arg(choice, reason),
                  Qt::AccessibleTextRole);
    field->setToolTip(tr("%1 (Tab)").arg(reason.isEmpty() ? m_parameter.label : reason));
}

QWidget *ParameterEditor::makeText()
{
    auto *field = new QLineEdit(this);
    field->setFixedSize(textWidth, controlHeight);
    field->setTextMargins(6, 0, 6, 0);
    field->setToolTip(tr("%1 (Tab)").arg(m_parameter.label));
    keepKeys(field, KeyUse::Type);
    connect(field, &QLineEdit::textChanged, this, &ParameterEditor::reportEdit);
    return field;
}

QString ParameterEditor::text() const
{
    if (auto *number = qobject_cast<NumberField *>(m_field)) {
        number->interpretText();
        const int decimals = m_parameter.kind == ParameterKind::Number ? numberDecimals : 0;
        return QString::number(number->value(), 'f', decimals);
    }
    if (const auto *check = qobject_cast<QCheckBox *>(m_field))
        return check->isChecked() ? QStringLiteral("on") : QStringLiteral("off");
    if (const auto *choice = qobject_cast<QComboBox *>(m_field))
        return choice->currentText();
    return static_cast<QLineEdit *>(m_field)->text();
}

void ParameterEditor::show(const QVariant &value)
{
    m_showing = true;
    if (auto *number = qobject_cast<NumberField *>(m_field))
        number->setValue(value.toDouble());
    else if (auto *check = qobject_cast<QCheckBox *>(m_field))
        check->setChecked(value.toBool());
    else if (auto *choice = qobject_cast<QComboBox *>(m_field))
        choice->setCurrentText(value.toString());
    else
        static_cast<QLineEdit *>(m_field)->setText(value.toString());
    m_showing = false;
}

void ParameterEditor::reportEdit()
{
    if (m_showing)
        return;
    // Through a number field's own value: interpreting half-typed text here would move the cursor.
    const auto *number = qobject_cast<NumberField *>(m_field);
    const int decimals = m_parameter.kind == ParameterKind::Number ? numberDecimals : 0;
    Q_EMIT edited(m_parameter.key, number ? QString::number(number->value(), 'f', decimals) : text());
}

bool ParameterEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (m_probe && watched != m_field) {
        if (event->type() == QEvent::Show)
            m_probe->ask();
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool entered = key == Qt::Key_Return || key == Qt::Key_Enter;
        const bool typed = !qobject_cast<QCheckBox *>(m_field) && !qobject_cast<QComboBox *>(m_field);
        if ((entered && typed) || key == Qt::Key_Escape) {
            text();
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Loopscope::Panels
