#pragma once

#include "core/trace/stall.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

/// "Sleeping", "Waiting for I/O".
QString causeText(Trace::StallCause cause);
Theme::Icon causeIcon(Trace::StallCause cause);
/// The width that a badge of 24 px needs.
int causeBadgeWidth(const Theme::Theme *theme, Trace::StallCause cause);
void paintCauseBadge(QPainter &painter, const Theme::Theme *theme, const QRect &rect,
                     Trace::StallCause cause);

/// The same as a control of its own, 32 high: cause of the stall that is shown.
class CauseBadge final : public QWidget
{
    Q_OBJECT

public:
    explicit CauseBadge(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setCause(Trace::StallCause cause);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme::Theme *m_theme;
    Trace::StallCause m_cause = Trace::StallCause::Unknown;
};

} // namespace Loopscope::Panels
