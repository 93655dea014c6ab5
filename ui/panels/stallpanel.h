#pragma once

#include "core/trace/stall.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QScrollArea;

namespace Loopscope::Charts {
class FlameChart;
class StallRamp;
} // namespace Loopscope::Charts

namespace Loopscope::Panels {

class CauseBadge;
class FlameListModel;
class FrameModel;
class ListView;
class PlaceButton;
class RoleLabel;
class TextButton;

/// Which of how many stalls is shown, and when it began.
struct StallPosition
{
    qint64 number = 1; ///< from 1, in order of time
    qint64 count = 1;
    Base::Duration startedAt{0}; ///< since the work began
    Base::Duration duration{0};  ///< so far, while it is open
    bool isOver = false;         ///< nothing more will be known of it, open or not
};

/// One stall in place of the charts: how long, why, whose, how it climbed, what the blocked thread did
/// (flame) and its stack.
class StallPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit StallPanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Keeps the selected frame while the same stall gets better known.
    void showStall(const Trace::Stall &stall, const StallPosition &position);
    Trace::StallId stall() const { return m_stall.id; }
    /// What Copy puts on the clipboard.
    QString text() const;

    FrameModel *frames() const { return m_frames; }
    ListView *frameView() const { return m_view; }
    /// "Stall 19 of 21, at 5.508 s".
    QString title() const;
    QString evidence() const;
    /// What the thread did in it; empty when that was not measured.
    QString times() const;
    /// How many samples, or why there is none.
    QString flameRemark() const;
    bool hasLegend() const;
    /// Why functions of the program have no names; empty when they have.
    QString namesRemark() const;
    PlaceButton *createdButton() const { return m_createdPlace; }
    TextButton *copyButton() const { return m_copy; }
    TextButton *backButton() const { return m_back; }
    TextButton *nextButton() const { return m_next; }
    Charts::FlameChart *flame() const { return m_flame; }
    ListView *flameList() const { return m_flameList; }
    TextButton *flameButton() const { return m_asList; }
    Charts::StallRamp *ramp() const { return m_ramp; }
    QScrollArea *scroller() const { return m_scroller; }
    /// What to do instead of what blocks; empty: nothing is known.
    void setRemedy(const QString &remedy);
    /// As it is shown: not for a stall that it would not have spared.
    QString remedy() const;
    /// Where the ramp's threshold line is.
    void setThreshold(Base::Duration threshold);
    Base::Duration threshold() const { return m_threshold; }

public Q_SLOTS:
    void copy() const;
    /// The flame as a list, and back.
    void toggleFlameList();

Q_SIGNALS:
    void backRequested();
    void previousRequested();
    void nextRequested();
    /// A frame with a line was chosen.
    void lineRequested(const QString &file, int line);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Fact
    {
        RoleLabel *name;
        RoleLabel *value;
    };
    QLayout *makeNavigation();
    QLayout *makeFigures();
    QLayout *makeFacts();
    QWidget *makeRamp();
    QLayout *makeFlame();
    QLayout *makeStackTitle();
    void connectStacks();
    void requestLine(const QModelIndex &index);
    void toggleFold(const QModelIndex &index);
    void makeScroller();
    void bringIntoSight(const QWidget *part, const QRect &area);
    int leastHeight() const;
    void fitHeights();
    void showOwnBar();
    void showFlameOrList();
    const Trace::Stack *mostFrequentStack(int *count) const;
    QString systemCall() const;
    bool hasEnded() const { return !m_stall.open || m_position.isOver; }
    QString samplesRemark() const;
    QString namelessProgram() const;
    Fact addFact(QHBoxLayout *layout, const QString &name, int stretch, bool code, QWidget *before = nullptr);
    void showFacts();
    void showStack();

    const Theme::Theme *m_theme;
    QWidget *const m_content; // under the row with the buttons; where it has no room, it scrolls
    QScrollArea *const m_scroller;
    Trace::Stall m_stall;
    StallPosition m_position;
    TextButton *m_back;
    RoleLabel *m_title;
    TextButton *m_previous;
    TextButton *m_next;
    RoleLabel *m_duration;
    CauseBadge *m_cause;
    RoleLabel *m_evidence;
    RoleLabel *m_times; // of its thread
    RoleLabel *m_where;
    RoleLabel *m_remedy;
    QString m_remedyText;
    Fact m_task;
    Fact m_created;
    PlaceButton *m_createdPlace = nullptr;
    Fact m_event;
    Fact m_call;
    Base::Duration m_threshold = std::chrono::milliseconds(10);
    QWidget *m_rampPart = nullptr;
    Charts::StallRamp *m_ramp = nullptr;
    RoleLabel *m_rampRemark = nullptr;
    RoleLabel *m_flameRemark = nullptr;
    RoleLabel *m_namesRemark = nullptr;
    std::vector<QWidget *> m_legend; // means nothing without a flame
    QWidget *m_loopscopeEntry = nullptr;
    TextButton *m_asList = nullptr;
    QScrollArea *m_flameArea = nullptr;
    Charts::FlameChart *m_flame = nullptr;
    FlameListModel *m_flameRows = nullptr;
    ListView *m_flameList = nullptr;
    RoleLabel *m_stackRemark;
    TextButton *m_copy;
    FrameModel *m_frames;
    ListView *m_view;
};

} // namespace Loopscope::Panels
