#pragma once

#include "core/base/steadytime.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

enum class Pulse
{
    None,   ///< no loop yet: a ring, still
    Beats,  ///< a dot that the loop under test moves
    Frozen, ///< beats stopped arriving: a square where the dot stopped
};

/// A track of 56 x 8 with a dot that swings there and back in a second. Nothing here moves it but beats of
/// the loop under test: when that loop is blocked, it stands.
class Heartbeat final : public QWidget
{
    Q_OBJECT

public:
    explicit Heartbeat(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// A timer of the loop fired at this moment.
    void beat(Base::SteadyTime at);
    void setPulse(Pulse pulse);
    Pulse pulse() const { return m_pulse; }
    /// Where the dot is, 0 to 1 along the track.
    double position() const { return m_position; }
    /// No tail behind the dot.
    void setReducedMotion(bool reduced);
    bool hasReducedMotion() const { return m_reducedMotion; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintTail(QPainter &painter, QPointF dot) const;

    const Theme::Theme *m_theme;
    Pulse m_pulse = Pulse::None;
    double m_position = 0.5;
    double m_turn = 0.25; // of a whole swing, 0 to 1
    Base::SteadyTime m_beatAt;
    bool m_forwards = true;
    bool m_reducedMotion = false;
};

} // namespace Loopscope::Panels
