#pragma once

#include "core/scenario/parameters.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace Loopscope::Scenario {
class ChoiceProbe;
}

namespace Loopscope::Panels {

/// One setting: its label and the field that fits its kind. Ranges and units are the parameter's.
class ParameterEditor final : public QWidget
{
    Q_OBJECT

public:
    ParameterEditor(const Theme::Theme *theme, const Scenario::Parameter &parameter,
                    QWidget *parent = nullptr);

    const Scenario::Parameter &parameter() const { return m_parameter; }
    /// The control itself, which has the accessible name.
    QWidget *field() const { return m_field; }
    /// The value as one would type it on the command line.
    QString text() const;
    /// Shows a value, as Parameters has it. Does not emit edited.
    void show(const QVariant &value);

Q_SIGNALS:
    void edited(const QString &key, const QString &text);
    /// Return or Escape was pressed in the field: the keyboard goes back to the window.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeField();
    QWidget *makeNumber();
    QWidget *makeSwitch();
    QWidget *makeChoice();
    void watchChoice(QComboBox *field);
    void showAvailability(QComboBox *field, const QString &choice, const QString &reason);
    QWidget *makeText();
    void dressField();
    void reportEdit();

    const Theme::Theme *m_theme;
    Scenario::Parameter m_parameter;
    QWidget *m_field = nullptr;
    Scenario::ChoiceProbe *m_probe = nullptr; // of a choice that depends on a server
    bool m_showing = false;
};

} // namespace Loopscope::Panels
