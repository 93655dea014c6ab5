#pragma once

class QLocale;

namespace Loopscope::Ui {

/// Looks for loopscope_LANGUAGE.qm in loopscope/translations of the data folders (~/.local/share,
/// /usr/share), and takes Qt's own words with it. To be called before the first window. False when there is
/// none.
bool installTranslation(const QLocale &locale);

} // namespace Loopscope::Ui
