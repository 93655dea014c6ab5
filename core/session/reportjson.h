#pragma once

#include "core/session/runreport.h"

#include <QJsonObject>

namespace Loopscope::Session {

/// The document of a run as CONTRACT.md gives it: absent values are null, never missing.
QJsonObject toJson(const RunReport &report);

} // namespace Loopscope::Session
