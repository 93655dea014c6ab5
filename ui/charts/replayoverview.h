#pragma once

#include "core/base/steadytime.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace Loopscope::Charts {

/// A whole recording, or two, in one strip: each stall as a bar, what the charts show of it as a frame, and
/// where the replay is. Drag to go elsewhere. GUI thread.
class ReplayOverview final : public QWidget
{
    Q_OBJECT

public:
    struct Bar
    {
        Base::Duration start{0};
        Base::Duration duration{0};
    };
    struct Row
    {
        QString letter; ///< "A"; empty when there is one row alone
        Theme::ColorRole color = Theme::ColorRole::TraceA;
        std::vector<Bar> stalls;
        Base::Duration duration{0}; ///< of this recording
    };

    explicit ReplayOverview(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setRows(std::vector<Row> rows, std::chrono::milliseconds threshold);
    const std::vector<Row> &rows() const { return m_rows; }
    /// Of the longest row.
    Base::Duration duration() const { return m_duration; }
    void setPosition(Base::Duration position);
    Base::Duration position() const { return m_position; }
    /// What the charts show.
    void setView(Base::Duration from, Base::Duration to);
    double xOf(Base::Duration at) const;
    Base::Duration timeAt(double x) const;
    int heightForRows(std::size_t rows) const;
    /// Of the time axis.
    std::vector<std::pair<Base::Duration, QString>> timeLabels() const;

Q_SIGNALS:
    /// By the mouse.
    void scrubbed(std::chrono::nanoseconds position);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    QRectF rowRect(std::size_t row) const;
    void paintRow(QPainter &painter, std::size_t row) const;
    void paintCursor(QPainter &painter) const;
    void describe();

    const Theme::Theme *m_theme;
    std::vector<Row> m_rows;
    std::chrono::milliseconds m_threshold{10};
    Base::Duration m_duration{0};
    Base::Duration m_longest{0};
    Base::Duration m_position{0};
    Base::Duration m_viewFrom{0};
    Base::Duration m_viewTo{0};
};

} // namespace Loopscope::Charts
