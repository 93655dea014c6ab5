#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace Loopscope::Panels {

/// One line of text in a role's font and colour, whatever the theme; too long, it ends in an ellipsis
/// and the tool tip has the whole.
class RoleLabel final : public QLabel
{
    Q_OBJECT

public:
    RoleLabel(const Theme::Theme *theme, Theme::FontRole font, Theme::ColorRole color,
              QWidget *parent = nullptr);

    void setColorRole(Theme::ColorRole color);
    void setElide(Qt::TextElideMode mode) { m_elide = mode; }
    /// So many first characters matter: what follows them is cut first, and they themselves from the left.
    void setKept(qsizetype characters);
    /// What there is room for, as it is painted.
    QString shownText() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme::Theme *m_theme;
    Theme::FontRole m_font;
    Theme::ColorRole m_color;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    qsizetype m_kept = 0;
};

} // namespace Loopscope::Panels
