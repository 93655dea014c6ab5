#pragma once

#include "core/scenario/parameters.h"
#include "ui/panels/parametereditor.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QFrame;
class QVBoxLayout;

namespace Loopscope::Panels {

class TextButton;

/// The settings of a scenario in one row, and the switch Repeat. What does not fit stands in a drop-down.
class ParameterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterBar(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Shows what is declared for the window. The values are shown as they are in `parameters`.
    void setParameters(const Scenario::Parameters &parameters);
    /// What the fields say now, on top of the values that were given.
    Scenario::Parameters parameters() const;
    void setRepeat(bool on);
    bool repeat() const;
    /// While a run goes on nothing can be changed.
    void setLocked(bool locked);
    /// Null when the window does not show this setting.
    ParameterEditor *editor(const QString &key) const;
    /// How many stand in the drop-down.
    int hiddenCount() const;
    TextButton *moreButton() const { return m_more; }
    /// Fields and button in the order in which one reads them, for Tab.
    std::vector<QWidget *> stops() const;

Q_SIGNALS:
    void edited(const QString &key, const QString &text);
    void left();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    ParameterEditor *addEditor(const Scenario::Parameter &parameter, const QVariant &value);
    void place();
    std::size_t countThatFits() const;
    void toggleDropDown();

    const Theme::Theme *m_theme;
    Scenario::Parameters m_parameters;
    std::vector<ParameterEditor *> m_editors; // Repeat is the last
    ParameterEditor *m_repeat = nullptr;
    TextButton *m_more;
    QFrame *m_dropDown;
    QVBoxLayout *m_dropDownLayout;
    bool m_locked = false;
};

} // namespace Loopscope::Panels
