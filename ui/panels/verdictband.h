#pragma once

#include "core/session/variantcomparison.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace Loopscope::Panels {

/// What the figures say: one sentence that is read first, and what has to be added, alarms first. While
/// something runs, how far it is. As high as its sentences, which wrap where the width is too small.
class VerdictBand final : public QWidget
{
    Q_OBJECT

public:
    explicit VerdictBand(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setSentences(const QString &headline, const std::vector<Session::ComparisonRemark> &remarks);
    QString headline() const { return m_headline; }
    /// What the headline leaves free for a control.
    void setRoomAtTheRight(int width);
    /// 0 to 1; none: nothing runs.
    void setProgress(std::optional<double> fraction);
    std::optional<double> progress() const { return m_progress; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Row
    {
        bool isAlarm;
        QString text;
        int height = 0;
    };
    void layOut();
    void joinRemarks();
    int headlineWidth() const;

    const Theme::Theme *m_theme;
    QString m_headline;
    std::vector<Session::ComparisonRemark> m_remarks;
    std::vector<Row> m_rows;
    int m_headlineHeight = 0;
    std::optional<double> m_progress;
    int m_roomAtTheRight = 0;
};

} // namespace Loopscope::Panels
