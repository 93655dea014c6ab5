#pragma once

#include <QString>

namespace Loopscope::Trace {

/// A function's name for lists and bars: the last two parts, without the arguments of templates.
/// "Jobs::testPrimality" of "Loopscope::Jobs::testPrimality", "lambda in Worker::start()" of
/// "lambda in App::Net::Worker::start()". What is no function's name stays as it is.
QString shortFunctionName(const QString &name);

} // namespace Loopscope::Trace
