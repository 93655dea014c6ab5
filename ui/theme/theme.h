#pragma once

#include "ui/theme/colorrole.h"
#include "ui/theme/fontrole.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

namespace Loopscope::Theme {

enum class ThemeKind
{
    Dark,
    Light,
    HighContrast
};

/// The look of one window: palette, type and text size. Widgets are given a pointer to it, ask when
/// they paint, and repaint on changed(). GUI thread.
class Theme final : public QObject
{
    Q_OBJECT

public:
    static constexpr double smallestScale = 1.0;
    static constexpr double largestScale = 2.0;

    explicit Theme(ThemeKind kind = ThemeKind::Dark, QObject *parent = nullptr);

    ThemeKind kind() const { return m_kind; }
    bool isDark() const { return m_kind != ThemeKind::Light; }
    double textScale() const { return m_textScale; }

    QColor color(ColorRole role) const;
    QFont font(FontRole role) const;
    /// Line height in device-independent pixels, text scale included.
    int lineHeight(FontRole role) const;
    /// The same colours for Qt's own controls.
    QPalette palette() const;

public Q_SLOTS:
    void setKind(Loopscope::Theme::ThemeKind kind);
    /// 1 to 2; anything else is brought into this range.
    void setTextScale(double scale);

Q_SIGNALS:
    void changed();

private:
    ThemeKind m_kind;
    double m_textScale = smallestScale;
};

} // namespace Loopscope::Theme
