#pragma once

#include <QString>

namespace Loopscope::Exec {

/// Whether Qt has its driver QODBC. Looks at the plugins, connects to nothing. Any thread.
bool hasQtOdbc();

/// Whether unixODBC knows a driver of this name, from the files that it reads: odbcinst.ini in ODBCSYSINI or
/// /etc (ODBCINSTINI: another file name), and the user's own ~/.odbcinst.ini. Any thread.
bool isOdbcDriverRegistered(const QString &name);

} // namespace Loopscope::Exec
