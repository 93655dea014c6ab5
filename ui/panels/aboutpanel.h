#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

/// What the program is, laid over the window: any of Esc, its key or a click takes it away.
class AboutPanel final : public QWidget
{
    Q_OBJECT

public:
    /// Covers its parent while it is shown.
    explicit AboutPanel(const Theme::Theme *theme, QWidget *parent);

    QStringList lines() const { return m_lines; }

public Q_SLOTS:
    void toggle();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    const Theme::Theme *m_theme;
    QStringList m_lines;
};

} // namespace Loopscope::Panels
