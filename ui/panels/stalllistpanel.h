#pragma once

#include "core/base/steadytime.h"
#include "core/trace/track.h"
#include "ui/models/stalllistmodel.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace Loopscope::Panels {

class ListView;
class RoleLabel;
class TextButton;

/// The stalls of the run, newest first, and the newest of them as asyncio would have logged it.
class StallListPanel final : public QWidget
{
    Q_OBJECT

public:
    /// The model must outlive the panel.
    StallListPanel(const Theme::Theme *theme, Models::StallListModel *model, QWidget *parent = nullptr);

    void setThreshold(Base::Duration threshold);
    /// Below the stalls, as long as it is shown. The panel becomes its parent.
    void addList(QWidget *list);
    /// What the run's numbers say, told while no stall is chosen; empty: nothing. The remedy is told once
    /// something has stalled, also while the run goes on and while a stall is chosen.
    struct Verdict
    {
        QString text;
        QString remedy = {};  ///< what to do instead
        bool isWrong = false; ///< what came out of the run is
    };
    void setVerdict(const Verdict &verdict);
    QString verdict() const { return m_verdict.text; }
    QString remedy() const { return m_verdict.remedy; }
    /// At the lower edge, as high as what stands there; empty when nothing does.
    QRect logRect() const;
    /// 0: none. Does not emit stallChosen.
    void select(Trace::StallId id);
    Trace::StallId selected() const;

    ListView *view() const { return m_view; }
    TextButton *closeButton() const { return m_close; }
    QString summary() const;
    /// In place of the usual sentence of an empty list; empty: that one.
    void setEmptyText(const QString &sentence);
    /// What stands in place of an empty list.
    QString emptyText() const;
    QString logLine() const { return m_logLine; }

public Q_SLOTS:
    /// The next one in time; without a selection the newest.
    void chooseNext();
    void choosePrevious();
    /// Enter: opens the selected one, or the newest.
    void openSelected();

Q_SIGNALS:
    void stallChosen(Loopscope::Trace::StallId id);
    /// By Enter or a double click.
    void stallOpened(Loopscope::Trace::StallId id);
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(int row);
    void keepChosen();
    void refresh();
    QString overText() const;
    void refreshLog();
    void announce();
    void fitRows();
    struct LogLine
    {
        QString text;
        Theme::FontRole font;
        Theme::ColorRole color;
    };
    void layOutLog();
    void addLines(const QString &text, int most, Theme::FontRole font, Theme::ColorRole color);
    void paintLog(QPainter &painter, const QRect &log) const;
    Trace::StallId idAt(const QModelIndex &index) const;

    const Theme::Theme *m_theme;
    Models::StallListModel *m_model;
    RoleLabel *m_summary;
    ListView *m_view;
    QWidget *m_added = nullptr;
    TextButton *m_close = nullptr;
    Base::Duration m_threshold{0};
    QString m_emptyText;
    QString m_logLine;
    Verdict m_verdict;
    bool m_isLogOwn = false;         // the code's, not the machine's
    std::vector<LogLine> m_logLines; // verdict or log, as they are broken
    bool m_selecting = false;
    bool m_keepsChosen = false;
    Base::SteadyTime m_announcedAt;
};

} // namespace Loopscope::Panels
