#pragma once

#include <QByteArray>
#include <QObject>

#include <functional>
#include <optional>

namespace Loopscope::Panels {
class MessageBar;
}

namespace Loopscope::Ui {

/// Gives Qt the factor of the chosen text size while the application object is made, the only time when Qt
/// looks at it. Programs that we start later have their own sizes, so the environment is as before at its
/// end. The application's names must be set, for its settings.
class TextSizeInEffect final
{
public:
    TextSizeInEffect();
    ~TextSizeInEffect();
    Q_DISABLE_COPY_MOVE(TextSizeInEffect)

private:
    std::optional<QByteArray> m_before;
    bool m_isSet = false;
};

/// How large texts, controls and charts are, 100 to 200 %. Everything grows together, so nothing is clipped
/// that is not clipped on a smaller screen. A choice holds from the next start. GUI thread.
class TextSize final : public QObject
{
    Q_OBJECT

public:
    static constexpr int smallest = 100; ///< percent
    static constexpr int largest = 200;
    static constexpr int step = 25;

    /// Percent, as it was chosen last; 100 when nothing or nonsense was.
    static int chosen();

    explicit TextSize(Panels::MessageBar *messages, QObject *parent = nullptr);

    void enlarge() { choose(chosen() + step); }
    void reduce() { choose(chosen() - step); }
    void reset() { choose(smallest); }
    /// What starts the program again; none (the default) where that would end what is observed.
    void setRestart(std::function<void()> restart) { m_restart = std::move(restart); }

private:
    void choose(int percent);

    Panels::MessageBar *m_messages;
    std::function<void()> m_restart;
    const int m_shown; // percent, of this process
};

} // namespace Loopscope::Ui
