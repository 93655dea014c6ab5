#pragma once

#include <QString>

namespace Loopscope::Models {

/// What the monitor wrote of a stall's cause, in the language of the window. The monitor writes English: it
/// may stand in somebody else's program or in a trace. A sentence that is not the monitor's stays as it is.
QString evidenceText(const QString &evidence);
/// The same with files by their names alone.
QString shortEvidenceText(const QString &evidence);

} // namespace Loopscope::Models
