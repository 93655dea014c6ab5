#pragma once

#include "core/scenario/scenario.h"
#include "ui/models/runmodel.h"

#include <QObject>

namespace Loopscope::Charts {
class ChartColumn;
}
namespace Loopscope::Panels {
class CodePanel;
class StallListPanel;
class StallPanel;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

/// One stall in all views: what is chosen in the list, the charts or the stall page is marked everywhere, and
/// the line that blocks at this moment is marked in the code. GUI thread.
class StallController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Models::RunModel *run;
        Charts::ChartColumn *charts;
        Panels::CodePanel *code;
        Panels::StallListPanel *list;
        Panels::StallPanel *page;
    };

    /// All parts must outlive the controller.
    explicit StallController(const Parts &parts, QObject *parent = nullptr);

    /// Whether this line is the one that blocked, not one that called it.
    static bool blocked(const Trace::Stall *stall, const QString &file, int line);
    /// 0: none.
    Trace::StallId selected() const { return m_selected; }
    /// Whose run it is; null: of no slide. It must outlive the run.
    void setVariant(const Scenario::Variant *variant) { m_variant = variant; }
    /// Of a trace that is replayed, of which the run has only some yet; 0: it is none.
    void setCountOfTrace(qint64 stalls) { m_countOfTrace = stalls; }

public Q_SLOTS:
    void select(Loopscope::Trace::StallId id);
    void open(Loopscope::Trace::StallId id);
    /// A new run or another slide.
    void forget();
    /// The code shows the source of this run again.
    void remark();
    /// Once per frame: the figure at the marked line climbs.
    void refresh();

Q_SIGNALS:
    /// The stall's page is to be shown.
    void opened();
    /// The one after the last that the run has yet.
    void laterStallRequested();

private:
    void followStall(Trace::StallId id);
    /// The page of the chosen stall is open: what comes meanwhile does not take its place.
    bool isReading() const;
    void markLine(const Trace::Stall &stall);
    void showPage();
    void showNext();
    void showLine(const QString &file, int line);

    Parts m_parts;
    const Scenario::Variant *m_variant = nullptr;
    Trace::StallId m_selected = 0;
    qint64 m_countOfTrace = 0;
    bool m_selecting = false;
};

} // namespace Loopscope::Ui
