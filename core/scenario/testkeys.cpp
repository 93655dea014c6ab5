#include "core/scenario/testkeys.h"

namespace Loopscope::Scenario {

// With fewer than 3 bytes not every value can differ; then neighbours do, which is what a mix-up shows.
TestKeys::TestKeys(int payload)
{
    for (int i = 0; i < count; ++i) {
        m_keys.push_back("loopscope:" + QByteArray::number(i));
        QByteArray value;
        value.reserve(payload);
        quint32 state = static_cast<quint32>(i) * 2654435761U + 1;
        const QByteArray number = payload >= 4 ? QByteArray::number(i).rightJustified(4, '0') : QByteArray();
        value += number;
        while (value.size() < payload) {
            // Printable, and never a digit first, so that no server takes it for a number.
            value += static_cast<char>('a' + (payload < 4 ? static_cast<quint32>(i) : state >> 16) % 26);
            state = state * 1664525U + 1013904223U;
        }
        m_values.push_back(value);
    }
}

} // namespace Loopscope::Scenario
