#pragma once

#include "core/base/steadytime.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace Loopscope::Panels {

class RoleLabel;
class TextButton;

/// The top of the window while a trace is replayed: title, what it says, and the transport: step back, play,
/// step forward, where it is, how fast it goes.
class ReplayHeader final : public QWidget
{
    Q_OBJECT

public:
    /// What the speed buttons offer.
    static const std::vector<double> &speeds();

    explicit ReplayHeader(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setTitle(const QString &title, const QString &lesson);
    QString title() const;
    QString lesson() const;
    void setPosition(Base::Duration position, Base::Duration duration);
    /// "12.480 s" and "of 41.2 s".
    QString positionText() const;
    void setPlaying(bool playing);
    void setSpeed(double speed);
    /// Without any there is none to go to.
    void setHasStalls(bool hasStalls);

    TextButton *playButton() const { return m_play; }
    TextButton *nextStallButton() const { return m_nextStall; }
    TextButton *exportButton() const { return m_export; }
    const std::vector<TextButton *> &speedButtons() const { return m_speedButtons; }

Q_SIGNALS:
    void stepBackRequested();
    void playRequested();
    void stepForwardRequested();
    void speedRequested(double speed);
    void nextStallRequested();
    void exportRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeButtons();
    void place();

    const Theme::Theme *m_theme;
    RoleLabel *m_title;
    RoleLabel *m_lesson;
    RoleLabel *m_position;
    RoleLabel *m_duration;
    RoleLabel *m_speed;
    TextButton *m_back;
    TextButton *m_play;
    TextButton *m_forward;
    std::vector<TextButton *> m_speedButtons;
    TextButton *m_nextStall;
    TextButton *m_export;
    int m_ruleX = 0;
};

} // namespace Loopscope::Panels
