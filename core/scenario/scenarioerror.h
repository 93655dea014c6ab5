#pragma once

#include <QException>
#include <QString>

namespace Loopscope::Scenario {

/// Ends a run as failed. The text is one clear sentence for the user.
class ScenarioError final : public QException
{
public:
    explicit ScenarioError(const QString &sentence)
        : m_text(sentence.toUtf8())
    {}

    const char *what() const noexcept override { return m_text.constData(); }
    void raise() const override { throw *this; }
    ScenarioError *clone() const override { return new ScenarioError(*this); }

private:
    QByteArray m_text;
};

} // namespace Loopscope::Scenario
