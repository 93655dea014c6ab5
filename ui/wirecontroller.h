#pragma once

#include "core/base/steadytime.h"
#include "core/net/wiretap.h"

#include <QObject>

#include <map>
#include <optional>

namespace Loopscope::Panels {
class WirePanel;
}

namespace Loopscope::Ui {

class ReplayController;
class RunController;
class WorkArea;

/// Fetches films of the connection under test and plays them slowly. GUI thread.
class WireController final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        RunController *runs;
        WorkArea *work;
        Panels::WirePanel *panel;
    };

    /// All parts must outlive the controller. Connections are tapped as long as it lives.
    explicit WireController(const Parts &parts, QObject *parent = nullptr);
    ~WireController() override;

    /// "took 0.34 ms, shown 16 000 times slower, from request 293 697 on". The film has events.
    static QString describe(const Net::WireFilm &film);

    /// Once per frame.
    void refresh();
    /// A trace or another program is shown: there are no bytes.
    void setReplaying(bool replaying);
    /// A program of somebody's own is shown, or asked for.
    void setForeign(bool foreign);

    static constexpr int eventsPerSecond = 24;

public Q_SLOTS:
    /// The wire in place of code and slow callbacks, and back. It gives way to them where there are no bytes,
    /// and comes back where there are.
    void toggle();

Q_SIGNALS:
    /// There is nothing to show, as this sentence says.
    void refused(const QString &reason);

private:
    struct Shown
    {
        Net::WireFilm film;
        QString note;
    };

    /// Scenario and variant.
    using Subject = std::pair<QString, QString>;

    bool hasBytes() const;
    Subject shownSubject() const;
    void place();
    void forget();
    void begin();
    void showLast();
    bool take();
    void fetch();
    void play();
    QString reasonForNothing() const;

    Parts m_parts;
    std::map<Subject, Shown> m_last; // of its last run
    Subject m_running;               // or what ran last
    bool m_isWanted = false;
    bool m_isReplaying = false;
    bool m_isForeign = false;
    bool m_isPlaying = false;
    Base::SteadyTime m_runStartedAt;
    Base::SteadyTime m_playedAt;
};

} // namespace Loopscope::Ui
