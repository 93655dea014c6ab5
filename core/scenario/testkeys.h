#pragma once

#include <QByteArray>

#include <vector>

namespace Loopscope::Scenario {

/// The keys that the protocol scenarios ask for: request i asks for key i mod 4 096, and each key
/// holds bytes of its own, so that an answer given to the wrong caller is seen.
class TestKeys
{
public:
    static constexpr int count = 4096;
    /// Keys live this long on a server; they are renewed while a run lasts.
    static constexpr int ttlSeconds = 600;

    explicit TestKeys(int payload);

    const QByteArray &key(qint64 request) const { return m_keys[static_cast<std::size_t>(request % count)]; }
    const QByteArray &value(qint64 request) const
    {
        return m_values[static_cast<std::size_t>(request % count)];
    }

private:
    std::vector<QByteArray> m_keys;
    std::vector<QByteArray> m_values;
};

} // namespace Loopscope::Scenario
