#pragma once

#include "core/base/steadytime.h"

#include <QString>

namespace Loopscope::Ui {

/// How an observed program ended.
struct ProgramEnd
{
    int status = 0; ///< a shell's
    int signal = 0; ///< that ended it; 0: none
    bool wasAsked = false;
    Base::Duration after{0}; ///< its loop began
    qint64 stalls = 0;
    Base::Duration blockedFor{0}; ///< when it ended; 0: its loop was not blocked
    QString blockedIn;

    /// "Killed by signal 9 after 0.35\u00a0s, while its loop was blocked for 261.1\u00a0ms in sleepInSlot()."
    QString sentence() const;
};

} // namespace Loopscope::Ui
