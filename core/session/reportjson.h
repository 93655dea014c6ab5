#pragma once

#include "core/session/traceload.h"

#include <QJsonObject>

namespace Loopscope::Session {

/// The document of a run as CONTRACT.md gives it: absent values are null, never missing.
QJsonObject toJson(const RunReport &report);
/// The same of a trace, with `trace` (the path as given), `program` and `skipped` (sentences) besides;
/// `scenario` and `variant` are null when it is not of a scenario.
QJsonObject toJson(const LoadedTrace &trace, const QString &path);

} // namespace Loopscope::Session
