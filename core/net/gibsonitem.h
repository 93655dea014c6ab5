#pragma once

#include "core/base/steadytime.h"
#include "core/wire/gibson.h"

#include <string>

namespace Loopscope::Net {

/// One item of a gibson store: text or a number, its age, its lock.
struct GibsonItem
{
    static constexpr int forEver = -1;

    std::string text; ///< of a plain item
    qint64 number = 0;
    bool isNumber = false;
    int ttlSeconds = forEver;
    int lockSeconds = 0;    ///< 0: not locked
    Base::SteadyTime since; ///< ttl and lock count from here
    Base::SteadyTime accessed;

    bool isExpired(Base::SteadyTime now) const noexcept
    {
        return ttlSeconds > 0 && now - since >= std::chrono::seconds(ttlSeconds);
    }
    bool isLocked(Base::SteadyTime now) const noexcept
    {
        return lockSeconds == Wire::lockForEver ||
               (lockSeconds > 0 && now - since < std::chrono::seconds(lockSeconds));
    }
    QByteArrayView bytes() const noexcept { return {text.data(), static_cast<qsizetype>(text.size())}; }
    qint64 size() const noexcept { return isNumber ? qint64{sizeof(number)} : bytes().size(); }
};

} // namespace Loopscope::Net
