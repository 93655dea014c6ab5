#pragma once

#include "core/scenario/scenario.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <functional>
#include <utility>
#include <vector>

namespace Loopscope::Panels {

class DiffView;
class RoleLabel;
class TextButton;

/// "What differs": the built-in sources of two variants, line by line; first the worst against the best, with
/// the button any other two.
class DifferencePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit DifferencePanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Tells the number of the line that a variant is about; 0: not known.
    using TellingLine = std::function<int(const Scenario::Scenario &, const Scenario::Variant &)>;
    void setTellingLine(TellingLine tellingLine) { m_tellingLine = std::move(tellingLine); }
    void showScenario(const Scenario::Scenario *scenario);
    /// Shows the worst and this one, which the comparison praises; null: nobody. Until somebody chose other
    /// two.
    void praise(const Scenario::Variant *best);
    /// Indices of the two variants; the worse one first.
    std::pair<int, int> pair() const;
    DiffView *view() const { return m_view; }
    TextButton *pairButton() const { return m_next; }
    /// Where there are other two.
    void showPairButton(bool shown);

public Q_SLOTS:
    void nextPair();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void show();
    void nameThem();

    const Theme::Theme *m_theme;
    const Scenario::Scenario *m_scenario = nullptr;
    TellingLine m_tellingLine;
    std::vector<std::pair<int, int>> m_pairs;
    std::size_t m_shown = 0;
    bool m_isChosen = false;
    RoleLabel *m_title;
    RoleLabel *m_names;
    TextButton *m_next;
    DiffView *m_view;
};

} // namespace Loopscope::Panels
