#pragma once

#include "core/trace/track.h"

namespace Loopscope::Models {

/// What Loopscope itself calls the parts of a run ("Loop", "Pool 1", "Connection 2"), in the user's language;
/// a trace keeps the words of the source. A name that is none of these was given by a program and stays.
QString laneName(const Trace::Track &track);

/// The same, where "Connection 92-100" has no room: 1 "Conn 92-100", 2 "92-100"; 0 is laneName().
QString shortLaneName(const Trace::Track &track, int level);

/// "requests in flight": what a connection's slices are called. Names of functions and events stay.
QString sliceName(const QString &name);

} // namespace Loopscope::Models
