#pragma once

#include "core/scenario/scenario.h"
#include "ui/panels/variantbutton.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace Loopscope::Panels {

class ParameterBar;
class RoleLabel;
class TextButton;

enum class RunMode
{
    Ready,       ///< the button says Run
    Running,     ///< it says Stop; settings are locked, the variant is not
    Stopping,    ///< asked to stop: the button waits
    Unavailable, ///< the scenario cannot run here
};

/// The top of the window, 128 high: title, lesson, variants, settings, Run and how far it is.
class HeaderPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit HeaderPanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Chooses the scenario's first variant; the scenario must outlive the panel (allScenarios do).
    void showScenario(const Scenario::Scenario *scenario, const Scenario::Parameters &parameters,
                      bool repeat);
    const Scenario::Scenario *scenario() const { return m_scenario; }
    /// Does not emit variantChosen; an unknown one is ignored.
    void selectVariant(const QString &id);
    /// Empty before a scenario is shown.
    QString variant() const;
    Scenario::Parameters parameters() const;
    bool repeat() const;

    void setMode(RunMode mode);
    RunMode mode() const { return m_mode; }
    /// A fraction of 0 to 1; none: no bar.
    void setProgress(const QString &text, std::optional<double> fraction = std::nullopt);
    QString progress() const;
    /// Until the progress is set again: it tells what went wrong.
    void setAlarming(bool alarming);

    /// The page shows a comparison: every variant is marked, and the button runs all of them again.
    void setComparing(bool comparing);
    bool isComparing() const { return m_comparing; }
    /// While a comparison runs it chooses the variants itself.
    void setVariantsLocked(bool locked);

    ParameterBar *parameterBar() const { return m_parameters; }
    TextButton *runButton() const { return m_run; }
    TextButton *compareButton() const { return m_compare; }
    const std::vector<VariantButton *> &variantButtons() const { return m_variants; }

public Q_SLOTS:
    /// Like a click: numbers count from 1, others do nothing.
    void chooseVariant(int number);

Q_SIGNALS:
    void runRequested();
    void stopRequested();
    /// Compare, or Run again beside a comparison.
    void compareRequested();
    void variantChosen(const QString &id);
    void parameterEdited(const QString &key, const QString &text);
    /// The keyboard goes back to the window.
    void left();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeVariants();
    void orderTabs();
    void pressRun();
    void place();
    QRect progressBar() const;

    const Theme::Theme *m_theme;
    const Scenario::Scenario *m_scenario = nullptr;
    RoleLabel *m_title;
    RoleLabel *m_lesson;
    RoleLabel *m_progressText;
    std::optional<double> m_fraction;
    std::vector<VariantButton *> m_variants;
    ParameterBar *m_parameters;
    TextButton *m_run;
    TextButton *m_compare;
    RunMode m_mode = RunMode::Ready;
    bool m_comparing = false;
};

} // namespace Loopscope::Panels
