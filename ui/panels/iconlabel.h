#pragma once

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

/// A painted picture of 16 px beside words that say the same.
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setIcon(Theme::Icon icon, Theme::ColorRole color);
    QSize sizeHint() const override { return {16, 16}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme::Theme *m_theme;
    Theme::Icon m_icon = Theme::Icon::Check;
    Theme::ColorRole m_color = Theme::ColorRole::Text;
};

} // namespace Loopscope::Panels
