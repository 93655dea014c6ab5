#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>
#include <vector>

namespace Loopscope::Scenario {

enum class ParameterKind
{
    Integer,
    Number,
    Text,
    Choice,
    Switch
};

/// One setting of a scenario: its command-line key, its range and how the window labels it.
struct Parameter
{
    QString key;   ///< "sleep_ms"
    QString label; ///< "Sleep"
    ParameterKind kind = ParameterKind::Integer;
    QVariant defaultValue;
    double min = 0;
    double max = 0;
    QString unit;         ///< "ms", "B"; empty when there is none
    QStringList choices;  ///< of a Choice
    bool inWindow = true; ///< false: on the command line only (folders, servers, thresholds)

    /// "integer", "number", "text", "choice", "switch".
    QString kindId() const;
};

/// Values by key; whatever was not set has the scenario's default.
class Parameters
{
public:
    Parameters() = default;
    explicit Parameters(const std::vector<Parameter> &declared);

    /// Takes a value as typed. Null when it was taken, else one sentence that says what is wrong with it.
    std::optional<QString> set(const QString &key, const QString &text);
    bool has(const QString &key) const;

    qint64 integer(const QString &key) const;
    double number(const QString &key) const;
    QString text(const QString &key) const;
    bool isOn(const QString &key) const;

    const std::vector<Parameter> &declared() const { return m_declared; }
    const QMap<QString, QVariant> &values() const { return m_values; }

private:
    std::vector<Parameter> m_declared;
    QMap<QString, QVariant> m_values;
};

} // namespace Loopscope::Scenario
