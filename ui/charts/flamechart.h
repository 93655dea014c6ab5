#pragma once

#include "core/trace/flame.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Charts {

/// The stacks of one stall laid over each other, outermost function on top: the wider, the more of the stall.
/// The arrows walk from frame to frame. GUI thread.
class FlameChart final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int rowHeight = 24;

    /// The theme must outlive the chart.
    explicit FlameChart(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setFlame(Trace::Flame flame);
    const Trace::Flame &flame() const { return m_flame; }
    /// What the chosen frame is; empty: none is chosen.
    QString chosen() const;
    /// The bar of the frame at this point of the widget; null where there is none.
    const Trace::FlameNode *nodeAt(const QPointF &at) const;
    /// Where the innermost own function with a line is.
    QRectF ownBar() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

Q_SIGNALS:
    /// A frame with a line was chosen.
    void lineRequested(const QString &file, int line);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Bar
    {
        const Trace::FlameNode *node;
        QRectF rect;
        int parent; // -1: a root
    };

    void layOut();
    void addBars(const std::vector<Trace::FlameNode> &nodes, double left, double width, int depth,
                 int parent);
    void paintBar(QPainter &painter, const Bar &bar) const;
    void choose(int bar);
    int next(int key) const;
    int barAt(const QPointF &at) const;

    const Theme::Theme *m_theme;
    Trace::Flame m_flame;
    std::vector<Bar> m_bars;
    int m_chosen = -1;
};

} // namespace Loopscope::Charts
