#pragma once

#include "ui/models/comparisonmodel.h"

#include <QObject>

#include <map>
#include <memory>

namespace Loopscope::Panels {
class ComparePanel;
class HeaderPanel;
class MessageBar;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class RunController;

/// Runs all variants of the slide one after another, one round each, and shows them together. The last
/// comparison of each slide is kept. GUI thread.
class CompareController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        RunController *runs;
        Models::RunModel *run;
        Panels::HeaderPanel *header;
        Panels::MessageBar *messages;
        Panels::ComparePanel *page;
        QWidget *work; ///< what the page takes the place of
    };

    /// All parts must outlive the controller.
    explicit CompareController(const Parts &parts, QObject *parent = nullptr);
    ~CompareController() override;

    /// From the first variant's start to the last one's end.
    bool isRunning() const { return m_current != nullptr; }
    bool isShown() const { return m_shown; }
    /// Of the slide that is shown; null before its first comparison.
    Models::ComparisonModel *model() const;

public Q_SLOTS:
    /// C: shows the slide's comparison; runs it when there is none, when the settings are others by now, or
    /// when it is shown already.
    void compare();
    /// Ends the variant that runs and starts no further one.
    void stop();
    /// Space and R: true when they were meant for the comparison.
    bool toggle();
    bool restart();
    /// Esc: stops, or goes back to the run. True when there was something to do.
    bool goBack();
    /// The run is shown again, unless variants are still being run.
    void leave();
    /// Of the page that is shown.
    void showOtherPair();
    void copy() const;
    /// Once per frame: the lines of the variant that runs.
    void refresh();

Q_SIGNALS:
    void shownChanged();

private:
    void begin();
    void startNext();
    void endVariant();
    void finish();
    QString countText() const;
    void show(bool shown);

    Parts m_parts;
    std::map<QString, std::unique_ptr<Models::ComparisonModel>> m_models; // by scenario
    Models::ComparisonModel *m_current = nullptr;                         // the one that runs
    QString m_chosen; // the variant before the comparison chose others
    int m_row = -1;
    bool m_stopped = false;
    bool m_beginsSoon = false; // when the run that goes on has ended
    bool m_shown = false;
    Base::SteadyTime m_refreshedAt;
};

} // namespace Loopscope::Ui
