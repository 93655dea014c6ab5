#pragma once

#include <QStringList>

namespace Loopscope::Ui {

/// What a speaker may want to say on a slide: short sentences, in the order in which they help. Empty for a
/// scenario that has none.
QStringList speakerNotes(const QString &scenarioId);

} // namespace Loopscope::Ui
