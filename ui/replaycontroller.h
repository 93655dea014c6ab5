#pragma once

#include "core/scenario/scenario.h"
#include "core/session/replaysource.h"
#include "ui/panels/statuspanel.h"
#include "ui/recenttraces.h"
#include "ui/replaystage.h"
#include "ui/traceloader.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

class QFileDialog;

namespace Loopscope::Models {
class RunModel;
}
namespace Loopscope::Panels {
class CodePanel;
class StallListPanel;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class LiveFeed;
class PairController;
class RunController;
class StallController;

/// Opens traces and plays them in the window: one through the models and panels of a live run, two through
/// the PairController. A run that goes on is ended first. GUI thread.
class ReplayController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        ReplayStage *stage;
        RunController *runs;
        LiveFeed *feed;
        Models::RunModel *run;
        Charts::ChartColumn *charts;
        Panels::CodePanel *code;
        Panels::StallListPanel *list;
        StallController *stalls;
        QWidget *window; ///< where files are dropped; parent of the file dialog
        bool remember;   ///< the recent traces are kept for the next start
    };

    /// All parts must outlive the controller.
    explicit ReplayController(const Parts &parts, QObject *parent = nullptr);
    ~ReplayController() override;

    /// Traces are shown in place of a live run.
    bool isActive() const { return m_source != nullptr || isPair(); }
    bool isPair() const;
    bool isPlaying() const;
    /// Of one trace; null else.
    const Session::ReplaySource *source() const { return m_source.get(); }
    /// Of the one trace, when it is a run of ours; else null.
    const Scenario::Scenario *scenario() const;
    const Scenario::Variant *variant() const;
    /// Of the one trace; null else.
    std::shared_ptr<const Session::RunReport> report() const;
    const PairController *pair() const { return m_pair.get(); }
    TraceLoader *loader() { return &m_loader; }
    QFileDialog *dialog() const;
    /// Traces that were open and are there still, newest first.
    QStringList recent() const { return m_recent.paths(); }
    double speed() const;
    /// None: no trace is shown.
    std::optional<Panels::ReplayStatus> status() const;

public Q_SLOTS:
    /// One or two; of more, the first two.
    void open(const QStringList &paths);
    /// Asks for them, beside everything else.
    void openDialog();
    /// Back to the slides.
    void leave();
    /// Ends the reading; false when nothing is read.
    bool cancelLoading();

    void togglePlay();
    void stepForward();
    void stepBack();
    void nextStall();
    void previousStall();
    void faster();
    void slower();
    void setSpeed(double speed);
    void rewind();
    /// Since the begin of the work.
    void seek(std::chrono::nanoseconds position);
    /// To the end of a stall that the cursor is in: its page is about the whole of it.
    void seekEndOf(Trace::StallId id);
    /// Once per frame.
    void refresh();

Q_SIGNALS:
    /// Traces were read and are about to be shown.
    void opening();
    /// Traces took the place of the live run, or gave it back.
    void activeChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showLoading();
    void take(const QStringList &paths, const std::vector<Session::ReplayTracePtr> &traces);
    void showOne(const QString &path, const Session::ReplayTracePtr &trace);
    void showTwo(const QStringList &paths, const std::vector<Session::ReplayTracePtr> &traces);
    void endOne();
    void tellSkipped(const std::vector<Session::ReplayTracePtr> &traces);
    void tellError(const QString &problem, Record::ReadError error);
    void describeOne(const QString &path);
    void showOverview();
    template <typename Move>
    void move(const Move &where);
    void settle();
    void showTransport();
    void changeSpeed(int direction);

    Parts m_parts;
    TraceLoader m_loader;
    RecentTraces m_recent;
    std::unique_ptr<Session::ReplaySource> m_source;
    std::unique_ptr<PairController> m_pair;
    std::shared_ptr<Trace::EventSink> m_sink;
    QPointer<QFileDialog> m_dialog;
    QStringList m_paths;
    Base::SteadyTime m_refreshedAt;
    quint64 m_skipped = 0; // packets, on reading
};

/// What the left column tells of a trace.
QString traceFigures(const QString &path, const Session::ReplayTrace &trace);
QString traceDate(const QString &path, const Session::ReplayTrace &trace);

} // namespace Loopscope::Ui
