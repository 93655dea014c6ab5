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

/// The look of one window: palette and type. Widgets are given a pointer to it, ask when
/// they paint, and repaint on changed(). GUI thread.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(ThemeKind kind = ThemeKind::Dark, QObject *parent = nullptr);

    ThemeKind kind() const { return m_kind; }
    bool isDark() const { return m_kind != ThemeKind::Light; }

    QColor color(ColorRole role) const;
    QFont font(FontRole role) const;
    /// In device-independent pixels.
    int lineHeight(FontRole role) const;
    /// The same colours for Qt's own controls.
    QPalette palette() const;

public Q_SLOTS:
    void setKind(Loopscope::Theme::ThemeKind kind);

Q_SIGNALS:
    void changed();

private:
    ThemeKind m_kind;
};

} // namespace Loopscope::Theme
