#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace Loopscope::Panels {

/// Text in a role's font and colour, whatever the theme: one line, which when it is too long ends in an
/// ellipsis and has the whole in its tool tip.
class RoleLabel final : public QLabel
{
    Q_OBJECT

public:
    RoleLabel(const Theme::Theme *theme, Theme::FontRole font, Theme::ColorRole color,
              QWidget *parent = nullptr);

    void setColorRole(Theme::ColorRole color);
    void setElide(Qt::TextElideMode mode) { m_elide = mode; }
    /// It is a function's or a class's name: namespaces before it are left out first.
    void setNamesCode() { m_namesCode = true; }
    /// What the text means: its tool tip, unless that has to say the whole text.
    void setExplanation(const QString &explanation);
    /// In as many lines as it needs, never cut.
    void setWrapped();
    int heightForWidth(int width) const override;
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
    QString m_explanation;
    qsizetype m_kept = 0;
    bool m_namesCode = false;
    bool m_isWrapped = false;
};

} // namespace Loopscope::Panels
